import { setTimeout as sleep } from 'node:timers/promises';
import type { VaultContext } from '#vault/context';
import { type ExchangeAnswer, isTerminal, readExchange } from './answer';

const FIRST_POLL_MS = 25;
const LONGEST_POLL_MS = 400;

/**
 * The outcome of an exchange, or how it stands after `ms`. Reads the row: whichever process works on it,
 * and however many callers wait.
 */
export async function waitForExchange(
  ctx: Pick<VaultContext, 'database'>,
  attemptId: string,
  ms: number,
): Promise<ExchangeAnswer> {
  const deadline = performance.now() + ms;
  for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(LONGEST_POLL_MS, pauseMs * 1.5)) {
    const answer = await readExchange(ctx, attemptId);
    const leftMs = deadline - performance.now();
    if (isTerminal(answer) || leftMs <= 0) return answer;
    await sleep(Math.min(pauseMs, leftMs));
  }
}
