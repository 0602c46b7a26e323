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
  identity_mismatch: 'Not the customer’s profile',
  identity_unknown: 'Nothing to compare with',
  interrupted: 'Interrupted',
  wise_unavailable: 'Wise not available',
  configuration_wrong: 'Our setup is wrong',
  replaced: 'Replaced by a newer one',
  pending: 'Finishing',
  held: 'Waiting for us',
  open: 'Not back from Wise',
};

const en = {
  back: 'All customers',
  facts: {
    title: 'Customer',
    name: 'Name',
    notGiven: 'Not given',
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
    unknownNetwork: 'Unknown network',
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
  registrations: {
    title: 'Wise accounts without a connection',
    lead: 'Your systems asked Wise to make them for this customer.',
    why: 'Why: ',
    asked: 'Asked for ',
    since: ', like this since ',
    states: {
      reserved: {
        label: 'Not confirmed by Wise',
        next: 'Wise hasn’t answered yet. Your systems ask again with the same request, and nothing is made twice.',
      },
      created: {
        label: 'Made, not connected',
        next: 'It needs a profile at Wise first, which your systems make. Then they ask again, and it connects.',
      },
      claimed: {
        label: 'Taken over by the customer',
        next: 'It’s the customer’s own account now. They connect it on their own page.',
      },
      existing: {
        label: 'Had an account already',
        next: 'This address belongs to a Wise account of the customer’s own. They connect it on their own page.',
      },
      refused: {
        label: 'Refused by Wise',
        next: 'Wise made no account. Your systems have to ask again with corrected data, or the customer signs up at Wise.',
      },
    },
  },
  approvals: {
    title: 'Approvals waiting',
    on: 'For ',
  },
  looks: 'Opening this page is recorded in the audit trail.',
  acts: {
    title: 'Their data',
    export: 'Export…',
    erase: 'Erase…',
    adminOnly: 'Only admins can export or erase a customer’s data.',
  },
  export: {
    pageTitle: (name: string) => `Export the data of ${name}`,
    title: 'Export a customer’s data',
    back: 'Back to the customer',
    points: [
      'You download a JSON file with everything that’s kept of this person, table by table.',
      'Tokens, keys and hashes aren’t in it. The file says which columns are left out, and why.',
      'That you exported it is recorded in the audit trail.',
      'Keep the file safe, and delete it once it’s been handed over.',
    ],
    download: 'Download',
    preparing: 'Preparing…',
    cancel: 'Cancel',
  },
  erase: {
    pageTitle: (name: string) => `Erase ${name}`,
    question: 'Erase this customer?',
    back: 'Back to the customer',
    points: [
      'Every live connection is disconnected first, and we ask Wise to cancel the tokens.',
      'Then names, addresses, attempts, messages, notes and what Wise told us are deleted. What has to stay names nobody any more.',
      'The person is signed out everywhere. If they sign in again, they’re a new customer.',
      'The customer gets no message from us, because the address is erased too. Tell them yourself.',
      'You can’t undo this. A proof of it stays on the customer’s page.',
    ],
    word: 'ERASE',
    typeWord: 'Type ERASE to confirm',
    wrongWord: 'Type the word ERASE to confirm.',
    confirm: 'Erase for good',
    erasing: 'Erasing…',
    cancel: 'Keep the customer',
    already: {
      title: 'Already erased, or being erased',
      text: 'There’s nothing left to do. The customer’s page shows how far it is.',
      see: 'View the customer',
    },
  },
  erasure: {
    asked: {
      title: 'This customer asked us to erase their data',
      since: 'Asked on ',
      text: 'An admin can erase it on this page. The law usually gives you a month.',
    },
    underWay: {
      title: 'Being erased',
      text: 'Access has ended. The data goes once Wise has cancelled the tokens, after 15 minutes at the latest. Refresh to see how far it is.',
    },
    done: {
      title: 'Erased',
      text: 'Nothing on this page names anybody any more. This is the proof.',
    },
    askedAt: 'Customer asked',
    began: 'Started',
    finished: 'Finished',
    notYet: 'Not yet',
    by: 'By',
    disconnected: 'Connections disconnected',
    proofId: 'Proof ID',
    byTable: 'Rows by table',
  },
  flash: {
    'export-failed': {
      title: 'We couldn’t export',
      text: 'Our vault didn’t answer in time. Try again in a minute.',
    },
    'erase-failed': {
      title: 'Erasure not confirmed',
      text: 'Our vault didn’t answer in time. Refresh in a minute, and try again if nothing has started.',
    },
    'signed-out': { title: 'Signed out', text: 'The customer has to sign in again there.' },
    'not-signed-in': { title: 'Nothing to sign out', text: 'The customer isn’t signed in there any more.' },
  },
};

/** One customer, for staff. */
export const staffCustomerMessages = inLanguage({ en });
