import type { NoticeKind } from '#lib/contract/notifications';
import { receiptMessage } from '#web/connections/receipt';
import type { RecordedWithdrawal } from '#web/connections/recorded-withdrawal';
import { healthMessages } from '#web/messages/customer/health';
import { LOCALE } from '#web/messages/language';
import { mailMessages } from '#web/messages/mail';
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
type Receipt = {
  endResult: string | null;
  endedAt: Date | null;
  tokenMayWorkUntil: Date | null;
  /** How the customer withdrew, where it was by other means than our pages. */
  withdrawal: RecordedWithdrawal | null;
};

export type NoticeSetting = {
  partnerName: string;
  appUrl: string;
  timeZone: string;
  supportUrl?: string | undefined;
  /** In the partner's own words, as the customer read them before consenting. */
  purpose?: string | undefined;
  access?: readonly string[] | undefined;
  privacyUrl?: string | undefined;
};

/** The message of a notice: plain words, when it happened, and our address without any token in it. */
export function noticeMail(facts: NoticeFacts, setting: NoticeSetting): Mail {
  const { subject, text, next, contact, leadsTo } = mailMessages.notices[facts.kind](setting.partnerName);
  const sandbox = facts.environment === 'sandbox' ? mailMessages.sandbox : '';
  return {
    to: facts.to,
    subject,
    text: [
      text,
      '',
      `  ${facts.profileName}${sandbox}`,
      `  ${formatTime(facts.at, setting.timeZone)}`,
      '',
      ...consentLines(facts, setting),
      ...receiptLines(facts, setting),
      ...next,
      leadsTo === 'connect'
        ? mailMessages.reconnectAt(`${setting.appUrl}/connect/${facts.environment}`)
        : mailMessages.seeConnections(`${setting.appUrl}/dashboard`),
      '',
      mailMessages.contact(contact, setting.supportUrl),
      '',
    ].join('\n'),
    messageId: `<notice-${facts.id}@${new URL(setting.appUrl).hostname}>`,
  };
}

/** What was agreed to, in a message that the customer keeps: the words of the settings may be others later (design 4.23). */
function consentLines({ kind }: NoticeFacts, { purpose, access = [], privacyUrl }: NoticeSetting): string[] {
  if (kind !== 'connected' && kind !== 'reconnected') return [];
  const { consent } = mailMessages;
  return [
    ...(purpose === undefined ? [] : [consent.purpose(purpose)]),
    consent.access(access),
    ...access.map((each) => `- ${each}`),
    consent.until,
    consent.end,
    ...(privacyUrl === undefined ? [] : [consent.privacy(privacyUrl)]),
    '',
  ];
}

/** Nothing is known to be over at Wise before Wise has said so (design 4.5): then another message follows. */
function receiptLines(facts: NoticeFacts, { partnerName, timeZone }: NoticeSetting): string[] {
  if (facts.kind !== 'disconnected' && facts.kind !== 'receipt') return [];
  const { title, lines, isPending } = receiptMessage(facts, partnerName, new Date());
  const plain = lines.map((line) =>
    line.map((part) => (typeof part === 'string' ? part : formatTime(part, timeZone))).join(''),
  );
  const follows = isPending ? [mailMessages.receiptFollows] : [];
  return [...withdrawalLines(facts), title, ...[...plain, ...follows].map((line) => `- ${line}`), ''];
}

function withdrawalLines({ withdrawal }: NoticeFacts): string[] {
  if (withdrawal === null) return [];
  const { channel, receivedOn } = withdrawal;
  return [healthMessages.disconnected.withdrew(channel, receivedOn), ''];
}

function formatTime(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat(LOCALE, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  })
    .format(at)
    .concat(` ${timeZone}`);
}
