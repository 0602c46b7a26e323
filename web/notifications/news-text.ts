import { ALARM_CODES } from '#lib/contract/notifications';
import type { News } from '#lib/contract/staff-news';
import { alarmMessages } from '#web/messages/staff/alarms';
import { staffNewsMessages as messages } from '#web/messages/staff/news';
import { auditHeadText } from './audit-head-text';

export type NewsSetting = { partnerName: string; appUrl: string };
export type NewsText = { subject: string; lines: string[] };

/** What a message says, for mail and chat alike. */
export function newsText(news: News, { partnerName, appUrl }: NewsSetting): NewsText {
  const at = (path: string) => `${appUrl}${path}`;
  switch (news.kind) {
    case 'alarm': {
      const { title, meaning, next } = alarmText(news.about.alarm);
      return {
        subject: messages.alarm(partnerName, placed(title, news.about.environment)),
        lines: [meaning, '', `${alarmMessages.whatToDo}${next}`, '', at('/staff')],
      };
    }
    case 'alarm_over': {
      const { title } = alarmText(news.about.alarm);
      return {
        subject: messages.alarmOver(partnerName, placed(title, news.about.environment)),
        lines: [messages.alarmOverText, '', at('/staff')],
      };
    }
    case 'approval_waiting':
      return {
        subject: messages.approval(partnerName),
        lines: [messages.approvalText, '', at('/staff/incidents')],
      };
    case 'connections_lost': {
      const { count, connections } = news.about;
      const links = connections.map(({ id, environment }) =>
        messages.connection(at(`/staff/connections/${id}`), environment),
      );
      const more = count > connections.length ? [messages.more(count - connections.length)] : [];
      return {
        subject: messages.lost(partnerName, count),
        lines: [messages.lostText(count), '', ...links, ...more],
      };
    }
    case 'digest':
      return digestText(news.about, partnerName, at);
    case 'test':
      return { subject: messages.test(partnerName), lines: [messages.testText, '', at('/staff')] };
    case 'audit_head':
      return auditHeadText(news.about, partnerName);
  }
}

/** The same in one piece. */
export function chatText(news: News, setting: NewsSetting): string {
  const { subject, lines } = newsText(news, setting);
  return [subject, ...lines.filter((line) => line !== '')].join('\n');
}

type Digest = Extract<News, { kind: 'digest' }>['about'];

function digestText(
  { alarms, lost, owned, approvals }: Digest,
  partnerName: string,
  at: (path: string) => string,
): NewsText {
  const open = alarms.map(({ alarm, environment }) => `- ${placed(alarmText(alarm).title, environment)}`);
  const parts = [
    ...(open.length === 0 ? [] : [[messages.openAlarms, ...open, at('/staff')]]),
    ...(approvals === 0 ? [] : [[messages.waitingApprovals(approvals), at('/staff/incidents')]]),
    ...(owned === 0 ? [] : [[messages.ownedLost(owned), at('/staff/connections?status=needs_reconnect')]]),
    ...(lost === 0 ? [] : [[messages.recentlyLost(lost), at('/staff/connections?status=needs_reconnect')]]),
  ];
  return {
    subject: messages.digest(partnerName),
    lines: parts.flatMap((part, index) => (index === 0 ? part : ['', ...part])),
  };
}

function placed(title: string, environment: string | null): string {
  return environment === null ? title : alarmMessages.inEnvironment(title, environment);
}

function alarmText(code: string) {
  const known = ALARM_CODES.find((each) => each === code);
  return known === undefined ? alarmMessages.unknown : alarmMessages.alarms[known];
}
