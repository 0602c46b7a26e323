import { webEnv } from '#web/env/web-env';
import { requestNonce } from '#web/http/answer';
import { pageFrame, plainPage } from '#web/http/plain-page';
import { errorMessages } from '#web/messages/errors';

const messages = errorMessages.staffNotFound;

/**
 * The staff's 404, for addresses that are none and for connections that are not there. A route, because the body of
 * Next's notFound() from inside a page is empty without JavaScript.
 */
export function GET(request: Request): Response {
  return plainPage({
    status: 404,
    title: messages.title,
    ...pageFrame(webEnv(), 'staff'),
    paragraphs: [messages.text],
    links: [{ href: '/staff', text: messages.next }],
    nonce: requestNonce(request),
  });
}
