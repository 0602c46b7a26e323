import type { ExchangeAnswer } from '#lib/contract/internal-api';
import type { VaultContext } from '#vault/runtime/context';

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
