// The rows of what only the vault runs.

import {
  DATA,
  FOR_EVENTS,
  FOR_IMPORTS,
  FOR_INVENTORY,
  FOR_PERSONAL_TOKENS,
  FOR_READINESS,
  SEALED_TABLES,
  SHARED_KERNEL,
} from './kernel.mjs';

// who asks: the vault looks up the session itself (design 4.1)
const SESSIONS = ['lib/sessions'];
const VAULT_KERNEL = [
  'lib/jobs',
  'lib/metrics',
  'lib/tracing',
  'vault/env',
  'vault/runtime/batch',
  'vault/runtime/clocks',
  'vault/runtime/deadlines',
  'vault/runtime/retry-write',
  'vault/runtime/single-flight',
  'vault/runtime/tasks',
];
// what a statement about tokens asks for holds
const HOLDS = ['vault/holds/in-force'];
const VAULT_ACT = [...DATA, ...VAULT_KERNEL, 'vault/keys', 'vault/wise', 'vault/alarms'];
// the only writers of public.connections and of what customers are told; of registrations
const CONNECTION_WRITERS = ['vault/connections/connection-row', 'vault/connections/notices'];
const REGISTRATION_ROW = ['vault/registrations/registration-row', 'vault/registrations/registration-code'];

/** @type {Record<string, string[]>} */
export const VAULT_MODULES = {
  'vault/env': ['lib/errors', 'lib/log', 'lib/env'],
  'vault/runtime/deadlines': ['lib/contract'],
  'vault/runtime/tasks': ['lib/log'],
  'vault/runtime/batch': ['lib/db'],
  'vault/runtime/clocks': [],
  'vault/runtime/single-flight': [],
  'vault/runtime/retry-write': ['lib/db', 'vault/runtime/deadlines'],
  'vault/keys': SHARED_KERNEL,
  'vault/root-keys': [...SHARED_KERNEL, 'vault/env', 'vault/keys'],
  'vault/wise': [...SHARED_KERNEL, ...VAULT_KERNEL, 'vault/keys'],
  'vault/alarms': [...DATA, ...VAULT_KERNEL],
  // signs and encrypts what goes to Wise, opens what comes back
  'vault/jose': [...DATA, ...VAULT_KERNEL, 'vault/keys', 'vault/wise', 'vault/alarms'],
  // ring keys in the database: who wraps them, which state each is in, and bringing them into the ring
  'vault/ring-keys': [
    ...DATA,
    ...VAULT_KERNEL,
    'vault/keys',
    'vault/root-keys',
    'vault/alarms',
    'vault/rewrap/sealed-tables',
  ],
  'vault/audit': [...DATA, ...VAULT_KERNEL, 'vault/keys', 'vault/alarms', 'vault/ring-keys', 'vault/step-up'],
  // what we may send to Wise now: its limits, our pauses, the deployment's refresh rate
  'vault/limits': [...DATA, ...VAULT_KERNEL, 'vault/wise', 'vault/alarms'],
  // the life of our client certificates towards Wise
  'vault/certificates': [...DATA, ...VAULT_KERNEL, 'vault/wise', 'vault/alarms'],
  // whether Wise can be reached, and has the version that we call
  'vault/probe': [...DATA, ...VAULT_KERNEL, 'vault/wise', 'vault/alarms'],
  // what our own client shows Wise
  'vault/credentials': [...DATA, ...VAULT_KERNEL, 'vault/keys', 'vault/wise', 'vault/limits', 'vault/alarms'],
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
  // what staff approve with a passkey, and the passkeys
  'vault/step-up': [...DATA, ...VAULT_KERNEL, 'vault/keys', 'vault/connections/caller'],
  'vault/passkeys': [...DATA, ...VAULT_KERNEL, 'vault/keys', 'vault/step-up'],
  // who works here: what admins do to colleagues
  'vault/staff': [...DATA, ...VAULT_KERNEL, 'vault/step-up'],
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
  // what staff add to a connection by hand
  'vault/follow-up': [
    ...DATA,
    ...VAULT_KERNEL,
    ...SESSIONS,
    'vault/connections/authorise',
    'vault/connections/caller',
  ],
  // the acts on one connection, done to many: each by the code of the single act
  'vault/bulk-acts': [
    ...DATA,
    ...VAULT_KERNEL,
    'vault/connections',
    'vault/follow-up',
    'vault/grants',
    'vault/keys',
    'vault/step-up',
    'vault/jobs/jobs',
  ],
  // customers who are signed in with the partner
  'vault/connect-sessions': [
    ...VAULT_ACT,
    ...SESSIONS,
    'vault/exchanges',
    'vault/registrations/registration-row',
  ],
  'vault/exchanges': [
    ...VAULT_ACT,
    'vault/limits',
    'vault/grants',
    'vault/connections',
    'vault/registrations/registration-row',
  ],
  // grants that the partner brings from its own store
  'vault/imports': [...VAULT_ACT, ...FOR_IMPORTS],
  // API tokens of the partner's own account
  'vault/personal-tokens': [...VAULT_ACT, ...HOLDS, ...FOR_PERSONAL_TOKENS],
  // Wise users that the partner makes: from a code of ours to an ordinary exchange
  'vault/registrations': [
    ...VAULT_ACT,
    'vault/credentials',
    ...REGISTRATION_ROW,
    'vault/exchanges',
    'vault/grants',
    'vault/connections',
  ],
  // what stops the issuing of tokens
  'vault/holds/in-force': ['lib/env', 'lib/errors'],
  'vault/holds': [...DATA, ...VAULT_KERNEL, 'vault/step-up'],
  // a suspected breach, from the hold to the signed report
  'vault/incidents': [
    ...DATA,
    ...VAULT_KERNEL,
    'vault/keys',
    'vault/audit/export-lines',
    'vault/holds',
    'vault/step-up',
    'vault/jobs/jobs',
    'vault/api-keys/revoke-key',
    'vault/grants/bring-forward',
  ],
  'vault/api-keys': [...DATA, ...VAULT_KERNEL, ...HOLDS, 'vault/keys', 'vault/alarms'],
  // who was given which token, written before it leaves; what becomes of it
  'vault/access-records': [...DATA, ...VAULT_KERNEL, 'vault/jobs/jobs'],
  'vault/access-use': [...DATA, ...VAULT_KERNEL, 'vault/jobs/jobs'],
  'vault/failed-calls': [...DATA, ...VAULT_KERNEL, 'vault/wise'],
  // what proves who we are, and when it ends, for staff
  'vault/inventory': [...DATA, ...VAULT_KERNEL, ...FOR_INVENTORY],
  // whether an environment can go live: asks Wise about all of it
  'vault/readiness': [...DATA, ...VAULT_KERNEL, ...FOR_READINESS],
  // connections by day, for staff's first page
  'vault/connection-days': [...DATA, ...VAULT_KERNEL, 'vault/jobs/jobs'],
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
  'vault/sca': [
    ...DATA,
    ...VAULT_KERNEL,
    ...HOLDS,
    ...SESSIONS,
    'vault/access-records',
    'vault/keys',
    'vault/wise',
    'vault/grants',
    'vault/jose',
    'vault/connections/caller',
  ],
  'vault/calls': [
    ...VAULT_ACT,
    ...HOLDS,
    'vault/jose',
    'vault/credentials',
    'vault/limits',
    'vault/access-records',
    'vault/grants',
    'vault/api-keys',
    'vault/personal-tokens',
    'vault/sca',
    'vault/vends',
    'vault/failed-calls',
  ],
  // what happened to connections, told to the partner
  'vault/events': [...DATA, ...VAULT_KERNEL, ...FOR_EVENTS],
  // what Wise tells us: stored, sorted out, applied
  'vault/webhooks': [
    ...VAULT_ACT,
    ...HOLDS,
    'vault/limits',
    'vault/access-records',
    'vault/grants',
    ...CONNECTION_WRITERS,
    'vault/events',
    'vault/jobs/jobs',
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
  ],
  // the description of the partner API, for machines and for people
  'vault/openapi': [...SHARED_KERNEL],
  'vault/routes': [
    ...DATA,
    ...VAULT_KERNEL,
    ...SESSIONS,
    'vault/keys',
    'vault/api-keys',
    'vault/calls',
    'vault/credentials',
    'vault/connect-sessions',
    'vault/exchanges',
    'vault/registrations',
    'vault/personal-tokens',
    'vault/connections',
    'vault/staff',
    'vault/follow-up',
    'vault/grants',
    'vault/holds',
    'vault/incidents',
    'vault/second-acts',
    'vault/bulk-acts',
    'vault/vends',
    'vault/sca',
    'vault/step-up',
    'vault/passkeys',
    'vault/audit',
    'vault/alarms',
    'vault/webhooks',
    'vault/events',
    'vault/openapi',
    'vault/inventory',
    'vault/readiness',
    'vault/personal-data',
    'lib/standings',
  ],
  // wiring
  // what Prometheus is told besides what listeners count
  'vault/metrics': [...DATA, ...VAULT_KERNEL, 'vault/wise'],
  'vault/runtime/context': [
    ...VAULT_ACT,
    'vault/ring-keys/root-keys',
    'vault/jose',
    'vault/limits',
    'vault/credentials',
    'vault/access-records',
    'vault/grants',
    'vault/api-keys',
    'vault/vends',
    'vault/failed-calls',
  ],
  'vault/jobs': [...DATA, ...VAULT_KERNEL, 'vault/alarms'],
  'vault/retention': [...DATA, ...VAULT_KERNEL, 'lib/retention', 'vault/jobs'],
  // moves sealed records from one ring key to another, through what each owner says of its table
  'vault/rewrap': [
    ...DATA,
    ...VAULT_KERNEL,
    'vault/keys',
    'vault/audit/in-transaction',
    'vault/jobs/jobs',
    ...SEALED_TABLES,
  ],
  // which act two people approved
  'vault/second-acts': ['lib/contract', 'vault/step-up/approve-second', 'vault/incidents', 'vault/bulk-acts'],
  // which act does which job
  'vault/job-handlers': ['lib/retention', 'vault'],
  'vault/server': [...DATA, ...VAULT_KERNEL, 'vault'],
  'vault/main': [...DATA, ...VAULT_KERNEL, 'vault'],
};
