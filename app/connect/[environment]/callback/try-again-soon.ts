import { webEnv } from '#lib/env/web';
import type { AppError } from '#lib/errors/app-error';
import { requestNonce } from '#lib/http/answer';
import { webLog } from '#lib/http/log';
import { plainPage } from '#lib/http/plain-page';

const SECONDS = 5;

/**
 * What a callback answers when our database is away: nothing was claimed, so the same address may be asked again. The
 * browser does so by the Refresh header, which repeats no address: the code gets into no page.
 */
export function tryAgainSoon(request: Request, error: AppError): Response {
  webLog().error({ err: error, errorCode: error.code }, 'a callback could not be claimed');
  const answer = plainPage({
    status: 503,
    title: 'One moment, please',
    partnerName: webEnv().PARTNER_NAME,
    paragraphs: [
      'You are back from Wise, but we cannot reach our records at the moment. Nothing is lost.',
      'This page tries again by itself every few seconds. Please leave it open.',
    ],
    links: [{ href: '/dashboard', text: 'Stop and go to the overview' }],
    nonce: requestNonce(request),
    referrerPolicy: 'no-referrer',
  });
  answer.headers.set('refresh', String(SECONDS));
  answer.headers.set('retry-after', String(SECONDS));
  return answer;
}
