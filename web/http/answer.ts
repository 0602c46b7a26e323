import { errorMessages } from '#web/messages/errors';
import 'server-only';
import type { Audience } from '#lib/contract/people';
import type { AppError } from '#lib/errors/app-error';
import { webEnv } from '#web/env/web-env';
import { asProblem } from './as-problem';
import { webLog } from './log';
import { pageFrame, plainPage } from './plain-page';
import { returnPath, signInPath } from './return-path';

/** The request's CSP nonce, set by proxy.ts. */
export function requestNonce(request: Request): string {
  return request.headers.get('x-nonce') ?? '';
}

/** Sends a browser on with GET after a POST (303); `path` is one of our own. */
export function seeOther(path: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ location: path, 'cache-control': 'no-store' });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 303, headers });
}

/**
 * Runs the act of a form's route handler and turns what it throws into an answer for a person: signed
 * out or signed in too long ago → the sign-in page, which comes back to `returnTo`; anything else → a page with the
 * code's status and words. Our own failures (5xx) are logged with their cause, refusals in one line.
 */
export async function answerForm(
  request: Request,
  options: { audience: Audience; returnTo?: string },
  act: () => Promise<Response>,
): Promise<Response> {
  try {
    return await act();
  } catch (thrown) {
    const error = asProblem(thrown);
    if (error.code === 'NOT_SIGNED_IN') return seeOther(signInPath(options.audience, options.returnTo));
    if (error.code === 'SIGN_IN_TOO_OLD') {
      return seeOther(signInPath(options.audience, options.returnTo, true));
    }
    logRefusal(request, error);
    return problemPage(request, error, returnPath(options.audience, options.returnTo));
  }
}

/** A page that says what went wrong, with the code's status, and leads back to `backTo`. */
export function problemPage(request: Request, error: AppError, backTo: string): Response {
  const audience = backTo.startsWith('/staff') ? 'staff' : 'customer';
  const answer = plainPage({
    status: error.status,
    title: errorMessages.titles[error.status] ?? errorMessages.otherTitle,
    ...pageFrame(webEnv(), audience),
    paragraphs: [errorMessages.byCode[error.code], ...whenAgain(error)],
    links: [{ href: backTo, text: errorMessages.goBack }],
    nonce: requestNonce(request),
  });
  if (error.retryAfterSeconds !== undefined) {
    answer.headers.set('retry-after', String(error.retryAfterSeconds));
  }
  return answer;
}

/** When a rate limit lets the next request through; an outage's seconds are for programs. */
function whenAgain({ status, retryAfterSeconds }: AppError): string[] {
  if (status !== 429 || retryAfterSeconds === undefined) return [];
  return [errorMessages.tryAgainIn(Math.ceil(retryAfterSeconds / 60))];
}

function logRefusal(request: Request, error: AppError): void {
  const path = new URL(request.url).pathname;
  if (error.status >= 500) webLog().error({ err: error, errorCode: error.code, path }, 'a form failed');
  else webLog().info({ errorCode: error.code, why: error.message, path }, 'a form was refused');
}
