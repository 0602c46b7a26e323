import { setTimeout as sleep } from 'node:timers/promises';
import type { ExchangeAnswer } from '#lib/contract/internal-api';
import { createSingleFlight } from '#vault/grants/single-flight';
import type { VaultContext } from '#vault/runtime/context';
import { isTerminal, readExchange } from './answer';

const FIRST_POLL_MS = 40;
const LONGEST_POLL_MS = 400;

type Reads = ReturnType<typeof createSingleFlight<ExchangeAnswer>>;
const readsByContext = new WeakMap<VaultContext, Reads>();

/** However many callers wait for one attempt, one read at a time is under way for them. */
function readsOf(ctx: VaultContext): Reads {
  const reads = readsByContext.get(ctx) ?? createSingleFlight<ExchangeAnswer>();
  readsByContext.set(ctx, reads);
  return reads;
}

/**
 * The outcome of an exchange, or how it stands after `ms`. Reads the row: whichever process works on it,
 * and however many callers wait.
 */
export async function waitForExchange(
  ctx: VaultContext,
  attemptId: string,
  ms: number,
): Promise<ExchangeAnswer> {
  const deadline = performance.now() + ms;
  for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(LONGEST_POLL_MS, pauseMs * 1.5)) {
    const answer = await readsOf(ctx).run(attemptId, () => readExchange(ctx, attemptId));
    const leftMs = deadline - performance.now();
    if (isTerminal(answer) || leftMs <= 0) return answer;
    await sleep(Math.min(pauseMs, leftMs));
  }
}
