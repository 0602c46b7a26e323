import type { Match, MatchFact } from '#lib/contract/matching';
import type { ScaOperation, ScaState } from '#lib/contract/sca';
import type { StaffRegistration } from '#web/connections/staff-detail';
import { inLanguage } from '../language';

const factNames: Record<MatchFact, string> = {
  date_of_birth: 'date of birth',
  name: 'name',
  business_name: 'registered name',
};

const en = {
  back: 'All connections',
  connectedBy: <Part>(person: Part): readonly (string | Part)[] => ['Connected by ', person],
  actions: {
    title: 'Actions',
    done: 'Nothing left to do. Disconnecting can’t be undone.',
    refresh: 'Refresh',
    viewOnly:
      'You have view-only access. Ask an admin for the support or operator role to check connections.',
    checkOnly: 'Only operators and admins can freeze or disconnect. Ask an admin if you need to.',
  },
  facts: {
    customer: 'Customer',
    name: 'Name',
    notGiven: 'Not given',
    email: 'Email',
    customerId: 'Customer ID',
    subject: (number: string) => `Subject${number}`,
    issuer: (number: string) => `Issuer${number}`,
    atWise: 'At Wise',
    profile: 'Profile',
    wiseProfile: 'Wise profile',
    type: 'Type',
    profileNumber: 'Profile number',
    wiseUserId: 'Wise user ID',
    environment: 'Environment',
    clientId: 'Client ID',
    account: 'Wise account',
    accountMade: {
      connected: 'Made by us, not taken over yet',
      claimed: 'Made by us, taken over by the customer',
      closed: 'Made by us, disconnected before the customer took it over',
    } satisfies Record<StaffRegistration['state'], string>,
    accountSince: 'Since ',
    connection: 'Connection',
    reference: 'Reference',
    connectionId: 'Connection ID',
    status: 'Status',
    firstConnected: 'First connected',
    lastConsent: 'Last consent at Wise',
    connectedInApp: 'Connected in your app',
    statusSince: 'Status since',
    lastCheck: 'Last check',
    notChecked: 'Not yet',
    frozenSince: 'Frozen since',
    disconnected: 'Disconnected',
  },
  matching: {
    fact: 'The customer’s own',
    verdict: ({ verdict, facts }: Match) => {
      const by = facts.map((fact) => factNames[fact]).join(' and ');
      return { match: `Yes, by ${by}`, mismatch: `No, by ${by}`, unknown: 'Not known' }[verdict];
    },
    attention: {
      mismatch: {
        title: 'This may not be the customer’s own Wise profile',
        text: ({ facts }: Match) =>
          `Its ${facts.map((fact) => factNames[fact]).join(' and ')} at Wise differs from what your sign-in or your app said of the customer. Ask the customer, and freeze the connection until you know. The details themselves aren’t kept.`,
      },
      unknown: {
        title: 'Nobody has checked whose Wise profile this is',
        text: () =>
          'When it was connected, neither your sign-in nor your app said anything of the customer that could be compared with the profile. Check it by what you know of them.',
      },
    },
  },
  trail: {
    reason: 'Reason: ',
    by: 'By: ',
    entry: (id: string) => `Entry ${id}`,
    erased: 'Personal data erased',
  },
  disconnect: {
    open: 'Disconnect…',
    question: 'Disconnect this connection?',
    pageTitle: (profile: string) => `Disconnect ${profile}`,
    back: 'Back to the connection',
    points: [
      'From then on, no tokens are issued for this connection.',
      'We ask Wise to cancel the tokens, then delete ours.',
      'You can’t undo this. The customer is told, and can connect again.',
      'You approve it with your passkey.',
    ],
    askedByCustomer: 'Did the customer ask for this by letter, phone or email, or in person?',
    recordInstead: 'Record a withdrawal instead',
    reason: 'Reason',
    reasonHint: 'Why this is necessary. Saved to the audit trail, visible to all staff.',
    noReason: 'Please give a reason.',
    tooLong: (max: number) => `Please use at most ${max} characters.`,
    confirm: 'Disconnect for good',
    disconnecting: 'Disconnecting…',
    cancel: 'Keep it connected',
    already: {
      title: 'Already disconnected',
      text: 'There’s nothing left to do. The receipt is on the connection’s page.',
      see: 'View the receipt',
    },
  },
  approvals: {
    title: 'Approvals at Wise',
    operations: {
      statement: 'Balance statement',
      fund_transfer: 'Payment for a transfer',
      fund_batch: 'Payment for a batch of transfers',
      card_payment: 'Card payment',
      card_details: 'Card details',
      session: 'SCA session',
      other: 'Other call',
    } satisfies Record<ScaOperation, string>,
    states: {
      pending: 'Waiting for the customer',
      locked: 'Blocked at Wise for now',
      approved: 'Approved, not used yet',
      used: 'Used',
      expired: 'Expired',
    } satisfies Record<ScaState, string>,
    asked: 'Requested ',
    until: ', valid until ',
  },
};

/** One connection, for staff: facts, trail and what can be done. */
export const staffConnectionMessages = inLanguage({ en });
