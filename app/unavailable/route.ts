import { webEnv } from '#web/env/web-env';
import { requestNonce } from '#web/http/answer';
import { pageFrame, plainPage } from '#web/http/plain-page';
import { returnPath } from '#web/http/return-path';
import { controlMessages } from '#web/messages/controls';
import { errorMessages } from '#web/messages/errors';

const RETRY_SECONDS = 10;
/** What Next calls its own errors by in the log. */
const DIGEST = /^[\w@-]{1,40}$/;

const { away, failed } = errorMessages;

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
    title: isMistake ? controlMessages.failure.title : away.title,
    ...pageFrame(webEnv(), audience),
    paragraphs: isMistake
      ? [...failed.paragraphs, ...referenceTo(query.get('digest'))]
      : away.paragraphs(RETRY_SECONDS),
    links: [{ href: page, text: isMistake ? failed.next : away.next }],
    nonce: requestNonce(request),
  });
  if (isMistake) return answer;
  answer.headers.set('retry-after', String(RETRY_SECONDS));
  answer.headers.set('refresh', `${RETRY_SECONDS}; url=${page}`);
  return answer;
}

function referenceTo(digest: string | null): string[] {
  return digest !== null && DIGEST.test(digest) ? [failed.reference(digest)] : [];
}
