import 'server-only';
import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { requireWritable } from '#lib/db/writable';
import { findSession } from '#lib/sessions/session';
import { setNextAuthUrl } from '#web/env/next-environment';
import { readCookie } from '#web/http/cookies';
import { returnPath } from '#web/http/return-path';
import { signedInFrom } from '#web/sessions/signed-in-from';
import { answerOf, type SignInAnswer, type SignInRequest } from './answer';
import type { SignInAttempt } from './attempt';
import { findTransaction, keepTransaction } from './login-transaction';
import { oidcConfig } from './methods';
import { authorizationRequest } from './oidc-provider';
import { authOptions } from './options';
import { causeOf, type Refusal, refuse } from './refuse';

type Begun = { kind: 'leave'; href: string; cookies: string[] } | { kind: 'refused'; reason: 'provider' };

/** A callback as Next gives it to next-auth's route, `app/api/auth/[...nextauth]/route.ts`. */
export type OidcCallback = { request: NextRequest; context: { params: Promise<{ nextauth: string[] }> } };

/**
 * Begins a sign-in at the audience's OpenID provider: gives its address and the cookie that holds state, nonce, PKCE
 * verifier and the way back. With `again` the provider is asked to have the person prove themselves anew at once; what
 * an act then wants is checked by the provider's `auth_time`, not by this.
 *
 * @throws AppError DATABASE_UNAVAILABLE, or what the database throws when it is away.
 */
export async function beginOidc(request: SignInRequest, again: boolean, returnTo?: string): Promise<Begun> {
  const { db, env, audience } = request;
  // nobody is sent to sign in elsewhere for a session that cannot be written when they come back
  await requireWritable(db);
  const config = oidcConfig(env, audience);
  try {
    if (config === undefined) throw new Error('no provider is configured');
    const { href, checks } = await authorizationRequest({ env, audience, config, again });
    return {
      kind: 'leave',
      href,
      cookies: await keepTransaction(request, checks, returnPath(audience, returnTo)),
    };
  } catch (failure) {
    refuse(request, { reason: 'provider', cause: causeOf(failure) });
    return { kind: 'refused', reason: 'provider' };
  }
}

/**
 * Ends a sign-in at the callback's address: checks it against what this browser keeps of it, which ends with it. Sign-ins
 * of other tabs go on.
 *
 * @throws AppError DATABASE_UNAVAILABLE, or what the database throws when it is away, before anything of the sign-in
 *   is used up; after that only when it goes away in this very moment.
 */
export async function finishOidc(asking: SignInRequest, callback: OidcCallback): Promise<SignInAnswer> {
  const query = callback.request.nextUrl.searchParams;
  const transaction = await findTransaction(asking, query.get('state') ?? '');
  if (transaction === undefined) {
    return refuse(asking, expired('this browser has no sign-in with that state, or it is over'));
  }
  const { clear, finish, returnTo } = transaction;
  if (transaction.state === 'unreadable') {
    return refuse(asking, expired('the cookie of this sign-in is too old or not one of ours'), [clear]);
  }
  if (transaction.state === 'finished') return repeatOf(asking, returnTo);
  // A repeated parameter would be read one way here and another way by a proxy (RFC 6749 §3.1).
  if (new Set(query.keys()).size !== query.size) {
    return refuse(asking, { reason: 'failed', cause: { why: 'a parameter came twice' } }, [clear]);
  }
  // next-auth would use up the provider's code first
  await requireWritable(asking.db);
  const { db, env, audience, headers } = asking;
  const replaces = readCookie(headers, env, `cw-${audience}`);
  const { checks } = transaction;
  const from = signedInFrom(headers);
  const providerId = `${audience}-oidc` as const;
  const attempt: SignInAttempt = { db, env, audience, providerId, checks, replaces, from, returnTo };
  await runNextAuth(attempt, callback);
  const otherwise = query.get('error') === 'access_denied' ? 'denied' : 'failed';
  const answer = await answerOf(attempt, otherwise);
  return { ...answer, cookies: [answer.kind === 'signed_in' ? finish : clear, ...answer.cookies] };
}

/**
 * next-auth's own route handler, with options for this request alone (decision 036). Its answer is dropped: it would send
 * people to pages of its own, with cookies that we do not use. What became of the attempt stands in the attempt.
 *
 * @throws what the database threw meanwhile: next-auth itself would blame the provider.
 */
async function runNextAuth(attempt: SignInAttempt, { request, context }: OidcCallback): Promise<void> {
  setNextAuthUrl(attempt.env.APP_URL);
  await NextAuth(request, context, authOptions(attempt));
  if (attempt.databaseFailure !== undefined) throw attempt.databaseFailure;
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
