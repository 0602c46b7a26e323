import type { ActivityActor, ActivitySubject } from '#web/audit/activity-filter';
import { inLanguage } from '../language';

const actors: Record<ActivityActor, string> = {
  staff: 'Staff',
  customer: 'Customers',
  api_key: 'API keys',
  operator: 'Command line',
  system: 'Connect Wise',
};

const subjects: Record<ActivitySubject, string> = {
  connections: 'Connections',
  sign_ins: 'Sign-ins and sign-outs',
  people: 'People and looks at their data',
  api_keys: 'API keys',
  approvals: 'Approvals at Wise',
  exports: 'Exports',
  credentials: 'Credentials and encryption keys',
  webhooks: 'Webhooks to your systems',
  wise_users: 'Wise users made by API',
  alarms: 'Alarms',
  incidents: 'Holds and incidents',
};

const en = {
  title: 'Activity',
  lead: 'Everything that people, API keys and Connect Wise itself have done, newest first. Entries can’t be changed or deleted.',
  list: 'Entries of the audit trail',
  filter: {
    heading: 'Filter',
    actor: 'Done by',
    subject: 'About',
    any: 'Anyone',
    everything: 'Everything',
    from: 'From',
    to: 'Until',
    days: 'Days are in UTC.',
    more: 'More filters',
    connection: 'Connection ID',
    customer: 'Customer ID',
    staff: 'Colleague ID',
    network: 'Network',
    networkHint: 'As an entry shows it, like 203.0.113.0/24.',
    submit: 'Filter',
    filtering: 'Filtering…',
    clear: 'Clear',
  },
  actors,
  subjects,
  chain: {
    none: {
      title: 'Not verified yet',
      text: 'The vault verifies new entries each minute. This changes when its first look is done.',
    },
    verified: (entries: string) =>
      `Verified: ${entries} ${entries === '1' ? 'entry is' : 'entries are'} as they were written`,
    at: 'Last checked ',
    whole: 'Everything since the first entry was last verified again ',
    broken: {
      title: 'The audit trail was changed',
      place: (entry: string, place: string) =>
        `Entry ${entry}, number ${place} in the chain, isn’t as it was sealed.`,
      text: 'The entries before it are verified. Don’t repair anything: keep a copy of the database, then follow “It names a bad entry” in the audit runbook.',
      since: 'Found ',
    },
  },
  export: {
    title: 'Export the trail',
    text: 'A signed file that anyone can verify without us: node verify-audit-export.mjs trail.ndjson audit-key.pem. Your passkey approves it, and the export is an entry itself. The newest entries follow once they are sealed, within a minute.',
    personal: 'Names, addresses and free text',
    without: 'Leave them out: their digests stand for them',
    with: 'Include them',
    from: 'From',
    to: 'Until, not included',
    submit: 'Export the trail',
    exporting: 'Preparing…',
  },
  flash: {
    days: {
      title: 'Nothing was exported',
      text: 'The first day has to be before the last. Leave both empty for the whole trail.',
    },
    unanswered: {
      title: 'The vault didn’t answer',
      text: 'Nothing was exported. Try again in a moment.',
    },
  },
  details: 'Details',
  entry: (id: string) => `Entry ${id}`,
  before: 'Before',
  after: 'After',
  network: 'Network',
  connection: 'Connection',
  customer: 'Customer',
  onlyThisPerson: 'Only this person',
  erased: 'Personal data erased',
  withheld: 'Names and reasons aren’t shown to your role.',
  by: 'Done by ',
  pages: 'Pages of activity',
  partial: {
    title: 'There may be older matches',
    text: 'This filter fits few entries, so we stopped after looking at many. Go on with “Older”, or narrow the days.',
  },
  none: {
    title: 'Nothing has happened yet',
    text: 'Sign-ins, connections and everything that staff do appear here.',
  },
  noMatch: {
    title: 'Nothing matches',
    text: 'No entry fits this filter. IDs have to be whole.',
    clear: 'Clear the filter',
  },
  noMore: { title: 'No older entries', text: 'You’ve reached the end of the trail.' },
};

/** The page of the whole audit trail. */
export const staffActivityMessages = inLanguage({ en });
