import type { BulkKind, BulkOutcome, BulkRefusal, BulkState } from '#lib/contract/bulk-acts';
import { inLanguage, LOCALE } from '../language';

const NUMBER = new Intl.NumberFormat(LOCALE);

const kinds: Record<BulkKind, string> = {
  freeze: 'Freeze',
  release: 'Release',
  disconnect: 'Disconnect',
  check: 'Check now',
  assign: 'Set owner',
};

const connections = (total: number) => (total === 1 ? '1 connection' : `${NUMBER.format(total)} connections`);

/** What is done, of so many connections: the title of a list. */
const titles: Record<BulkKind, (total: number) => string> = {
  freeze: (total) => `Freeze ${connections(total)}`,
  release: (total) => `Release ${connections(total)}`,
  disconnect: (total) => `Disconnect ${connections(total)}`,
  check: (total) => `Check ${connections(total)}`,
  assign: (total) => `Set the owner of ${connections(total)}`,
};

const points: Record<BulkKind, readonly string[]> = {
  freeze: [
    'No token is issued for a connection once it is frozen, and it isn’t refreshed.',
    'Each customer is told by email. They can still disconnect.',
    'Tokens that your back end has already work until they expire, at most 12 hours.',
  ],
  release: [
    'Tokens are issued again for each connection that was frozen.',
    'Each customer is told by email.',
    'Whether the tokens still work shows with the next use or check.',
  ],
  disconnect: [
    'Nobody can undo this. Each customer would have to connect again.',
    'No token is issued from then on. Access at Wise is ended one by one, as fast as Wise allows.',
    'Each customer is told by email, with a receipt.',
    'Payments already set up at Wise will still go ahead.',
  ],
  check: [
    'Each connection is refreshed once at Wise, at the rate that Wise allows: about 800 a minute.',
    'A connection that was checked a few minutes ago isn’t asked about again.',
  ],
  assign: ['Each connection changes its owner. Notes and everything else stay.'],
};

const states: Record<Exclude<BulkState, 'collecting'>, string> = {
  preview: 'Not started',
  waiting: 'Waiting for a second admin',
  running: 'Running',
  paused: 'Paused',
  cancelled: 'Cancelled',
  finished: 'Finished',
};

const outcomes: Record<BulkOutcome | 'open', string> = {
  done: 'Done',
  unchanged: 'Already so',
  refused: 'Not done',
  open: 'Not reached',
};

const refusals: Record<BulkRefusal, string> = {
  gone: 'There is no such connection any more',
  disconnected: 'It is disconnected',
  frozen: 'It is frozen',
  needs_reconnect: 'Its customer has to reconnect',
  nobody: 'That person can’t work on connections',
  unavailable: 'We couldn’t reach Wise',
  client_refused: 'Wise rejected our client credentials',
  failed: 'Something went wrong on our side. It’s in the log',
};

const en = {
  title: 'Bulk actions',
  lead: 'What was done to many connections at once, newest first.',
  kinds,
  titles,
  points,
  states,
  outcomes,
  refusals,
  list: {
    caption: 'Bulk actions, newest first',
    what: 'What',
    state: 'State',
    by: 'Started by',
    progress: 'Progress',
    none: 'No bulk actions yet',
    noneText: 'Choose connections in the list, or filter it, and pick what to do with all of them.',
    toList: 'Go to connections',
    noMore: 'No older bulk actions',
    pages: 'Pages of bulk actions',
    progressOf: (worked: number, total: number) => `${NUMBER.format(worked)} of ${NUMBER.format(total)}`,
  },
  bar: {
    title: 'Act on many connections',
    text: 'You see a preview first. Nothing happens before you confirm it with your passkey.',
    kind: 'What to do',
    owner: 'New owner',
    ownerHint: 'For “Set owner”.',
    nobody: 'Nobody',
    selected: 'Preview for the selected rows',
    all: (count: string) => `Preview for all ${count} that match`,
    making: 'Making the list…',
    select: (name: string) => `Select the connection of ${name}`,
    selectColumn: 'Select',
    past: 'See earlier bulk actions',
  },
  preview: {
    lead: 'Check the list. It stays exactly as it is, whatever happens to the connections meanwhile.',
    breakdown: 'What is in the list',
    breakdownCaption: 'Connections of the list by environment and status',
    environment: 'Environment',
    status: 'Status',
    number: 'Number',
    frozen: (status: string) => `${status}, frozen`,
    sample: (shown: number) => `The first ${shown} in the list`,
    sampleCaption: 'Some connections of the list',
    filterLink: 'Open the list with this filter',
    selected: 'Rows that you selected',
    from: 'Where from',
    owner: 'New owner',
    nobody: 'Nobody',
    second:
      'This list is long, so nothing happens before a second admin approves it with their own passkey. They have 24 hours.',
    confirm: 'Confirm',
    typed: (total: string) => `Type the number of connections: ${total}`,
    mismatch: (total: string) => `Type exactly ${total}`,
    reason: 'Reason',
    reasonHint: 'Saved to the audit trail of each connection, visible to all staff.',
    submits: {
      freeze: 'Freeze them',
      release: 'Release them',
      disconnect: 'Disconnect them',
      check: 'Check them',
      assign: 'Set the owner',
    } satisfies Record<BulkKind, string>,
    busy: 'Starting…',
    back: 'Back to connections',
  },
  detail: {
    progress: 'Progress',
    bar: (percent: number) => `${percent}% worked through`,
    reason: 'Reason',
    by: 'Started by',
    second: 'Approved by',
    stoppedBy: 'Last changed by',
    started: 'Started',
    finished: 'Ended',
    from: 'Where from',
    pause: 'Pause',
    pausing: 'Pausing…',
    resume: 'Resume',
    resuming: 'Resuming…',
    cancel: 'Cancel the rest',
    cancelling: 'Cancelling…',
    cancelHint: 'What was done stays done.',
    viewOnly: 'You have view-only access. Ask an operator or an admin to pause or cancel it.',
    refused: 'Not done',
    refusedText: (shown: number, total: number) =>
      shown < total ? `The first ${shown} of ${NUMBER.format(total)}. All are in the file.` : '',
    refusedCaption: 'Connections that were refused, with the reason',
    why: 'Why',
    file: 'Result as a file',
    fileText:
      'Each connection with what came of it, as CSV. Your passkey approves it, and it’s recorded in the audit trail.',
    fileSubmit: 'Download CSV',
    fileBusy: 'Preparing…',
  },
  second: {
    title: 'A second admin is needed',
    own: 'You started it, so somebody else has to approve it.',
    text: 'Approve it with your passkey, and it starts at once. Cancel it if you have doubts.',
    noRights: 'An admin other than the one who started it has to approve it.',
    submit: 'Approve and start',
    busy: 'Approving…',
  },
  file: {
    connectionId: 'connection_id',
    outcome: 'result',
    refusal: 'reason',
    at: 'at',
    environment: 'environment',
    statusNow: 'status_now',
    frozenNow: 'frozen_now',
    customerId: 'customer_id',
    customerName: 'customer_name',
    customerEmail: 'customer_email',
    profileName: 'profile_name',
    yes: 'yes',
    no: 'no',
  },
  flash: {
    none: { title: 'No connections to act on', text: 'Select rows in the list, or change the filter.' },
    too_many: {
      title: 'Too many connections',
      text: 'A list has at most 100,000. Narrow the filter. To stop everything at once, place a hold under Incidents.',
    },
    too_slow: {
      title: 'Finding them took too long',
      text: 'This filter has to read every connection. Add a status, an environment or a date to it.',
    },
    started: { title: 'Started', text: 'You can leave this page. It goes on by itself.' },
    waiting: { title: 'Waiting for a second admin', text: 'Send a colleague the address of this page.' },
    count: {
      title: 'The number doesn’t match',
      text: 'Nothing was done. Type the number of connections in the list.',
    },
    expired: {
      title: 'This list is too old',
      text: 'Nothing was done. Make a new list: connections may have changed.',
    },
    reason: { title: 'Give a reason', text: 'Nothing was done. The reason may have 500 characters.' },
    paused: { title: 'Paused', text: 'What was done stays done. Resume it or cancel the rest.' },
    resumed: { title: 'Running again', text: 'You can leave this page. It goes on by itself.' },
    cancelled: { title: 'Cancelled', text: 'What was done stays done. The rest is left as it was.' },
    unchanged: {
      title: 'Nothing changed',
      text: 'Somebody was faster, or it had ended. This is how it is now.',
    },
    approved: { title: 'Approved', text: 'It has started.' },
    own: { title: 'You can’t approve your own', text: 'Somebody else has to be the second person.' },
    passkey_too_new: {
      title: 'Your passkey is too new',
      text: 'Only a passkey from before the request counts.',
    },
    first_left: { title: 'Not started', text: 'Whoever started it isn’t allowed to do it any more.' },
    unanswered: {
      title: 'We don’t know yet whether that worked',
      text: 'The vault didn’t answer. This page shows how things are. Try again in a moment.',
    },
  },
};

/** What the staff's pages say of acts on many connections. */
export const staffBulkMessages = inLanguage({ en });
