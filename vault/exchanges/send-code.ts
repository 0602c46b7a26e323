import type { Secret } from '#lib/log/secret';
import { allClear } from '#vault/grants/alarms';
import { elapsedMs, readClocks } from '#vault/grants/claim-lease';
import { heedOutcome } from '#vault/grants/heed-outcome';
import type { VaultContext } from '#vault/runtime/context';
import type { TokenOutcome, WiseTokens } from '#vault/wise/outcomes';
import type { BegunExchange } from './begin-exchange';
import { type Ending, finishExchange } from './finish-exchange';
import { promote } from './promote-exchange';
import { recordTokens } from './record-tokens';

/**
 * Sends the code of an exchange that has begun: the one and only time, whatever comes back. Everything that
 * follows is done from the row.
 */
export async function sendCode(ctx: VaultContext, exchange: BegunExchange, code: Secret): Promise<void> {
  const wise = ctx.wise.get(exchange.environment);
  // Stopped between commit and call (SIGSTOP, a sleeping machine): the deadline may have ended it already.
  const isLate = elapsedMs(exchange.startedAt) > ctx.deadlines.leaseMs - ctx.deadlines.tokenCallMs;
  if (wise === undefined || isLate) {
    await finishExchange(ctx, exchange, { state: 'interrupted', reason: null }, { from: 'sent' });
    return;
  }
  const calledAt = readClocks();
  ctx.refreshRate.note(exchange.environment);
  const outcome = await wise.exchangeCode({ code, redirectUri: exchange.redirectUri });
  await heedOutcome(ctx, exchange.environment, outcome, calledAt);
  if (outcome.kind !== 'tokens') {
    await finishExchange(ctx, exchange, endingOf(outcome), { from: 'sent' });
    return;
  }
  await acceptTokens(ctx, exchange, outcome.tokens);
}

async function acceptTokens(ctx: VaultContext, exchange: BegunExchange, answer: WiseTokens): Promise<void> {
  const { refresh } = answer;
  if (refresh === null) {
    // A grant that cannot be refreshed cannot be kept, nor ended: there is nothing to end it with.
    await finishExchange(ctx, exchange, { state: 'failed', reason: 'unreadable_answer' }, { from: 'sent' });
    return;
  }
  const recorded = await recordTokens(ctx, exchange, { ...answer, refresh });
  if (recorded.kind === 'moved_on')
    ctx.log.warn({ attemptId: exchange.attemptId }, 'a grant came too late and is ended');
  if (recorded.kind !== 'recorded') return;
  await allClear(ctx, 'wise_client_refused', exchange.environment);
  await promote(ctx, recorded.work, recorded.tokens);
}

/** A code that was refused or whose call failed is not sent again, even where Wise surely did not act. */
function endingOf(outcome: Exclude<TokenOutcome, { kind: 'tokens' }>): Ending {
  switch (outcome.kind) {
    case 'grant_refused':
      return { state: 'failed', reason: 'code_refused' };
    case 'client_refused':
      return { state: 'failed', reason: 'client_refused' };
    case 'rate_limited':
    case 'request_refused':
    case 'not_sent':
      return { state: 'failed', reason: 'wise_unavailable' };
    case 'unknown':
      if (outcome.status === undefined) return { state: 'interrupted', reason: null };
      return outcome.status >= 500
        ? { state: 'failed', reason: 'wise_unavailable' }
        : { state: 'interrupted', reason: 'unreadable_answer' };
  }
}
