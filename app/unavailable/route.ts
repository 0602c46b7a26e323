import { ERROR_CODES } from '#lib/errors/codes';
import { webEnv } from '#web/env/web-env';
import { requestNonce } from '#web/http/answer';
import { pageFrame, plainPage } from '#web/http/plain-page';
import { returnPath } from '#web/http/return-path';

const RETRY_SECONDS = 10;
const UNHARMED = 'Nothing was changed, and your Wise connections are not affected.';
/** What Next calls its own errors by in the log. */
const DIGEST = /^[\w@-]{1,40}$/;

const AWAY = [
  ERROR_CODES.DATABASE_UNAVAILABLE.text,
  UNHARMED,
  `This page tries again by itself every ${RETRY_SECONDS} seconds. You can leave it open.`,
];
const MISTAKE = ['This page could not be shown. The error has been logged.', UNHARMED];

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
    ...pageFrame(webEnv(), audience),
    paragraphs: isMistake ? [...MISTAKE, ...referenceTo(query.get('digest'))] : AWAY,
    links: [{ href: page, text: isMistake ? 'Try again' : 'Try again now' }],
    nonce: requestNonce(request),
  });
  if (isMistake) return answer;
  answer.headers.set('retry-after', String(RETRY_SECONDS));
  answer.headers.set('refresh', `${RETRY_SECONDS}; url=${page}`);
  return answer;
}

function referenceTo(digest: string | null): string[] {
  return digest !== null && DIGEST.test(digest) ? [`Reference: ${digest}`] : [];
}
