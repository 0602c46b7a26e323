import type { VaultContext } from '#vault/context';
import type { RefreshReason, RefreshResult } from './refresh-result';

/** Signature first; the act follows in the next commit. */
export function refreshGrant(
  _ctx: VaultContext,
  _connectionId: string,
  _options: { why: RefreshReason },
): Promise<RefreshResult> {
  return Promise.reject(new Error('not there yet'));
}
