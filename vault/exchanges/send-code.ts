import type { Secret } from '#lib/log/secret';
import { callTokenEndpoint } from '#vault/limits/apply-backoff';
import { type Clocks, elapsedMs } from '#vault/runtime/clocks';
import type { VaultContext } from '#vault/runtime/context';
import type { TokenOutcome, WiseTokens } from '#vault/wise/outcomes';
import type { BegunExchange } from './begin-exchange';
import type { ExchangeResult } from './finish-exchange';
import { holdUnsent } from './hold-unsent';

export type Sent =
  /** `sentAt` by database clock, `calledAt` by this process's: of the try that went out. */
  | { kind: 'tokens'; tokens: WiseTokens & { refresh: Secret }; sentAt: Date; calledAt: Clocks }
  | { kind: 'over'; result: ExchangeResult };

const over = (result: ExchangeResult): Sent => ({ kind: 'over', result });

/** What is sent for tokens: the code of a redirect, once; or that of a user whom the partner made, which stays good. */
export type Credential =
  | { kind: 'code'; code: Secret }
  | { kind: 'registration'; email: string; registrationCode: Secret };

/**
 * Sends the code of an exchange that has begun: the one and only time, whatever comes back. While our client certificate
 * is refused, or no client secret of ours works, it is surely not sent, and waits until it can be. A registration code need
 * not wait: it is sent anew.
 */
export async function sendCode(
  ctx: VaultContext,
  begun: BegunExchange,
  credential: Credential,
): Promise<Sent> {
  let exchange = begun;
  for (;;) {
    const isKnown = await isSecretTaken(ctx, exchange);
    const { outcome, sent } = isKnown ? await tryToSend(ctx, exchange, credential) : NO_SECRET;
    const isUnsent = !isKnown || (outcome?.kind === 'not_sent' && outcome.ourFault !== undefined);
    const isHeld = credential.kind === 'code' && isUnsent;
    const held = isHeld ? await holdUnsent(ctx, exchange, begun.startedAt) : undefined;
    if (held === undefined) return sent;
    exchange = held;
  }
}

const NO_SECRET: { outcome?: TokenOutcome; sent: Sent } = {
  sent: over({ state: 'failed', reason: 'client_refused' }),
};

/** False while Wise refuses every secret of ours, by what client-credentials calls say: a code must not be what finds out. */
async function isSecretTaken(ctx: VaultContext, exchange: BegunExchange): Promise<boolean> {
  const wise = ctx.wise.find(exchange);
  if (wise === undefined) return true;
  const standing = await ctx.credentials.prove(wise);
  return standing !== 'refused' && standing !== 'suspect';
}

async function tryToSend(
  ctx: VaultContext,
  exchange: BegunExchange,
  credential: Credential,
): Promise<{ outcome?: TokenOutcome; sent: Sent }> {
  const wise = ctx.wise.find(exchange);
  // Stopped between commit and call (SIGSTOP, a sleeping machine): the deadline may have ended it already.
  const isLate = elapsedMs(exchange.startedAt) > ctx.deadlines.leaseMs - ctx.deadlines.tokenCallMs;
  if (wise === undefined || isLate) return { sent: over({ state: 'interrupted', reason: null }) };
  ctx.refreshRate.recordUnreserved(exchange.environment);
  const { outcome, calledAt } = await callTokenEndpoint(ctx, wise, () =>
    credential.kind === 'code'
      ? wise.exchangeCode({ code: credential.code, redirectUri: exchange.redirectUri })
      : wise.exchangeRegistrationCode(credential),
  );
  if (outcome.kind !== 'tokens') return { outcome, sent: over(resultOf(outcome)) };
  const { refresh } = outcome.tokens;
  // A grant that cannot be refreshed cannot be kept, nor revoked: there is nothing to revoke it with.
  if (refresh === null) return { sent: over({ state: 'failed', reason: 'unreadable_answer' }) };
  const tokens = { ...outcome.tokens, refresh };
  return { sent: { kind: 'tokens', tokens, sentAt: exchange.sentAt, calledAt } };
}

/** A code that was refused or whose call failed for a reason of Wise's is not sent again, even where Wise surely did not act. */
function resultOf(outcome: Exclude<TokenOutcome, { kind: 'tokens' }>): ExchangeResult {
  switch (outcome.kind) {
    case 'grant_refused':
      return { state: 'failed', reason: 'code_refused' };
    case 'client_refused':
      return { state: 'failed', reason: 'client_refused' };
    case 'not_sent':
      return {
        state: 'failed',
        reason: outcome.ourFault === 'client' ? 'client_refused' : 'wise_unavailable',
      };
    case 'rate_limited':
    case 'request_refused':
    case 'certificate_refused':
      return { state: 'failed', reason: 'wise_unavailable' };
    case 'unknown':
      if (outcome.status === undefined) return { state: 'interrupted', reason: null };
      return outcome.status >= 500
        ? { state: 'failed', reason: 'wise_unavailable' }
        : { state: 'interrupted', reason: 'unreadable_answer' };
  }
}
