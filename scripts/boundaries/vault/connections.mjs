// The rows of connections and their tokens: how they begin, who is given which, what is told of them.

import { DATA } from '../kernel.mjs';
import { CONNECTION_WRITERS, HOLDS, REGISTRATION_ROW, SESSIONS, VAULT_ACT, VAULT_KERNEL } from './kernel.mjs';

/** @type {Record<string, string[]>} */
export const CONNECTION_MODULES = {
  // the only writers of public.connections and of what customers are told; acts call them inside their transactions
  'vault/connections/connection-row': ['lib/contract', 'lib/env', 'lib/db', 'vault/wise'],
  'vault/connections/notices': ['lib/contract', 'lib/db'],
  // a registration ends with its exchange, with a disconnect, with a refusal of Wise: its row writer and its sealed code
  'vault/registrations/registration-row': ['lib/contract', 'lib/env', 'lib/db', 'lib/audit'],
  'vault/registrations/registration-code': [...DATA, ...VAULT_KERNEL, 'vault/keys', 'vault/alarms'],
  'vault/grants': [
    ...VAULT_ACT,
    ...HOLDS,
    ...REGISTRATION_ROW,
    'vault/access-records',
    'vault/limits',
    ...CONNECTION_WRITERS,
  ],
  'vault/connections': [
    ...DATA,
    ...VAULT_KERNEL,
    ...SESSIONS,
    ...CONNECTION_WRITERS,
    'lib/standings',
    'vault/registrations/registration-row',
    'vault/grants',
    'vault/step-up',
    'vault/wise',
    'vault/alarms',
    'vault/jobs/jobs',
  ],
  'vault/exchanges': [
    ...VAULT_ACT,
    'vault/limits',
    'vault/grants',
    'vault/connections',
    'vault/registrations/registration-row',
  ],
  // customers who are signed in with the partner
  'vault/connect-sessions': [
    ...VAULT_ACT,
    ...SESSIONS,
    'vault/exchanges',
    'vault/registrations/registration-row',
  ],
  // grants that the partner brings from its own store
  'vault/imports': [
    ...VAULT_ACT,
    'vault/limits',
    'vault/grants',
    'vault/jose/compact',
    'vault/jose/encrypt',
    'vault/jose/import-keys',
    'vault/jose/make-key',
    'vault/connections/connection-row',
    'vault/connect-sessions/customer-of',
  ],
  // Wise users that the partner makes: from a code of ours to an ordinary exchange
  'vault/registrations': [
    ...VAULT_ACT,
    'vault/credentials',
    ...REGISTRATION_ROW,
    'vault/exchanges',
    'vault/grants',
    'vault/connections',
  ],
  // API tokens of the partner's own account
  'vault/personal-tokens': [
    ...VAULT_ACT,
    ...HOLDS,
    'vault/access-records',
    'vault/grants',
    'vault/api-keys',
    'vault/jose/compact',
    'vault/jose/one-time-key',
    'vault/step-up',
  ],
  'vault/api-keys': [...DATA, ...VAULT_KERNEL, ...HOLDS, 'vault/keys', 'vault/alarms'],
  // a vend in one statement: key, grant and record
  'vault/vends': [
    ...DATA,
    ...VAULT_KERNEL,
    ...HOLDS,
    'vault/keys',
    'vault/access-records',
    'vault/grants',
    'vault/api-keys',
  ],
  // who was given which token, written before it leaves; what becomes of it
  'vault/access-records': [...DATA, ...VAULT_KERNEL, 'vault/jobs/jobs'],
  'vault/access-use': [...DATA, ...VAULT_KERNEL, 'lib/access-use', 'vault/jobs/jobs'],
  // connections by day, for staff's first page
  'vault/connection-days': [...DATA, ...VAULT_KERNEL, 'vault/jobs/jobs'],
  // what happened to connections, told to the partner
  'vault/events': [
    ...DATA,
    ...VAULT_KERNEL,
    'vault/keys',
    'vault/alarms',
    'vault/jobs/jobs',
    'vault/grants',
    'vault/step-up',
  ],
  // what is kept of a person: exported, erased
  'vault/personal-data': [
    ...DATA,
    ...VAULT_KERNEL,
    'vault/connections/connection-row',
    'vault/exchanges',
    'vault/grants',
    'vault/jobs/jobs',
    'vault/registrations/registration-row',
    'vault/step-up',
    'vault/webhooks/sort-events',
  ],
};
