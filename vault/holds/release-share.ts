import { type Actor, appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';

/**
 * Releases a hold for so many of a hundred connections, in the caller's transaction. It only ever grows; the rest is
 * `releaseHold`.
 *
 * @returns false: it is not in force, or that many were released already.
 */
export async function releaseShare(
  tx: Tx,
  { id, percent, reason, actor }: { id: string; percent: number; reason: string; actor: Actor },
): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE vault.holds SET released_percent = ${percent}
    WHERE id = ${id}::uuid AND released_at IS NULL AND released_percent < ${percent} AND scope <> 'api_key'`;
  if (changed === 0) return false;
  await appendAudit(tx, {
    action: 'hold.partly_released',
    actor,
    detail: { hold: id, percent },
    personal: { reason },
  });
  return true;
}
