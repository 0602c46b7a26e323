import * as oauth from 'oauth4webapi';
import * as z from 'zod';
import { Secret } from '#lib/log/secret';
import { parseStrict } from './lossless';
import type { TokenOutcome } from './outcomes';
import { retryAfterSeconds } from './retry-after';

/** What an answer is for. */
export type JudgedGrant = 'code' | 'refresh' | 'application';

export type TokenAnswer = {
  status: number;
  contentType: string;
  retryAfter: string | null;
  body: string;
  /** Wise's clock, as it says it. */
  date?: string | null;
  /** For its support. */
  traceId?: string | null;
  headerNames?: readonly string[];
};

/** Used when neither `expires_in` nor `expires_at` can be believed: short, so that we refresh too often, not too late. */
const UNKNOWN_LIFETIME_SECONDS = 900;
const MAX_LIFETIME_SECONDS = 366 * 86_400;

/** RFC 6749 appendix A.12: what a token may consist of, and what a header can carry. */
const TOKEN = /^[\x21-\x7e]{1,65536}$/;

/**
 * What an answer of the token endpoint means (design W7). Pure: no call, no log.
 *
 * @param grant 'refresh' also takes `invalid_token` as a dead grant; for a code it says nothing. 'application': there is
 *   no grant that could be dead, and a refresh token is not kept (RFC 6749 §4.4.3).
 * @param warn called with a fixed text when Wise sent something odd that was repaired.
 */
export async function judgeTokenAnswer(
  answer: TokenAnswer,
  grant: JudgedGrant,
  warn: (text: string) => void = () => undefined,
): Promise<TokenOutcome> {
  if (answer.status === 429) {
    return { kind: 'rate_limited', retryAfterSeconds: retryAfterSeconds(answer.retryAfter) };
  }
  const unknown = { kind: 'unknown', status: answer.status } as const;
  const json = readObject(answer);
  if (json === undefined) return unknown;
  if (answer.status === 200) {
    if (grant === 'application') delete json.refresh_token;
    return (await judgeTokens(json, warn)) ?? unknown;
  }
  const isClientError = answer.status >= 400 && answer.status < 500 && answer.status !== 408;
  if (!isClientError || typeof json.error !== 'string') return unknown;
  return judgeError(answer.status, json.error, grant);
}

function judgeError(status: number, error: string, grant: JudgedGrant): TokenOutcome {
  // docs/wise.md 2.6: documented as 400 and as 401 and as 403, by page
  if (status !== 400 && status !== 401 && status !== 403) return { kind: 'request_refused' };
  if (error === 'invalid_grant' && grant !== 'application') return { kind: 'grant_refused' };
  if (error === 'invalid_token' && grant === 'refresh') return { kind: 'grant_refused' };
  // of our own token it means that the secret is right and the client may not have one (RFC 6749 §5.2)
  if (error === 'unauthorized_client' && grant === 'application') return { kind: 'request_refused' };
  if (error === 'invalid_client' || error === 'unauthorized_client') return { kind: 'client_refused' };
  return { kind: 'request_refused' };
}

/** The JSON object of an answer; undefined where it is anything else. */
export function readObject({
  contentType,
  body,
}: Pick<TokenAnswer, 'contentType' | 'body'>): Record<string, unknown> | undefined {
  if (!/^application\/json\s*(;|$)/i.test(contentType)) return undefined;
  try {
    const json = z.record(z.string(), z.unknown()).safeParse(parseStrict(body));
    return json.success ? json.data : undefined;
  } catch {
    return undefined;
  }
}

/** A moment with its zone, that PostgreSQL and we can reckon with; anything else counts as not said. */
const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/)
  .transform((text) => new Date(text))
  .refine((at) => at >= new Date('2000-01-01T00:00:00Z') && at < new Date('2200-01-01T00:00:00Z'))
  .nullable()
  .catch(null);
const timesSchema = z.object({ expires_at: moment, refresh_token_expires_at: moment, created_at: moment });

async function judgeTokens(
  json: Record<string, unknown>,
  warn: (text: string) => void,
): Promise<TokenOutcome | undefined> {
  const fields = { ...json };
  // An empty or null refresh token must not overwrite the stored one: the connection would be lost (RFC 6749 §6: it is optional).
  if (fields.refresh_token === '' || fields.refresh_token === null) {
    delete fields.refresh_token;
    warn('Wise sent an empty refresh token; the stored one is kept');
  }
  // We never ask for an ID token; null is how some servers spell "absent".
  delete fields.id_token;
  // Of no use to us, so an odd one must not cost the tokens either.
  if (typeof fields.scope !== 'string') delete fields.scope;
  const saidSeconds = readLifetime(fields.expires_in);
  delete fields.expires_in;
  if (saidSeconds === undefined) warn('Wise said no lifetime of the access token that can be believed');
  const checked = await conformTokens(fields);
  if (checked === undefined) return undefined;
  const times = timesSchema.parse(fields);
  return {
    kind: 'tokens',
    tokens: {
      access: new Secret(checked.access_token),
      refresh: checked.refresh_token === undefined ? null : new Secret(checked.refresh_token),
      lifetimeSeconds: saidSeconds ?? lifetimeUntil(times.expires_at),
      expiresAt: times.expires_at,
      refreshExpiresAt: times.refresh_token_expires_at,
      wiseCreatedAt: times.created_at,
    },
  };
}

/** The certified library's reading of RFC 6749 §5.1, or undefined. Its errors carry the body: dropped here. */
async function conformTokens(fields: Record<string, unknown>) {
  try {
    const tokens = await oauth.processRefreshTokenResponse(
      { issuer: 'wise' },
      { client_id: 'wise' },
      Response.json(fields),
    );
    const isUsable =
      tokens.token_type === 'bearer' &&
      TOKEN.test(tokens.access_token) &&
      (tokens.refresh_token === undefined || TOKEN.test(tokens.refresh_token));
    return isUsable ? tokens : undefined;
  } catch {
    return undefined;
  }
}

/** An odd lifetime is one not said: it must not cost the tokens that came with it. */
function readLifetime(said: unknown): number | undefined {
  const isSaid = typeof said === 'number' || (typeof said === 'string' && /^\d{1,10}$/.test(said));
  const seconds = isSaid ? Math.floor(Number(said)) : 0;
  return seconds >= 1 && seconds <= MAX_LIFETIME_SECONDS ? seconds : undefined;
}

function lifetimeUntil(end: Date | null): number {
  const left = end === null ? 0 : Math.floor((end.getTime() - Date.now()) / 1000);
  return left >= 1 && left <= MAX_LIFETIME_SECONDS ? left : UNKNOWN_LIFETIME_SECONDS;
}
