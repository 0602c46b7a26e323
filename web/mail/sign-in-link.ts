import type { Audience } from '#web/http/return-path';
import type { Mail } from './send';

/** The message with a sign-in link. It names no account beyond the mailbox it goes to. */
export function signInLinkMail(link: {
  to: string;
  href: string;
  audience: Audience;
  partnerName: string;
  minutes: number;
}): Mail {
  const place = placeOf(link.audience, link.partnerName);
  return {
    to: link.to,
    subject: signInLinkSubject(link.audience, link.partnerName),
    text: [
      `Somebody asked to sign in to ${place} with this address.`,
      '',
      'If it was you, open this link in the browser where you asked:',
      '',
      link.href,
      '',
      `It works once, for ${link.minutes} minutes, and only in that browser.`,
      '',
      'If it was not you, you need do nothing: without that browser the link is of no use.',
      '',
    ].join('\n'),
  };
}

/** What stands in the mailbox's list, so that the page can say what to look for. */
export function signInLinkSubject(audience: Audience, partnerName: string): string {
  return `Your sign-in link for ${placeOf(audience, partnerName)}`;
}

const placeOf = (audience: Audience, partnerName: string): string =>
  audience === 'staff' ? `${partnerName} staff` : partnerName;
