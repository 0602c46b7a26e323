import type { CheckResult } from '#lib/contract/connections';
import { inLanguage } from '../language';

type Flash = { title: string; text: string };

const checks: Record<CheckResult, Flash> = {
  healthy: { title: 'Checked just now: healthy', text: 'Wise accepted the token.' },
  needs_reconnect: {
    title: 'Checked just now: needs reconnecting',
    text: 'Wise no longer accepts the token.',
  },
  unavailable: {
    title: 'Wise didn’t respond',
    text: 'That says nothing about the connection, and nothing has changed. Try again in a few minutes.',
  },
  client_refused: {
    title: 'Wise rejected our client credentials',
    text: 'That says nothing about the connection, and nothing has changed. The alarm above the list of connections says what to compare.',
  },
  recent: {
    title: 'Checked a moment ago',
    text: 'It’s too soon to check again. The last result is shown below.',
  },
  frozen: { title: 'Not checked: frozen', text: 'Wise isn’t asked about a frozen connection.' },
  disconnected: { title: 'Nothing was done', text: 'This connection is disconnected.' },
};

const en = {
  ...checks,
  'check-failed': {
    title: 'We couldn’t check',
    text: 'Our vault didn’t answer in time. Try again in a minute. If that doesn’t help, contact your administrator.',
  },
  failed: {
    title: 'We couldn’t confirm that',
    text: 'Our vault didn’t answer in time. Refresh in a minute, and try again if it hasn’t been done.',
  },
  'now-frozen': {
    title: 'Frozen',
    text: 'No tokens are issued for this connection from now on. The customer is told that it’s paused.',
  },
  'now-released': {
    title: 'Released',
    text: 'Tokens are issued again for this connection. The customer is told.',
  },
  unchanged: { title: 'Nothing to do', text: 'Somebody else was first, or it was like that already.' },
  'link-queued': {
    title: 'Reconnect link on its way',
    text: 'The customer gets an email in a moment. They sign in before they can reconnect.',
  },
  'link-recent': {
    title: 'No second link today',
    text: 'A link was sent for this connection within the last 24 hours.',
  },
  'link-frozen': {
    title: 'No link: the connection is frozen',
    text: 'Reconnecting wouldn’t bring it back. Release it first.',
  },
  'note-added': { title: 'Note added', text: 'Your colleagues can see it below.' },
  'note-empty': { title: 'No note added', text: 'Please write something.' },
  'note-long': { title: 'No note added', text: 'Please keep it shorter.' },
  'note-withdrawn': { title: 'Note deleted', text: 'Its text isn’t kept anywhere.' },
  'owner-changed': { title: 'Owner changed', text: 'The follow-up below says who it is now.' },
  'owner-nobody': {
    title: 'Owner not changed',
    text: 'That person can’t work on connections. Choose somebody with the support role or a higher one.',
  },
  snoozed: { title: 'Snoozed', text: 'It’s left out of what needs attention until that day.' },
  'snooze-ended': { title: 'Snooze ended', text: 'It counts again as needing attention.' },
  'snooze-invalid': {
    title: 'Not snoozed',
    text: 'Please give a reason, and a day between tomorrow and a year from now.',
  },
  'already-disconnected': {
    title: 'It was disconnected already',
    text: 'Nothing more was recorded. How it ended is below. To keep what you entered, add a note.',
  },
  'disconnect-failed': {
    title: 'Disconnect not confirmed',
    text: 'Our vault didn’t answer in time. Refresh in a minute, and try again if it’s still connected.',
  },
};

/** What a form of the connection's page came to, for staff. */
export const staffFlashMessages = inLanguage({ en });
