import { keyUnknown } from '#vault/keys/key-ring';
import type { VaultContext } from '#vault/runtime/context';
import { alarm } from './alarms';
import { isConfigured, pausedMs } from './callable-clients';
import { cannotOpen } from './cannot-open';
import type { RefreshReason, RefreshResult } from './refresh-result';
import { readVendRow } from './vend-row';

/**
 * Why there was no lease to take; reads the row as it is now.
 *
 * @throws AppError KEY_UNKNOWN
 */
export async function explainUnclaimed(
  ctx: VaultContext,
  connectionId: string,
  why: RefreshReason,
): Promise<RefreshResult> {
  const row = await readVendRow(ctx, connectionId);
  if (row === undefined || row.status !== 'active' || row.isFrozen) return { kind: 'not_refreshable' };
  if (row.state === null || row.state === 'ending') return { kind: 'not_refreshable' };
  if (!isConfigured(ctx, row)) {
    // Another client id cannot refresh this grant, and asking would look like an attack (design 4.4).
    await alarm(ctx, 'client_id_changed', row.environment);
    return { kind: 'not_refreshable' };
  }
  if (row.state === 'refreshing') return { kind: 'busy' };
  if (!ctx.ring.keys.has(row.keyId)) throw await cannotOpen(ctx, row, keyUnknown(row.keyId));
  const paused = pausedMs(ctx, row.environment, why);
  const waitMs = Math.max(paused, row.state === 'uncertain' ? row.unresolvedMs : 0);
  if (waitMs > 0) return unavailable(waitMs);
  if (row.state === 'uncertain') return { kind: 'busy' };
  // A check is due whenever nobody holds the row: what was in the way went between the claim and this look. Without
  // a refresh of its own it must not call the connection healthy.
  if (why === 'check') return { kind: 'busy' };
  // Settled and not due any more: somebody else was faster. Due, but cooling down after a failure: wait.
  if (why === 'vend' && row.isDue && row.coolDownMs > 0) return unavailable(row.coolDownMs);
  return { kind: 'refreshed', version: row.version };
}

function unavailable(waitMs: number): RefreshResult {
  return { kind: 'unavailable', retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) };
}
