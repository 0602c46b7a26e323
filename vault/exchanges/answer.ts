import type { VaultContext } from '#vault/runtime/context';

export type ExchangeReason =
  | 'profile_mismatch'
  | 'no_profile'
  | 'replaced'
  | 'code_refused'
  | 'client_refused'
  | 'wise_unavailable'
  | 'unreadable_answer';

export type ExchangeAnswer = {
  attemptId: string;
  /** `waiting`: no row yet, because another exchange of this customer and environment goes first. */
  state: 'waiting' | 'sent' | 'received' | 'connected' | 'refused' | 'failed' | 'interrupted';
  reason: string | null;
  connectionId: string | null;
};

/** How the exchange of an attempt stands, from its row: the only memory there is. */
export async function readExchange(
  ctx: Pick<VaultContext, 'database'>,
  attemptId: string,
): Promise<ExchangeAnswer> {
  const { rows } = await ctx.database.pool.query<ExchangeAnswer>({
    name: 'exchange-read',
    text: `SELECT attempt_id AS "attemptId", state::text AS state, reason, connection_id AS "connectionId"
      FROM public.exchanges WHERE attempt_id = $1::uuid`,
    values: [attemptId],
  });
  return rows[0] ?? { attemptId, state: 'waiting', reason: null, connectionId: null };
}

export function isTerminal(answer: Pick<ExchangeAnswer, 'state'>): boolean {
  return answer.state !== 'waiting' && answer.state !== 'sent' && answer.state !== 'received';
}
