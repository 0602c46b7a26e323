// The rows of what only web runs.

import { DATA, SHARED_KERNEL } from './kernel.mjs';

// settings, the request's own helpers and the database handle are every act's in web
const WEB_KERNEL = [...SHARED_KERNEL, 'web/env', 'web/http', 'web/messages'];
const WEB_ACT = [...WEB_KERNEL, ...DATA, 'web/db', 'lib/sessions', 'web/sessions'];

/** @type {Record<string, string[]>} */
export const WEB_MODULES = {
  'web/env': ['lib/errors', 'lib/log', 'lib/env'],
  'web/db': [...SHARED_KERNEL, 'lib/db', 'web/env'],
  // the one word it takes from the database: whether a failure is the database's
  'web/http': [...SHARED_KERNEL, 'lib/db/database-failure', 'web/env', 'web/messages'],
  'web/messages': [],
  'web/audit': [...DATA, 'web/messages', 'web/connections/staff-access'],
  // the sessions of both audiences: who is signed in, what a sign-in and a sign-out write
  // a value for a cookie, encrypted as next-auth does it
  'web/sessions/sealed-cookie': ['web/env'],
  'web/sessions': [...WEB_KERNEL, ...DATA, 'web/db', 'lib/sessions', 'web/sessions/sealed-cookie'],
  // staff's look-up by reference asks for their role as the connections do
  'web/attempts': [
    ...WEB_ACT,
    'web/customers',
    'web/rate-limits',
    'web/vault-client',
    'web/connections/staff-access',
  ],
  // customers who come from the partner's own app
  'web/partner-sessions': [...WEB_ACT, 'web/attempts', 'web/vault-client'],
  'web/connections': [
    ...WEB_ACT,
    'web/audit',
    'web/customers/customer-name',
    'lib/standings',
    'lib/failed-calls',
    'lib/access-use',
  ],
  'web/webhooks': [...WEB_ACT, 'web/connections/staff-access'],
  // the settings of both processes, as staff may see them
  'web/settings': [...WEB_ACT, 'web/credentials', 'web/connections/staff-access'],
  // staff's first page: what needs attention, and the numbers
  'web/home': [
    ...WEB_ACT,
    'lib/deadlines',
    'web/incidents',
    'web/connections',
    'web/credentials',
    'web/customers',
    'web/staff',
  ],
  // what proves who we are, as the vault says it, and when each of it ends
  'web/credentials': [...WEB_ACT, 'lib/deadlines', 'web/vault-client', 'web/connections/staff-access'],
  // what Wise wants approved: for its customer, and for staff by role
  'web/approvals': [...WEB_ACT, 'web/vault-client', 'web/connections/staff-access'],
  // staff's pages of customers ask for their role as the connections do
  'web/customers': [...WEB_ACT, 'web/customers/customer-name', 'web/connections/staff-access'],
  // what staff call a customer, in the SQL of every list that names one
  'web/customers/customer-name': ['lib/db'],
  'web/staff': [...WEB_ACT, 'web/connections/staff-access'],
  // what staff hear of from web itself: the vault's silence, the mail server's refusal
  'web/alarms': [...DATA, 'lib/jobs', 'web/vault-client'],
  // a mailed receipt has the words of the page
  'web/mail': [
    ...WEB_ACT,
    'lib/jobs',
    'web/alarms',
    'web/connections/receipt',
    'web/connections/recorded-withdrawal',
    'web/notifications/news-text',
  ],
  // what staff choose to be told, and when it is; the mails are web/mail's
  'web/notifications': [
    ...WEB_ACT,
    'lib/jobs',
    'lib/net',
    'web/alarms/report-alarm',
    'web/connections/staff-access',
  ],
  // what stops the issuing of tokens, as the vault's views show it
  'web/holds': [...WEB_ACT, 'web/connections/staff-access'],
  // incidents and acts of two people, as the vault's views show them
  'web/incidents': [...WEB_ACT, 'web/vault-client', 'web/connections/staff-access'],
  // what was done to many connections at once, as the vault's views show it
  'web/bulk': [...WEB_ACT, 'web/connections', 'web/customers/customer-name', 'web/vault-client'],
  'web/rate-limits': WEB_ACT,
  'web/auth': [...WEB_ACT, 'web/customers', 'web/staff', 'web/mail', 'web/rate-limits'],
  'web/vault-client': [...SHARED_KERNEL, 'web/env'],
  components: ['web/messages'],
  app: [
    'components',
    'lib/errors',
    'lib/env',
    'lib/log',
    'lib/text',
    'lib/contract',
    'lib/deadlines',
    'lib/sessions',
    'web/env',
    'web/http',
    'web/messages',
    'web/attempts',
    'web/partner-sessions',
    'web/approvals',
    'web/webhooks',
    'web/credentials',
    'web/home',
    'web/holds',
    'web/bulk',
    'web/incidents',
    'web/settings',
    'web/connections',
    'web/customers',
    'web/staff',
    'web/sessions',
    'web/mail',
    'web/notifications',
    'web/rate-limits',
    'web/auth',
    'web/vault-client',
    // the handle that acts are given, and the schema's closed lists; queries stay in the acts
    'web/db',
    'lib/db/readiness',
    'lib/db/generated/enums',
    'web/audit/activity',
    'web/audit/activity-filter',
    'web/audit/chain-state',
    'web/audit/record-activity-look',
    'web/audit/record-look',
  ],
  proxy: ['web/env', 'web/http'],
  instrumentation: ['instrumentation-node'],
  'instrumentation-node': [
    ...WEB_KERNEL,
    'web/alarms',
    'web/mail',
    'web/notifications/start-telling',
    'lib/retention',
    'web/db',
    'web/auth/provider-document',
  ],
  // the web's listener: knows the peer of a connection, which nothing inside Next does
  'web/server': [...WEB_KERNEL, 'lib/metrics', 'lib/tracing', 'web/db/pool-figures'],
};
