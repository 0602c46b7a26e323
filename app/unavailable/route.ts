import { webEnv } from '#lib/env/web';
import { ERROR_CODES } from '#lib/errors/codes';
import { requestNonce } from '#lib/http/answer';
import { plainPage } from '#lib/http/plain-page';
import { returnPath } from '#lib/http/return-path';

const RETRY_SECONDS = 10;
const UNHARMED = 'Nothing was changed, and your Wise connections are not affected.';

/**
 * Says why a page could not be shown, with the status to it, and leads back to it. Records that are away come back, so that
 * page asks again by itself; a mistake of ours would only be repeated.
 */
export function GET(request: Request): Response {
  const query = new URL(request.url).searchParams;
  const wanted = query.get('return') ?? '';
  const audience = wanted.startsWith('/staff') ? 'staff' : 'customer';
  const page = returnPath(audience, wanted);
  const isMistake = query.get('why') === 'mistake';
  const answer = plainPage({
    status: isMistake ? 500 : 503,
    title: isMistake ? 'Something went wrong on our side' : 'We will be right back',
    partnerName: webEnv().PARTNER_NAME,
    paragraphs: isMistake
      ? ['This page could not be shown. Whoever runs it finds the reason in the log.', UNHARMED]
      : [ERROR_CODES.DATABASE_UNAVAILABLE.text, UNHARMED],
    links: [{ href: page, text: 'Try again' }],
    nonce: requestNonce(request),
  });
  if (isMistake) return answer;
  answer.headers.set('retry-after', String(RETRY_SECONDS));
  answer.headers.set('refresh', `${RETRY_SECONDS}; url=${page}`);
  return answer;
}
