import type { SecondApprovalResult } from '#lib/contract/second-approvals';
import { inLanguage } from '../language';

/** What became of an act that waited. */
const decided = {
  approved: {
    title: 'Approved by two people',
    lead: (name: string) => `${name} approved it as the second person.`,
  },
  refused: { title: 'Refused', lead: (name: string) => `${name} refused it. Nothing was done.` },
  withdrawn: { title: 'Withdrawn', lead: (name: string) => `${name} withdrew it. Nothing was done.` },
  expired: {
    title: 'Expired',
    lead: () => 'Nobody approved it within a day. Nothing was done. Ask again if it’s still needed.',
  },
};

const flash: Record<SecondApprovalResult, { title: string; text: string }> = {
  done: { title: 'Approved and done', text: 'Its steps are on the page of the incident.' },
  unchanged: {
    title: 'Approved, but nothing was done',
    text: 'It was done already, or it’s a drill and a hold is in force that it would release.',
  },
  refused: { title: 'Refused', text: 'Nothing was done.' },
  withdrawn: { title: 'Withdrawn', text: 'Nothing was done.' },
  own: { title: 'Someone else has to approve this', text: 'You asked for it yourself.' },
  gone: {
    title: 'Nothing is waiting any more',
    text: 'Someone else decided, or a day has passed. Ask again if needed.',
  },
  first_left: {
    title: 'It can’t be approved',
    text: 'Whoever asked for it may no longer do it. Ask for it yourself, and let a colleague approve.',
  },
  passkey_too_new: {
    title: 'Use an older passkey',
    text: 'This one was added after the request. Use one that you had before. Or refuse this and have it asked for again: then this passkey is good.',
  },
};

const en = {
  title: 'Approve as the second person',
  lead: 'Check each line. It happens the moment you approve.',
  waits: {
    title: 'Waiting for a second person',
    lead: 'Another admin has to approve exactly this. Nothing has happened yet.',
  },
  decided,
  /** What a second person's answer came to. */
  flash,
  incident: 'Go to the incident',
  incidents: 'Go to incidents',
  askAgain: 'Ask again',
  facts: {
    what: 'What',
    on: 'Stops',
    since: 'Suspected since',
    sessions: 'Sessions to end',
    keys: 'API keys in scope',
    drill: 'Kind',
    reason: 'What happened',
    asked: 'Asked for by',
    at: 'Asked for',
    expires: 'Expires',
  },
  approve: 'Approve with a passkey',
  approving: 'Approving…',
  refuse: 'Refuse',
  withdraw: 'Withdraw',
  refusing: 'Refusing…',
  own: 'You asked for this. You can withdraw it.',
  noRights: 'Only admins can approve this.',
} as const;

/** Acts that take two people. */
export const secondApprovalMessages = inLanguage({ en });
