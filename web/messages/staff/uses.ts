import type { AccessPurpose } from '#lib/contract/connections';
import { inLanguage, LOCALE } from '../language';

const number = new Intl.NumberFormat(LOCALE);

const en = {
  title: 'Use',
  last: 'Last used ',
  byDay: 'See each day and API key',
  none: (days: number) => `Not used in the last ${days} days.`,
  caption: (days: number) => `Uses of the last ${days} days by day, API key and purpose`,
  lead: (days: number) => `The last ${days} days, in UTC. Newest first.`,
  cut: (shown: number) =>
    `Only the latest ${shown} lines are shown. For all of them run npm run access-records -- --connection <id> --by-day.`,
  columns: { day: 'Day', key: 'API key', purpose: 'Purpose', times: 'Times', first: 'First', last: 'Last' },
  noKey: 'No key: the customer or the vault',
  unknownKey: 'Unknown key',
  revoked: 'Revoked',
  purposes: {
    token: 'Token issued',
    call: 'Call through the vault',
    approval: 'Approval at Wise',
    'personal-token': 'Own token issued',
    'personal-call': 'Call with own token',
    'application-token': 'Application token issued',
    'application-call': 'Call as the application',
    claim: 'Customer takes the account over',
    check: 'Check after missed webhooks',
  } satisfies Record<AccessPurpose, string>,
  number: (count: number) => number.format(count),
};

/** Who used a connection, and when, for staff. */
export const staffUseMessages = inLanguage({ en });
