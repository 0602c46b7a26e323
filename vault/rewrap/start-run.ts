import { appendAudit } from '#lib/audit/append';
import type { VaultContext } from '#vault/runtime/context';
import { addJob } from '../jobs/jobs';
import { finishRun, type Run, readOpenRun } from './run-row';
import { countByKey } from './sealed-tables';

export type StartResult =
  | { kind: 'started'; keyId: string; records: number; replaced: Run | undefined }
  /** The same is under way. */
  | { kind: 'under_way'; run: Run };

/**
 * Asks for every sealed record to be moved to the primary ring key; the vaults do it. One that is under way with another key
 * or in another way is replaced.
 *
 * @param actorId the operator, for the audit trail
 */
export async function startRun(
  { database, ring }: Pick<VaultContext, 'database'> & { ring: Pick<VaultContext['ring'], 'primary'> },
  { isReencryption, actorId }: { isReencryption: boolean; actorId: string },
): Promise<StartResult> {
  const keyId = ring.primary;
  const counts = await countByKey(database.pool);
  const concerned = counts.filter((each) => isReencryption || each.keyId !== keyId);
  const records = concerned.reduce((sum, { count }) => sum + count, 0);
  const open = await readOpenRun(database.pool);
  if (open !== undefined && open.keyId === keyId && open.isReencryption === isReencryption) {
    await addJob(database.db, 'keys.rewrap', {}, { key: 'keys.rewrap' });
    return { kind: 'under_way', run: open };
  }
  const actor = { kind: 'operator', id: actorId } as const;
  await database.db.$transaction(async (tx) => {
    if (open !== undefined) await finishRun(tx, { id: open.id }, 'replaced', records, actor);
    const [row] = await tx.$queryRaw<{ id: string }[]>`
      INSERT INTO vault.rewraps (to_key_id, is_reencryption, started_by) VALUES (${keyId}, ${isReencryption}, ${actorId})
      RETURNING id`;
    await appendAudit(tx, {
      action: 'rewrap.started',
      actor,
      detail: { rewrapId: row?.id ?? '', keyId, isReencryption, records },
    });
    await addJob(tx, 'keys.rewrap', {}, { key: 'keys.rewrap' });
  });
  return { kind: 'started', keyId, records, replaced: open };
}
