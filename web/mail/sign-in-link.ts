import type { Audience } from '#lib/contract/people';
import { mailMessages } from '#web/messages/mail';
import type { Mail } from './send';

/** The message with a sign-in link. It names no account beyond the mailbox it goes to. */
export function signInLinkMail(link: {
  to: string;
  href: string;
  /** Undefined: this message has none. */
  code: string | undefined;
  audience: Audience;
  partnerName: string;
  minutes: number;
}): Mail {
  const { subject, lines } = mailMessages.signInLink;
  const { to, audience, partnerName } = link;
  return {
    to,
    subject: subject(audience, partnerName),
    text: `${lines({ ...link, partner: partnerName }).join('\n')}\n`,
  };
}
