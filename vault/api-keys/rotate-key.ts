import { appendAudit } from '#lib/audit/append';
import type { Database, Tx } from '#lib/db/client';
import type { Secret } from '#lib/log/secret';
import { newSecret } from './create-key';

export type Rotation =
  | { kind: 'started'; key: Secret; overlapEndsAt: Date | null }
  /** Two secrets are live already. */
  | { kind: 'open' }
  /** Unknown or revoked. */
  | { kind: 'none' };

/**
 * Gives a key a second secret, which is shown once; both are live. Its id, scopes and limits stay.
 *
 * @param overlapMs when the first secret ends by itself; 0: at once, for one that has leaked; null: when somebody says so
 */
export async function startRotation(
  { db }: Pick<Database, 'db'>,
  id: string,
  { overlapMs, operator }: { overlapMs: number | null; operator: string },
): Promise<Rotation> {
  const { key, hash } = newSecret(id);
  return db.$transaction(async (tx): Promise<Rotation> => {
    await settleRotations(tx, id);
    const rows = await tx.$queryRaw<{ overlapEndsAt: Date | null }[]>`
      UPDATE vault.api_keys SET next_hash = ${hash}, next_made_at = now(), next_last_used_at = NULL,
        overlap_ends_at = now() + ${overlapMs}::float8 * interval '1 millisecond'
      WHERE id = ${id} AND revoked_at IS NULL AND next_hash IS NULL
      RETURNING overlap_ends_at AS "overlapEndsAt"`;
    const [row] = rows;
    if (row === undefined) return { kind: (await isOpen(tx, id)) ? 'open' : 'none' };
    const { overlapEndsAt } = row;
    await note(tx, 'api_key.rotation_started', { id, operator }, { until: overlapEndsAt?.toISOString() });
    return { kind: 'started', key, overlapEndsAt };
  });
}

export type FinishedRotation =
  | { kind: 'finished' }
  /** Nothing was changed: somebody still uses the first secret, or nobody has used the second one. */
  | { kind: 'in_use'; firstUsedAt: Date | null; secondUsedAt: Date | null }
  | { kind: 'none' };

const QUIET_MINUTES = 10;

/**
 * Ends the first secret of a rotation; the second one is the key's own from then on.
 *
 * @param isSure also when the first one was used within the last ten minutes, or the second one never
 */
export async function finishRotation(
  { db }: Pick<Database, 'db'>,
  id: string,
  { isSure, operator }: { isSure: boolean; operator: string },
): Promise<FinishedRotation> {
  return db.$transaction(async (tx): Promise<FinishedRotation> => {
    await settleRotations(tx, id);
    const finished = await tx.$executeRaw`
      UPDATE vault.api_keys SET hash = next_hash, last_used_at = next_last_used_at,
        next_hash = NULL, next_made_at = NULL, next_last_used_at = NULL, overlap_ends_at = NULL
      WHERE id = ${id} AND revoked_at IS NULL AND next_hash IS NOT NULL AND (${isSure}::boolean
        OR (next_last_used_at IS NOT NULL
          AND coalesce(last_used_at < now() - ${QUIET_MINUTES}::int * interval '1 minute', true)))`;
    if (finished > 0) {
      await note(tx, 'api_key.rotation_finished', { id, operator }, {});
      return { kind: 'finished' };
    }
    const row = await tx.apiKey.findFirst({ where: { id, revokedAt: null, nextHash: { not: null } } });
    if (row === null) return { kind: 'none' };
    return { kind: 'in_use', firstUsedAt: row.lastUsedAt, secondUsedAt: row.nextUsedAt };
  });
}

/** Takes the second secret back; the first one stays. False when no rotation is open. */
export async function cancelRotation(
  { db }: Pick<Database, 'db'>,
  id: string,
  operator: string,
): Promise<boolean> {
  return db.$transaction(async (tx) => {
    await settleRotations(tx, id);
    const cancelled = await tx.$executeRaw`
      UPDATE vault.api_keys SET next_hash = NULL, next_made_at = NULL, next_last_used_at = NULL, overlap_ends_at = NULL
      WHERE id = ${id} AND revoked_at IS NULL AND next_hash IS NOT NULL`;
    if (cancelled === 0) return false;
    await note(tx, 'api_key.rotation_cancelled', { id, operator }, {});
    return true;
  });
}

/**
 * Writes down what has come by itself: a first secret whose time is over is replaced by the second one. Checks of the key
 * knew it at that moment already.
 *
 * @param id of this key alone; null: of all
 */
export async function settleRotations(tx: Tx, id: string | null): Promise<void> {
  const settled = await tx.$queryRaw<{ id: string }[]>`
    UPDATE vault.api_keys SET hash = next_hash, last_used_at = next_last_used_at,
      next_hash = NULL, next_made_at = NULL, next_last_used_at = NULL, overlap_ends_at = NULL
    WHERE overlap_ends_at <= now() AND revoked_at IS NULL AND (${id}::text IS NULL OR id = ${id}) RETURNING id`;
  for (const row of settled) {
    await appendAudit(tx, {
      action: 'api_key.rotation_finished',
      actor: { kind: 'system', id: 'vault' },
      detail: { key: row.id },
    });
  }
}

async function isOpen(tx: Tx, id: string): Promise<boolean> {
  return (await tx.apiKey.count({ where: { id, revokedAt: null } })) > 0;
}

type Act = 'api_key.rotation_started' | 'api_key.rotation_finished' | 'api_key.rotation_cancelled';

async function note(
  tx: Tx,
  action: Act,
  { id, operator }: { id: string; operator: string },
  { until }: { until?: string | undefined },
): Promise<void> {
  const detail = { key: id, ...(until === undefined ? {} : { until }) };
  await appendAudit(tx, { action, actor: { kind: 'operator', id: operator }, detail });
}
