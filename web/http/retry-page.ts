import 'server-only';
import type { AppError } from '#lib/errors/app-error';
import { webEnv } from '#web/env/web-env';
import { requestNonce } from './answer';
import { webLog } from './log';
import { pageFrame, plainPage } from './plain-page';

const SECONDS = 5;

export type RetryText = { title: string; paragraphs: readonly string[] };

/**
 * A page that asks for its own address again, for a GET that changed nothing because our database is away or the
 * network's rate limit is used up. It does so by the Refresh header, which repeats no address: a one-time code in the
 * address gets into no page.
 */
export function retryPage(
  request: Request,
  error: AppError,
  text: { away: RetryText; busy: RetryText; stop: string },
): Response {
  const isBusy = error.code === 'TOO_MANY_REQUESTS';
  const facts = { errorCode: error.code, why: error.message };
  if (isBusy) webLog().info(facts, 'a callback has to wait');
  else webLog().error({ ...facts, err: error }, 'a callback could not be claimed');
  const answer = plainPage({
    ...(isBusy ? text.busy : text.away),
    status: isBusy ? error.status : 503,
    ...pageFrame(webEnv()),
    links: [{ href: '/dashboard', text: text.stop }],
    nonce: requestNonce(request),
    referrerPolicy: 'no-referrer',
  });
  const seconds = (isBusy && error.retryAfterSeconds) || SECONDS;
  answer.headers.set('refresh', String(seconds));
  answer.headers.set('retry-after', String(seconds));
  return answer;
}
