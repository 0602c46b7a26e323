import { webEnv } from '#web/env/web-env';
import { requestNonce } from '#web/http/answer';
import { pageFrame, plainPage } from '#web/http/plain-page';

/**
 * The staff's 404, for addresses that are none and for connections that are not there. A route, because the body of
 * Next's notFound() from inside a page is empty without JavaScript.
 */
export function GET(request: Request): Response {
  return plainPage({
    status: 404,
    title: 'There is nothing here',
    ...pageFrame(webEnv(), 'staff'),
    paragraphs: [
      'The address is wrong, or cut off. To find a connection, search for its whole id, or for the customer.',
    ],
    links: [{ href: '/staff', text: 'All connections' }],
    nonce: requestNonce(request),
  });
}
