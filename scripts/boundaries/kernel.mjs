// What every module of a process may import: named once for the rows of the table.

export const SHARED_KERNEL = ['lib/errors', 'lib/log', 'lib/env', 'lib/net', 'lib/text', 'lib/contract'];
export const DATA = [...SHARED_KERNEL, 'lib/db', 'lib/audit'];

/** What an import of grants is made of: keys and messages of JOSE, customers by the partner's ids, the stores of tokens and connections. */
export const FOR_IMPORTS = [
  'lib/hash',
  'vault/limits',
  'vault/grants',
  'vault/jose/compact',
  'vault/jose/encrypt',
  'vault/jose/import-keys',
  'vault/jose/make-key',
  'vault/connections/connection-row',
  'vault/connect-sessions/customer-of',
];

/** What stores, issues and opens an API token of the partner's own, also one that a page sealed. */
export const FOR_PERSONAL_TOKENS = [
  'vault/access-records',
  'vault/grants',
  'vault/api-keys',
  'vault/jose/compact',
  'vault/jose/one-time-key',
  'vault/step-up',
];

/** What events are made of, sent and switched with. */
export const FOR_EVENTS = ['vault/keys', 'vault/alarms', 'vault/jobs/jobs', 'vault/grants', 'vault/step-up'];

/** Who says what its own table of sealed records is like. */
export const SEALED_TABLES = [
  'vault/grants',
  'vault/sca',
  'vault/registrations/registration-code',
  'vault/personal-tokens',
  'vault/events/endpoint-secret',
  'vault/exchanges/expected-facts',
  'vault/imports/import-key',
  'vault/imports/import-row',
];

/** Who knows of what proves who we are. */
export const FOR_INVENTORY = [
  'lib/deadlines',
  'vault/keys',
  'vault/wise',
  'vault/alarms',
  'vault/credentials',
  'vault/jose',
  'vault/webhooks',
  'vault/ring-keys',
  'vault/connections/caller',
];

/** Who tries what going live wants. */
export const FOR_READINESS = [
  'lib/deadlines',
  'vault/inventory',
  'vault/certificates',
  'vault/credentials',
  'vault/jose',
  'vault/webhooks',
  'vault/wise',
  'vault/connections/caller',
];
