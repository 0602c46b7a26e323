import type { Secret } from '#lib/log/secret';
import { callTokenEndpoint } from '#vault/limits/apply-backoff';
import { elapsedMs } from '#vault/runtime/clocks';
import type { VaultContext } from '#vault/runtime/context';
import type { TokenOutcome, WiseTokens } from '#vault/wise/outcomes';
import type { BegunExchange } from './begin-exchange';
import type { ExchangeResult } from './finish-exchange';

export type Sent =
  | { kind: 'tokens'; tokens: WiseTokens & { refresh: Secret } }
  | { kind: 'over'; result: ExchangeResult };

const over = (result: ExchangeResult): Sent => ({ kind: 'over', result });

/** Sends the code of an exchange that has begun: the one and only time, whatever comes back. */
export async function sendCode(ctx: VaultContext, exchange: BegunExchange, code: Secret): Promise<Sent> {
  const wise = ctx.wise.find(exchange);
  // Stopped between commit and call (SIGSTOP, a sleeping machine): the deadline may have ended it already.
  const isLate = elapsedMs(exchange.startedAt) > ctx.deadlines.leaseMs - ctx.deadlines.tokenCallMs;
  if (wise === undefined || isLate) return over({ state: 'interrupted', reason: null });
  ctx.refreshRate.recordUnreserved(exchange.environment);
  const { outcome } = await callTokenEndpoint(ctx, exchange.environment, () =>
    wise.exchangeCode({ code, redirectUri: exchange.redirectUri }),
  );
  if (outcome.kind !== 'tokens') return over(resultOf(outcome));
  const { refresh } = outcome.tokens;
  // A grant that cannot be refreshed cannot be kept, nor revoked: there is nothing to revoke it with.
  if (refresh === null) return over({ state: 'failed', reason: 'unreadable_answer' });
  return { kind: 'tokens', tokens: { ...outcome.tokens, refresh } };
}

/** A code that was refused or whose call failed is not sent again, even where Wise surely did not act. */
function resultOf(outcome: Exclude<TokenOutcome, { kind: 'tokens' }>): ExchangeResult {
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
