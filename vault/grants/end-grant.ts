import type { VaultContext } from '#vault/context';

export type EndResult = 'cancelled' | 'ended_at_wise' | 'unconfirmed' | 'pending';

/** Signature first; the act follows in the next commit. */
export function endGrant(_ctx: VaultContext, _connectionId: string): Promise<EndResult> {
  return Promise.reject(new Error('not there yet'));
}
