import 'server-only';
import { requireWritable } from '#lib/db/writable';
import { type CookieBase, clearCookie, cookieName, readCookie } from '#lib/http/cookies';
import type { Audience } from '#lib/http/return-path';
import { answerOf, type SignInAnswer, type SignInRequest } from './answer';
import type { SignInAttempt } from './attempt';
import { runNextAuth } from './run';

/**
 * Begins a sign-in at the audience's OpenID provider: gives its address and the cookies that hold
 * state, nonce and PKCE verifier. With `again` the provider is asked to have the person prove
 * themselves anew at once; what an act then wants is checked by the provider's `auth_time`, not by this.
 *
 * @throws AppError DATABASE_UNAVAILABLE, or what the database throws when it is away.
 */
export async function beginOidc(
  request: SignInRequest,
  again: boolean,
): Promise<{ kind: 'leave'; href: string; cookies: string[] } | { kind: 'refused'; reason: 'provider' }> {
  // nobody is sent to sign in elsewhere for a session that cannot be written when they come back
  await requireWritable(request.db);
  const attempt = oidcAttempt(request);
  const answer = await runNextAuth(attempt, {
    action: 'signin',
    query: again ? { prompt: 'login' } : {},
  });
  const cookies = answer.cookies.filter((cookie) => isHandshake(cookie, attempt));
  const href = answer.redirect ?? '';
  // Every way but out is back to our own origin, with an error.
  const leaves = URL.canParse(href) && cookies.length > 0;
  return leaves ? { kind: 'leave', href, cookies } : { kind: 'refused', reason: 'provider' };
}

/**
 * Ends a sign-in at the callback's address: checks it against this browser's cookies, which end with it.
 *
 * @throws AppError DATABASE_UNAVAILABLE, or what the database throws when it is away, before anything of the sign-in
 *   is used up; after that only when it goes away in this very moment.
 */
export async function finishOidc(request: SignInRequest, query: URLSearchParams): Promise<SignInAnswer> {
  const attempt = oidcAttempt(request);
  const cookies = handshakeCookies(request);
  const used = handshakeBases(request.audience).map((base) => clearCookie(request.env, base));
  if (cookies === undefined) return { kind: 'refused', reason: 'expired', cookies: used };
  // A repeated parameter would be read one way here and another way by a proxy (RFC 6749 §3.1).
  if (new Set(query.keys()).size !== query.size) return { kind: 'refused', reason: 'failed', cookies: used };
  // next-auth would spend the provider's code first
  await requireWritable(request.db);
  await runNextAuth(attempt, { action: 'callback', query: Object.fromEntries(query), cookies });
  const otherwise = query.get('error') === 'access_denied' ? 'denied' : 'failed';
  const answer = await answerOf(attempt, request, otherwise);
  return { ...answer, cookies: [...used, ...answer.cookies] };
}

function oidcAttempt({ db, env, audience, headers }: SignInRequest): SignInAttempt {
  const replaces = readCookie(headers, env, `cw-${audience}`);
  return { db, env, audience, providerId: `${audience}-oidc`, replaces };
}

const handshakeBases = (audience: Audience): CookieBase[] => [
  `cw-${audience}-oidc-state`,
  `cw-${audience}-oidc-pkce`,
  `cw-${audience}-oidc-nonce`,
];

const isHandshake = (cookie: string, { env, audience }: SignInAttempt): boolean =>
  handshakeBases(audience).some((base) => cookie.startsWith(`${cookieName(env, base)}=`));

// All three or none: next-auth is shown these cookies and no other.
function handshakeCookies({ env, audience, headers }: SignInRequest): Record<string, string> | undefined {
  const cookies: Record<string, string> = {};
  for (const base of handshakeBases(audience)) {
    const value = readCookie(headers, env, base);
    if (value === undefined) return undefined;
    const text = decoded(value);
    if (text === undefined) return undefined;
    cookies[cookieName(env, base)] = text;
  }
  return cookies;
}

/** undefined for what is no cookie of ours: a half of a percent sign, planted by a neighbour or cut off by a proxy. */
function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
