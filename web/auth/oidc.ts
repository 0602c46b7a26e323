import 'server-only';
import { requireWritable } from '#lib/db/writable';
import { findSession } from '#lib/sessions/session';
import { readCookie } from '#web/http/cookies';
import { returnPath } from '#web/http/return-path';
import { answerOf, type SignInAnswer, type SignInRequest } from './answer';
import type { SignInAttempt } from './attempt';
import { findTransaction, keepTransaction } from './login-transaction';
import { causeOf, type Refusal, refuse } from './refuse';
import { runNextAuth } from './run';

type Begun = { kind: 'leave'; href: string; cookies: string[] } | { kind: 'refused'; reason: 'provider' };

/**
 * Begins a sign-in at the audience's OpenID provider: gives its address and the cookie that holds state, nonce, PKCE
 * verifier and the way back. With `again` the provider is asked to have the person prove themselves anew at once; what
 * an act then wants is checked by the provider's `auth_time`, not by this.
 *
 * @throws AppError DATABASE_UNAVAILABLE, or what the database throws when it is away.
 */
export async function beginOidc(request: SignInRequest, again: boolean, returnTo?: string): Promise<Begun> {
  // nobody is sent to sign in elsewhere for a session that cannot be written when they come back
  await requireWritable(request.db);
  const attempt = oidcAttempt(request);
  const answer = await runNextAuth(attempt, {
    action: 'signin',
    query: again ? { prompt: 'login' } : {},
  });
  // Every way but out is back to our own origin, with an error.
  const href = answer.redirect ?? '';
  const cookies = URL.canParse(href)
    ? await keepTransaction(request, answer.cookies, returnPath(request.audience, returnTo))
    : undefined;
  if (cookies !== undefined) return { kind: 'leave', href, cookies };
  refuse(request, { reason: 'provider', cause: causeOf(attempt.failure) });
  return { kind: 'refused', reason: 'provider' };
}

/**
 * Ends a sign-in at the callback's address: checks it against what this browser keeps of it, which ends with it. Sign-ins
 * of other tabs go on.
 *
 * @throws AppError DATABASE_UNAVAILABLE, or what the database throws when it is away, before anything of the sign-in
 *   is used up; after that only when it goes away in this very moment.
 */
export async function finishOidc(request: SignInRequest, query: URLSearchParams): Promise<SignInAnswer> {
  const providerId = `${request.audience}-oidc` as const;
  const transaction = await findTransaction(request, providerId, query.get('state') ?? '');
  if (transaction === undefined) {
    return refuse(request, expired('this browser has no sign-in with that state, or it is over'));
  }
  const { cookies, clear, finish, returnTo } = transaction;
  if (transaction.state === 'unreadable') {
    return refuse(request, expired('the cookie of this sign-in is too old or not one of ours'), [clear]);
  }
  if (transaction.state === 'finished') return repeatOf(request, returnTo);
  // A repeated parameter would be read one way here and another way by a proxy (RFC 6749 §3.1).
  if (new Set(query.keys()).size !== query.size) {
    return refuse(request, { reason: 'failed', cause: { why: 'a parameter came twice' } }, [clear]);
  }
  // next-auth would spend the provider's code first
  await requireWritable(request.db);
  const attempt = oidcAttempt(request, returnTo);
  await runNextAuth(attempt, { action: 'callback', query: Object.fromEntries(query), cookies });
  const otherwise = query.get('error') === 'access_denied' ? 'denied' : 'failed';
  const answer = await answerOf(attempt, otherwise);
  return { ...answer, cookies: [answer.kind === 'signed_in' ? finish : clear, ...answer.cookies] };
}

/** The reload of a callback that signed this browser in: leads on while that holds, and signs nobody in. */
async function repeatOf(request: SignInRequest, returnTo: string | undefined): Promise<SignInAnswer> {
  const { db, env, audience, headers } = request;
  const session = await findSession(db, audience, readCookie(headers, env, `cw-${audience}`));
  return session === undefined
    ? refuse(request, expired('a repeat of a sign-in that is over, and nobody is signed in any more'))
    : { kind: 'signed_in', path: returnPath(audience, returnTo), cookies: [] };
}

const expired = (why: string): Refusal => ({ reason: 'expired', cause: { why } });

function oidcAttempt({ db, env, audience, headers }: SignInRequest, returnTo?: string): SignInAttempt {
  const replaces = readCookie(headers, env, `cw-${audience}`);
  return { db, env, audience, providerId: `${audience}-oidc`, replaces, returnTo };
}
