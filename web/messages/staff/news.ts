import { inLanguage } from '../language';

const counted = (count: number, one: string, many: string): string => {
  if (count > 1_000) return `More than 1,000 ${many}`;
  return count === 1 ? `1 ${one}` : `${count.toLocaleString('en-GB')} ${many}`;
};

const en = {
  alarm: (partner: string, title: string) => `${partner}: ${title}`,
  alarmOver: (partner: string, title: string) => `${partner}: over: ${title}`,
  alarmOverText: 'This alarm has closed by itself.',
  approval: (partner: string) => `${partner}: an act waits for your approval`,
  approvalText:
    'A colleague has asked for an act that two people approve. Nothing is done until a second person approves it with a passkey, within 24 hours.',
  lost: (partner: string, count: number) =>
    `${partner}: ${counted(count, 'connection', 'connections')} of yours ${count === 1 ? 'needs' : 'need'} reconnecting`,
  lostText: (count: number) =>
    count === 1
      ? 'The customer of this connection has to connect again. They have been emailed:'
      : 'The customers of these connections have to connect again. They have been emailed:',
  connection: (href: string, environment: string) => (environment === 'sandbox' ? `${href} (sandbox)` : href),
  more: (count: number) => `and ${count.toLocaleString('en-GB')} more`,
  digest: (partner: string) => `${partner}: your daily digest`,
  openAlarms: 'Open alarms:',
  waitingApprovals: (count: number) =>
    `${counted(count, 'act waits', 'acts wait')} for a second person’s approval:`,
  ownedLost: (count: number) =>
    `${counted(count, 'connection', 'connections')} of yours ${count === 1 ? 'needs' : 'need'} reconnecting:`,
  recentlyLost: (count: number) =>
    `${counted(count, 'connection', 'connections')} began to need reconnecting in the last 24 hours:`,
  test: (partner: string) => `${partner}: this is a test`,
  testText: 'Alarms and acts that wait for a second person will be written here.',
  auditHead: (partner: string, day: string) => `${partner}: head of the audit trail, ${day}`,
  auditHeadText:
    'Keep this message outside Connect Wise. If somebody rewrites the audit trail, its exports no longer match this line:',
  change: (href: string) => `Change what we email you: ${href}`,
};

/** What staff are told by email and in their chat. */
export const staffNewsMessages = inLanguage({ en });
