import { appendAudit } from '#lib/audit/append';
import type { VaultContext } from '#vault/runtime/context';

export type ImportStanding = {
  id: string;
  state: string;
  rows: number;
  createdAt: Date;
  endedAt: Date | null;
  /** Of an open one: what is kept for it. */
  checked: number;
  refused: number;
  kept: number;
};

const LISTED = 100;

/** The latest imports, and how far each is. */
export function listImports({ database }: Pick<VaultContext, 'database'>): Promise<ImportStanding[]> {
  return database.db.$queryRaw<ImportStanding[]>`
    SELECT i.id::text AS id, i.state, i.rows, i.created_at AS "createdAt", i.ended_at AS "endedAt", kept.*
    FROM (SELECT * FROM vault.imports ORDER BY created_at DESC LIMIT ${LISTED}) AS i,
      LATERAL (SELECT count(*) FILTER (WHERE r.state = 'checked')::int AS checked,
        count(*) FILTER (WHERE r.state = 'refused')::int AS refused, count(r.wrapped_key)::int AS kept
        FROM vault.import_rows AS r WHERE r.import_id = i.id) AS kept
    ORDER BY i.created_at DESC`;
}

export type Discarded =
  | { kind: 'discarded'; rows: number }
  /**
   * Wise has given other refresh tokens for so many grants, or may just be giving them: those in the partner's file are dead then,
   * and only ours live.
   */
  | { kind: 'rotated'; rows: number }
  | { kind: 'unknown' };

/** Erases what is kept for an import that is not accepted. Nothing is revoked: the partner's own tokens stay good. */
export async function discardImport(
  { database }: Pick<VaultContext, 'database'>,
  { id, operator, evenRotated }: { id: string; operator: string; evenRotated: boolean },
): Promise<Discarded> {
  return database.db.$transaction(async (tx) => {
    const open = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM vault.imports WHERE id = ${id}::uuid AND state = 'open' FOR UPDATE`;
    if (open.length === 0) return { kind: 'unknown' };
    // locked, so that no token is sent between this look and the end of its row
    const kept = await tx.$queryRaw<{ isRotated: boolean }[]>`
      SELECT is_rotated OR state = 'sent' AS "isRotated" FROM vault.import_rows WHERE import_id = ${id}::uuid
      ORDER BY external_id, line FOR UPDATE`;
    const rotated = kept.filter(({ isRotated }) => isRotated).length;
    if (rotated > 0 && !evenRotated) return { kind: 'rotated', rows: rotated };
    const rows = await tx.$executeRaw`DELETE FROM vault.import_rows WHERE import_id = ${id}::uuid`;
    await tx.$executeRaw`
      UPDATE vault.imports SET state = 'discarded', ended_at = now() WHERE id = ${id}::uuid`;
    const actor = { kind: 'operator', id: operator } as const;
    await appendAudit(tx, { action: 'import.discarded', actor, detail: { importId: id, rows, rotated } });
    return { kind: 'discarded', rows };
  });
}
