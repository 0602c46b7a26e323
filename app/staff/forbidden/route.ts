import { webEnv } from '#web/env/web-env';
import { requestNonce } from '#web/http/answer';
import { pageFrame, plainPage } from '#web/http/plain-page';

/** Where staff without the role for a page are sent: a real 403 with a next step, also without JavaScript. */
export function GET(request: Request): Response {
  return plainPage({
    status: 403,
    title: 'Your role does not allow this',
    ...pageFrame(webEnv(), 'staff'),
    paragraphs: [
      'You are signed in, but that page is for other roles. If you need it, ask an admin for the role.',
    ],
    links: [{ href: '/staff', text: 'All connections' }],
    nonce: requestNonce(request),
  });
}
