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
  disconnected: { title: 'Nothing to check', text: 'This connection was disconnected.' },
};

const en = {
  ...checks,
  'check-failed': {
    title: 'We couldn’t check',
    text: 'Our vault didn’t answer in time. Try again in a minute. If that doesn’t help, contact your administrator.',
  },
  'disconnect-failed': {
    title: 'Disconnect not confirmed',
    text: 'Our vault didn’t answer in time. Refresh in a minute, and try again if it’s still connected.',
  },
};

/** What a form of the connection's page came to, for staff. */
export const staffFlashMessages = inLanguage({ en });
