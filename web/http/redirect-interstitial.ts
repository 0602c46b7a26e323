import { frameMessages } from '#web/messages/frame';
import { type PageFrame, plainPage } from './plain-page';

/**
 * Answers a form's POST whose way leads to another host. A redirect there would be blocked: CSP
 * `form-action 'self'` covers redirects too (CSP3 §6.3.1). So the answer is a page that names the host,
 * with a link and a zero-second refresh; it works without JavaScript.
 *
 * @param href an absolute https address (http on this machine only); it may carry a one-time state, so the
 *   page is neither stored nor sent on as a referrer.
 * @param why one sentence on what happens there.
 */
export function redirectInterstitial({
  host,
  href,
  why,
  ...page
}: PageFrame & { host: string; href: string; nonce: string; why: string }): Response {
  const { protocol } = new URL(href);
  if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError('not a web address');
  return plainPage({
    ...page,
    status: 200,
    title: frameMessages.redirect.title(host),
    paragraphs: [why],
    links: [{ href, text: frameMessages.redirect.next(host) }],
    refreshTo: href,
    referrerPolicy: 'no-referrer',
  });
}
