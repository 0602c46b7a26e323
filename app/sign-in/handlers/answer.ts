import type { Audience } from '#lib/contract/people';
import type { SignInAnswer, SignInRequest } from '#web/auth/answer';
import type { SignInProblem } from '#web/auth/problems';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { seeOther } from '#web/http/answer';
import { signInPaths } from '#web/http/return-path';

/** What a sign-in needs to know of a request. */
export function signInRequest(headers: SignInRequest['headers'], audience: Audience): SignInRequest {
  return { db: webDb(), env: webEnv(), audience, headers };
}

/** Sends the browser on: signed in to the page it wanted, else to the page that says why not. */
export function answerSignIn(answer: SignInAnswer, audience: Audience): Response {
  const path = answer.kind === 'signed_in' ? answer.path : problemPath(audience, answer.reason);
  return seeOther(path, answer.cookies);
}

export function problemPath(audience: Audience, reason: SignInProblem): string {
  return `${signInPaths(audience).problem}?reason=${reason}`;
}
