import type { NoticeKind } from '#lib/contract/notifications';
import type { AttemptState } from '#web/attempts/outcomes';
import { inLanguage } from '../language';

const notices: Record<NoticeKind, string> = {
  connected: 'Connected',
  reconnected: 'Reconnected',
  disconnected: 'Disconnected',
  receipt: 'Receipt of a disconnect',
  replaced: 'Connected by someone else',
  needs_reconnect: 'Please reconnect',
  reconnect_link: 'Asked to reconnect',
  frozen: 'Paused',
  released: 'No longer paused',
  money_movement: 'Less money can move',
  unused: 'Not used for a while',
};

const outcomes: Record<AttemptState, string> = {
  connected: 'Connected',
  denied: 'Access not given',
  wise_error: 'Error at Wise',
  expired: 'Expired',
  not_yours: 'Stopped for safety',
  profile_mismatch: 'Profile not confirmed',
  no_profile: 'No Wise profile',
  interrupted: 'Interrupted',
  wise_unavailable: 'Wise not available',
  configuration_wrong: 'Our setup is wrong',
  replaced: 'Replaced by a newer one',
  pending: 'Finishing',
  open: 'Not back from Wise',
};

const en = {
  back: 'All customers',
  facts: {
    title: 'Customer',
    name: 'Name',
    noName: 'Not given',
    email: 'Email',
    verified: 'Verified',
    notVerified: 'Not verified',
    customerId: 'Customer ID',
    subject: (number: string) => `Subject${number}`,
    issuer: (number: string) => `Issuer${number}`,
    added: 'Added',
    lastSignIn: 'Last sign-in',
    never: 'Not yet',
  },
  connections: {
    title: 'Connections',
    none: 'No connections. The attempts below say how far this customer got.',
    since: 'Connected ',
    until: ', disconnected ',
    more: 'See all in the list of connections',
  },
  attempts: {
    title: 'Attempts to connect',
    lead: 'Each try of the last 30 days, newest first, and why it ended as it did.',
    none: 'No attempts in the last 30 days.',
    reference: (reference: string) => `Reference ${reference}`,
    started: 'Started ',
    back: ', back from Wise ',
    why: 'Why: ',
    told: 'What the customer was told',
    connection: 'See the connection',
    outcomes,
  },
  sessions: {
    title: 'Signed in now',
    none: 'Not signed in anywhere.',
    unknownDevice: 'Unknown browser',
    unknownNetwork: 'unknown network',
    since: 'Since ',
    lastSeen: ', last seen ',
    end: 'Sign out',
    endOne: (device: string) => `Sign out ${device}`,
    ending: 'Signing out…',
    endAll: 'Sign out everywhere',
    viewOnly: 'Only support, operators and admins can sign a customer out.',
  },
  notices: {
    title: 'Messages sent',
    lead: 'Sent messages are kept for 30 days.',
    none: 'No messages.',
    kinds: notices,
    states: {
      sent: 'Sent',
      waiting: 'Waiting to be sent',
      retrying: 'Not sent yet, trying again',
      given_up: 'Couldn’t be sent',
    },
    about: 'About ',
  },
  approvals: {
    title: 'Approvals waiting',
    on: 'For ',
  },
  looks: 'Opening this page is recorded in the audit trail.',
  flash: {
    'signed-out': { title: 'Signed out', text: 'The customer has to sign in again there.' },
    'not-signed-in': { title: 'Nothing to sign out', text: 'The customer isn’t signed in there any more.' },
  },
};

/** One customer, for staff. */
export const staffCustomerMessages = inLanguage({ en });
