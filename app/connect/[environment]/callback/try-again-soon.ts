import type { AppError } from '#lib/errors/app-error';
import { webEnv } from '#web/env/web-env';
import { requestNonce } from '#web/http/answer';
import { webLog } from '#web/http/log';
import { pageFrame, plainPage } from '#web/http/plain-page';

const SECONDS = 5;

const AWAY = {
  title: 'One moment, please',
  paragraphs: [
    'You are back from Wise, but we cannot reach our records at the moment. Nothing is lost.',
    'This page tries again by itself every few seconds. Please leave it open.',
  ],
};

const BUSY = {
  title: 'Please wait a moment',
  paragraphs: [
    'You are back from Wise, but too much comes from your network at the moment. Nothing is lost.',
    'This page tries again by itself. Please leave it open.',
  ],
};

/**
 * What a callback answers when our database is away, or its network has spent its budget: nothing was claimed, so the same
 * address may be asked again. The browser does so by the Refresh header, which repeats no address: the code gets into no page.
 */
export function tryAgainSoon(request: Request, error: AppError): Response {
  const isBusy = error.code === 'TOO_MANY_REQUESTS';
  const facts = { errorCode: error.code, why: error.message };
  if (isBusy) webLog().info(facts, 'a callback has to wait');
  else webLog().error({ ...facts, err: error }, 'a callback could not be claimed');
  const answer = plainPage({
    ...(isBusy ? BUSY : AWAY),
    status: isBusy ? error.status : 503,
    ...pageFrame(webEnv()),
    links: [{ href: '/dashboard', text: 'Stop and go to your connections' }],
    nonce: requestNonce(request),
    referrerPolicy: 'no-referrer',
  });
  const seconds = (isBusy && error.retryAfterSeconds) || SECONDS;
  answer.headers.set('refresh', String(seconds));
  answer.headers.set('retry-after', String(seconds));
  return answer;
}
