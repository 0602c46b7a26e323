import { appendAudit } from '#lib/audit/append';
import type { Audience } from '#lib/contract/people';
import type { WebDb } from '#web/db/web-db';
import type { WebEnv } from '#web/env/web-env';
import { setCookie } from '#web/http/cookies';
import { returnPath } from '#web/http/return-path';
import { keepKnownFacts } from '#web/sessions/known-facts';
import type { SignInAttempt } from './attempt';
import type { Claims } from './claims';
import type { SignInProblem } from './problems';
import { causeOf, refuse } from './refuse';

/** A request of one audience's sign-in. */
export type SignInRequest = {
  db: WebDb;
  env: WebEnv;
  audience: Audience;
  headers: { get(name: string): string | null };
};

export type SignedIn = { kind: 'signed_in'; path: string; cookies: string[] };

export type Refused = { kind: 'refused'; reason: SignInProblem; cookies: string[] };

export type SignInAnswer = SignedIn | Refused;

/**
 * The way on for a browser that just signed in: its session cookie, and the page it wanted. A path that is not on the
 * list leads home. Each sign-in carries its own: in a cookie for all, a second tab sent the first one to its page.
 */
export function signedIn(
  { env, audience }: Pick<SignInRequest, 'env' | 'audience'>,
  token: string,
  returnTo: string | undefined,
): SignedIn {
  return {
    kind: 'signed_in',
    path: returnPath(audience, returnTo),
    // No Max-Age: the cookie ends with the browser, the session by its limits in the database.
    cookies: [setCookie(env, `cw-${audience}`, token)],
  };
}

/**
 * What became of an attempt that next-auth has run. A refusal of somebody who proved who they are
 * leaves an audit row; a mere visitor cannot fill the audit log.
 */
export async function answerOf(attempt: SignInAttempt, otherwise: SignInProblem): Promise<SignInAnswer> {
  const { env, newToken, facts, returnTo } = attempt;
  if (newToken !== undefined) {
    const answer = signedIn(attempt, newToken, returnTo);
    return { ...answer, cookies: [...answer.cookies, ...(await keepKnownFacts(env, newToken, facts))] };
  }
  const refusal = attempt.refusal ?? { reason: otherwise, cause: causeOf(attempt.failure) };
  if (attempt.refusal !== undefined && attempt.claims !== undefined) {
    await recordRefusal(attempt, attempt.claims, refusal.reason);
  }
  return refuse(attempt, refusal);
}

async function recordRefusal(attempt: SignInAttempt, claims: Claims, reason: SignInProblem): Promise<void> {
  await attempt.db.$transaction((tx) =>
    appendAudit(tx, {
      action: 'session.refused',
      actor: { kind: 'system', id: 'web' },
      detail: { audience: attempt.audience, reason, method: 'oidc', issuer: claims.issuer },
      personal: { subject: claims.subject, email: claims.email ?? null, name: claims.name },
    }),
  );
}
