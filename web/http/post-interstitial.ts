import { frameMessages } from '#web/messages/frame';
import { type PageFrame, plainPage } from './plain-page';

/**
 * Answers a form's POST whose way leads to another host by a form of its own: what it carries must not stand in an address.
 * The page names the host; its form is sent at once where there is JavaScript, and by its button where there is none. The
 * address has to stand in forms-to.ts: every other page's policy keeps forms here.
 *
 * @param to an https address (http on this machine only).
 * @param why one sentence on what happens there.
 */
export function postInterstitial({
  to,
  fields,
  why,
  ...page
}: PageFrame & {
  to: URL;
  fields: Readonly<Record<string, string>>;
  nonce: string;
  why: string;
}): Response {
  return plainPage({
    ...page,
    status: 200,
    title: frameMessages.redirect.title(to.host),
    paragraphs: [why],
    links: [],
    form: { action: to.href, fields, button: frameMessages.redirect.next(to.host) },
    // as the page that uses Wise's library has it: Wise may ask where the form came from, and our address has an id in it
    referrerPolicy: 'strict-origin',
  });
}
