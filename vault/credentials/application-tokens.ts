import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { type CallingContext, callTokenEndpoint, limitedPauseMs } from '#vault/limits/apply-backoff';
import { createSingleFlight } from '#vault/runtime/single-flight';
import type { WiseClient } from '#vault/wise/client';
import type { TokenOutcome } from '#vault/wise/outcomes';

/** Opaque, 16 KB and more (docs/wise.md 2.3). */
export type LiveToken = { kind: 'token'; access: Secret; expiresAt: Date };

export type ApplicationToken =
  | LiveToken
  /** Wise refuses our client id or secret: staff have the alarm, asking again does not help. */
  | { kind: 'refused' }
  | { kind: 'unavailable'; retryAfterSeconds: number };

/** The tokens of our own clients at Wise (RFC 6749 §4.4), in this process's memory alone. */
export type ApplicationTokens = {
  /** A token that is live, renewed at half of its life. Callers that come together share one request. */
  get(client: WiseClient): Promise<ApplicationToken>;
  /**
   * Wise answered this token with 401 `invalid_token`: forgets it and gives another one. When that one is refused too,
   * there is none for ten seconds: then this answers `unavailable`.
   */
  reject(client: WiseClient, access: Secret): Promise<ApplicationToken>;
  /** A call with a token, and once more with another one where its outcome is `unauthorised`: Wise no longer takes the first. */
  call<Outcome extends { kind: string }>(
    client: WiseClient,
    call: (access: Secret) => Promise<Outcome>,
  ): Promise<Outcome | NoToken>;
};

/** There was no token, so the call was not made; with `isRenewal` not again, after Wise had refused the token of the first. */
export type NoToken = { kind: 'no_token'; token: Exclude<ApplicationToken, LiveToken>; isRenewal: boolean };

/** CLIENT_REFUSED, or WISE_UNAVAILABLE with retryAfterSeconds. */
export function noTokenError(token: NoToken['token']): AppError {
  if (token.kind === 'refused') return new AppError('CLIENT_REFUSED');
  return new AppError('WISE_UNAVAILABLE', { retryAfterSeconds: token.retryAfterSeconds });
}

/** @throws AppError as `noTokenError` */
export function mustBeLive(token: ApplicationToken): LiveToken {
  if (token.kind !== 'token') throw noTokenError(token);
  return token;
}

type Held = {
  access: Secret;
  expiresAt: Date;
  /** Monotonic milliseconds. */
  issuedAt: number;
  renewAt: number;
  endsAt: number;
  /** It was made because Wise had refused the one before. */
  isReplacement: boolean;
};

/** Kept free at the end of a token's life, for the call that it is fetched for. */
const MARGIN_MS = 60_000;
const MARGIN_SHARE = 0.1;
/** Until a renewal that failed is tried again while the old token lives, and a token that Wise refused is renewed again. */
const RETRY_MS = 10_000;

/** @param now monotonic milliseconds. */
export function createApplicationTokens(
  ctx: CallingContext,
  now: () => number = () => performance.now(),
): ApplicationTokens {
  const held = new Map<string, Held>();
  const flights = createSingleFlight<ApplicationToken>();
  const keyOf = ({ config }: WiseClient) => `${config.environment} ${config.clientId}`;

  async function request(client: WiseClient, isReplacement: boolean): Promise<ApplicationToken> {
    const { environment } = client.config;
    if (!ctx.pauses.admit(environment)) return unavailable(ctx.pauses.untilTrialMs(environment));
    const issuedAt = now();
    const askedAt = Date.now();
    const { outcome } = await callTokenEndpoint(ctx, client, () => client.applicationToken());
    if (outcome.kind !== 'tokens') return refusalOf(ctx, outcome);
    const { access, lifetimeSeconds } = outcome.tokens;
    const lifeMs = lifetimeSeconds * 1_000;
    const marginMs = Math.min(MARGIN_MS, lifeMs * MARGIN_SHARE);
    const expiresAt = new Date(askedAt + lifeMs);
    const times = { issuedAt, renewAt: issuedAt + lifeMs / 2, endsAt: issuedAt + lifeMs - marginMs };
    held.set(keyOf(client), { access, expiresAt, isReplacement, ...times });
    return { kind: 'token', access, expiresAt };
  }

  const renew = (client: WiseClient, { isReplacement = false } = {}) =>
    flights.run(keyOf(client), () => request(client, isReplacement));

  /** The old token is live: nobody waits for the new one, and nobody is told when it cannot be had. */
  function renewMeanwhile(client: WiseClient, token: Held): void {
    token.renewAt = now() + RETRY_MS;
    renew(client).catch((error: unknown) =>
      ctx.log.warn({ err: error }, 'an application token was not renewed'),
    );
  }

  async function get(client: WiseClient): Promise<ApplicationToken> {
    const token = held.get(keyOf(client));
    if (token === undefined || token.endsAt <= now()) return renew(client);
    if (token.renewAt <= now()) renewMeanwhile(client, token);
    return { kind: 'token', access: token.access, expiresAt: token.expiresAt };
  }

  async function reject(client: WiseClient, access: Secret): Promise<ApplicationToken> {
    const token = held.get(keyOf(client));
    // Another one is there already: whoever else was refused has renewed it.
    if (token === undefined || token.access.reveal() !== access.reveal()) return get(client);
    const restMs = token.issuedAt + RETRY_MS - now();
    if (token.isReplacement && restMs > 0) return unavailable(restMs);
    held.delete(keyOf(client));
    return renew(client, { isReplacement: true });
  }

  return {
    get,
    reject,
    call: async (client, call) => {
      const token = await get(client);
      if (token.kind !== 'token') return { kind: 'no_token', token, isRenewal: false };
      const outcome = await call(token.access);
      if (outcome.kind !== 'unauthorised') return outcome;
      const renewed = await reject(client, token.access);
      if (renewed.kind !== 'token') return { kind: 'no_token', token: renewed, isRenewal: true };
      return call(renewed.access);
    },
  };
}

function refusalOf(
  ctx: CallingContext,
  outcome: Exclude<TokenOutcome, { kind: 'tokens' }>,
): ApplicationToken {
  if (outcome.kind === 'client_refused') return { kind: 'refused' };
  return unavailable(outcome.kind === 'rate_limited' ? limitedPauseMs(ctx, outcome) : ctx.deadlines.trialMs);
}

function unavailable(ms: number): ApplicationToken {
  return { kind: 'unavailable', retryAfterSeconds: Math.max(1, Math.ceil(ms / 1_000)) };
}
