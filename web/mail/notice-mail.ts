import type { NoticeKind } from '#lib/contract/notifications';
import { receiptWords } from '#web/connections/receipt-words';
import type { Mail } from './send';

export type NoticeFacts = {
  id: string;
  kind: NoticeKind;
  at: Date;
  to: string;
  profileName: string;
  environment: 'sandbox' | 'production';
} & Receipt;

/** As it stands now; empty for a connection that lives. */
type Receipt = { endResult: string | null; endedAt: Date | null; tokenMayWorkUntil: Date | null };

export type NoticeSetting = {
  partnerName: string;
  appUrl: string;
  timeZone: string;
  supportUrl?: string | undefined;
};

type Words = { subject: string; text: string; next: string };

function wordsOf(kind: NoticeKind, partner: string): Words {
  const notYou = 'If this was not you, sign in, disconnect, and tell us.';
  const words: Record<NoticeKind, Words> = {
    connected: {
      subject: `Your Wise account is connected with ${partner}`,
      text: `${partner} can now act on this Wise profile for you, as you agreed at Wise:`,
      next: notYou,
    },
    reconnected: {
      subject: `Your Wise account is connected with ${partner} again`,
      text: `${partner} can act on this Wise profile for you again, as you agreed at Wise:`,
      next: notYou,
    },
    disconnected: {
      subject: `A Wise profile was disconnected from ${partner}`,
      text: `This Wise profile was disconnected from ${partner}:`,
      next: 'The receipt is among your connections too. If you did not ask for this, contact us.',
    },
    receipt: {
      subject: `Your receipt: a Wise profile was disconnected from ${partner}`,
      text: `This Wise profile was disconnected from ${partner}. Now we know how it went at Wise:`,
      next: 'The receipt is among your connections too. If you did not ask for this, contact us.',
    },
    replaced: {
      subject: `Your connection between Wise and ${partner} has ended`,
      text: `This Wise profile was connected again from another account with ${partner}, which ended your connection:`,
      next: 'If that was not you, tell us, and check at Wise which apps have access. To connect again, sign in.',
    },
    needs_reconnect: {
      subject: `Please connect Wise with ${partner} again`,
      text: `Wise no longer accepts the access you gave ${partner} to this profile:`,
      next: 'If you removed it at Wise, you need do nothing. To go on using it, sign in and reconnect.',
    },
  };
  return words[kind];
}

/** The message of a notice: plain words, when it happened, and our address without any token in it. */
export function noticeMail(facts: NoticeFacts, setting: NoticeSetting): Mail {
  const { subject, text, next } = wordsOf(facts.kind, setting.partnerName);
  const sandbox = facts.environment === 'sandbox' ? ' (sandbox, for tests)' : '';
  return {
    to: facts.to,
    subject,
    text: [
      text,
      '',
      `  ${facts.profileName}${sandbox}`,
      `  ${formatTime(facts.at, setting.timeZone)}`,
      '',
      ...receiptLines(facts, setting),
      next,
      '',
      `See your connections: ${setting.appUrl}/dashboard`,
      ...(setting.supportUrl === undefined ? [] : [`Reach us: ${setting.supportUrl}`]),
      '',
    ].join('\n'),
    messageId: `<notice-${facts.id}@${new URL(setting.appUrl).hostname}>`,
  };
}

/** Nothing is known to be over at Wise before Wise has said so (design 4.5): then another message follows. */
function receiptLines(facts: NoticeFacts, { partnerName, timeZone }: NoticeSetting): string[] {
  if (facts.kind !== 'disconnected' && facts.kind !== 'receipt') return [];
  const { title, lines, isPending } = receiptWords(facts, partnerName, new Date());
  const plain = lines.map((line) =>
    line.map((part) => (typeof part === 'string' ? part : formatTime(part, timeZone))).join(''),
  );
  const follows = isPending ? ['You will get the receipt in another message when Wise has answered.'] : [];
  return [title, ...[...plain, ...follows].map((line) => `- ${line}`), ''];
}

function formatTime(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  })
    .format(at)
    .concat(` ${timeZone}`);
}
