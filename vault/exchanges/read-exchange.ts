import { setTimeout as sleep } from 'node:timers/promises';
import type { ExchangeAnswer } from '#lib/contract/internal-api';
import type { VaultContext } from '#vault/runtime/context';

/** How the exchange of an attempt stands, from its row: the only memory there is. */
export async function readExchange(
  ctx: Pick<VaultContext, 'database'>,
  attemptId: string,
): Promise<ExchangeAnswer> {
  const { rows } = await ctx.database.pool.query<ExchangeAnswer>({
    name: 'exchange-read',
    text: `SELECT attempt_id AS "attemptId", state::text AS state, reason, connection_id AS "connectionId",
        confirm_until IS NOT NULL AS "awaitsPartner"
      FROM public.exchanges WHERE attempt_id = $1::uuid`,
    values: [attemptId],
  });
  return rows[0] ?? { attemptId, state: 'waiting', reason: null, connectionId: null };
}

function isTerminal(answer: Pick<ExchangeAnswer, 'state'>): boolean {
  return answer.state !== 'waiting' && answer.state !== 'sent' && answer.state !== 'received';
}

const FIRST_POLL_MS = 40;
const LONGEST_POLL_MS = 400;

/**
 * The outcome of an exchange, or how it stands after `ms`. Reads the row: whichever process works on it. However many
 * callers wait for one attempt, one read at a time is under way for them.
 */
export async function waitForExchange(
  ctx: VaultContext,
  attemptId: string,
  ms: number,
): Promise<ExchangeAnswer> {
  const deadline = performance.now() + ms;
  for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(LONGEST_POLL_MS, pauseMs * 1.5)) {
    const answer = await ctx.exchangeReads.run(attemptId, () => readExchange(ctx, attemptId));
    const leftMs = deadline - performance.now();
    if (isTerminal(answer) || answer.awaitsPartner || leftMs <= 0) return answer;
    await sleep(Math.min(pauseMs, leftMs));
  }
}
