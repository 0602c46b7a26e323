import { sha256Bytes } from '#lib/hash/sha256';
import type { VaultContext } from '#vault/runtime/context';
import { REFUSALS, type Refusal } from './import-row';
import type { FileRow } from './read-rows';

export type RefusedRow = { line: number; externalId: string; refusal: Refusal };

/**
 * The lines of a file that cannot be taken, in its order. Also those whose row went meanwhile: without them the others are not to
 * become connections.
 */
export async function listRefused(
  ctx: VaultContext,
  importId: string,
  file: readonly FileRow[],
): Promise<RefusedRow[]> {
  const rows = await ctx.database.db.importRow.findMany({
    where: { importId },
    select: { line: true, refusal: true },
  });
  const refusals = new Map(
    rows.map(({ line, refusal }) => [line, REFUSALS.find((each) => each === refusal)]),
  );
  const refused: RefusedRow[] = [];
  for (const row of file) {
    const { line, external_id: externalId } = row;
    const refusal = refusals.has(line) ? refusals.get(line) : await whereIs(ctx, row);
    if (refusal !== undefined) refused.push({ line, externalId, refusal });
  }
  return refused;
}

async function whereIs(
  { database, wise }: VaultContext,
  { environment, refreshToken }: FileRow,
): Promise<Refusal> {
  const clientId = wise.ofEnvironment(environment)?.config.clientId ?? '';
  const tokenHash = new Uint8Array(sha256Bytes(refreshToken.reveal()));
  const elsewhere = await database.db.importRow.findFirst({
    where: { environment, clientId, tokenHash },
    select: { id: true },
  });
  return elsewhere === null ? 'gone' : 'in_another_file';
}
