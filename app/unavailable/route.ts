import { webEnv } from '#lib/env/web';
import { ERROR_CODES } from '#lib/errors/codes';
import { requestNonce } from '#lib/http/answer';
import { plainPage } from '#lib/http/plain-page';
import { returnPath } from '#lib/http/return-path';

const RETRY_SECONDS = 10;

/** Says that our own parts are away, with the status to it, and leads back to the page that was asked for. */
export function GET(request: Request): Response {
  const wanted = new URL(request.url).searchParams.get('return') ?? '';
  const audience = wanted.startsWith('/staff') ? 'staff' : 'customer';
  const page = returnPath(audience, wanted);
  const answer = plainPage({
    status: 503,
    title: 'We will be right back',
    partnerName: webEnv().PARTNER_NAME,
    paragraphs: [
      ERROR_CODES.DATABASE_UNAVAILABLE.text,
      'Nothing was changed, and your Wise connections are not affected.',
    ],
    links: [{ href: page, text: 'Try again' }],
    nonce: requestNonce(request),
  });
  answer.headers.set('retry-after', String(RETRY_SECONDS));
  answer.headers.set('refresh', `${RETRY_SECONDS}; url=${page}`);
  return answer;
}
