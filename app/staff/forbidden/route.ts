import { webEnv } from '#web/env/web-env';
import { requestNonce } from '#web/http/answer';
import { pageFrame, plainPage } from '#web/http/plain-page';
import { errorMessages } from '#web/messages/errors';

const messages = errorMessages.forbidden;

/** Where staff without the role for a page are sent: a real 403 with a next step, also without JavaScript. */
export function GET(request: Request): Response {
  return plainPage({
    status: 403,
    title: messages.title,
    ...pageFrame(webEnv(), 'staff'),
    paragraphs: [messages.text],
    links: [{ href: '/staff/connections', text: messages.next }],
    nonce: requestNonce(request),
  });
}
