// The table of modules: what each may import at run time. What is not listed is forbidden. Adding a module means adding
// its row here and in CONTRIBUTING.md. An entry is a module or one file of a module (without its extension).

import { DEVELOPMENT_MODULES } from './development.mjs';
import { EMULATOR_MODULES } from './emulator.mjs';

const SHARED_KERNEL = ['lib/errors', 'lib/log', 'lib/env', 'lib/net', 'lib/text', 'lib/contract'];
const DATA = [...SHARED_KERNEL, 'lib/db', 'lib/audit'];
// settings, the request's own helpers and the database handle are every act's in web
const WEB_KERNEL = [...SHARED_KERNEL, 'lib/hash', 'web/env', 'web/http', 'web/messages'];
const WEB_ACT = [...WEB_KERNEL, ...DATA, 'web/db', 'lib/sessions', 'web/sessions'];
// who asks: the vault looks up the session itself (design 4.1)
const SESSIONS = ['lib/sessions'];
const VAULT_KERNEL = [
  'lib/jobs',
  'vault/env',
  'vault/runtime/batch',
  'vault/runtime/clocks',
  'vault/runtime/deadlines',
  'vault/runtime/retry-write',
  'vault/runtime/single-flight',
  'vault/runtime/tasks',
];

const VAULT_ACT = [...DATA, ...VAULT_KERNEL, 'vault/keys', 'vault/wise', 'vault/alarms'];
// the only writers of public.connections and of what customers are told; of registrations
const CONNECTION_WRITERS = ['vault/connections/connection-row', 'vault/connections/notices'];
const REGISTRATION_ROW = ['vault/registrations/registration-row', 'vault/registrations/registration-code'];

/** @type {Record<string, string[]>} */
export const MODULES = {
  // the shared kernel of both processes
  'lib/errors': [],
  'lib/text': [],
  'lib/log': ['lib/errors'],
  // what the two processes say to each other and to the partner's back end, each vocabulary once
  'lib/contract': ['lib/env/wise', 'lib/errors/codes', 'lib/log/secret', 'lib/text'],
  // its version is the product's
  'lib/env': ['lib/errors', 'lib/log', 'package.json'],
  'lib/net': ['lib/errors', 'lib/log', 'lib/env'],
  'lib/db': ['lib/errors', 'lib/log', 'lib/env'],
  'lib/hash': ['lib/log'],
  'lib/audit': [...SHARED_KERNEL, 'lib/db'],
  'lib/jobs': [],
  'lib/retention': [...SHARED_KERNEL, 'lib/db', 'lib/jobs'],
  'lib/standings': ['lib/contract', 'lib/env', 'lib/db'],
  // who a session token belongs to: web asks for its pages, the vault again for each act
  'lib/sessions': [...DATA, 'lib/hash'],

  // what only web runs
  'web/env': ['lib/errors', 'lib/log', 'lib/env'],
  'web/db': [...SHARED_KERNEL, 'lib/db', 'web/env'],
  // the one word it takes from the database: whether a failure is the database's
  'web/http': [...SHARED_KERNEL, 'lib/hash', 'lib/db/database-failure', 'web/env', 'web/messages'],
  'web/messages': [],
  'web/audit': [...DATA, 'web/messages'],
  // the sessions of both audiences: who is signed in, what a sign-in and a sign-out write
  'web/sessions': [...WEB_KERNEL, ...DATA, 'web/db', 'lib/sessions'],
  // staff's look-up by reference asks for their role as the connections do
  'web/attempts': [
    ...WEB_ACT,
    'web/customers',
    'web/rate-limits',
    'web/vault-client',
    'web/connections/staff-access',
  ],
  'web/connections': [...WEB_ACT, 'web/audit', 'lib/standings'],
  'web/webhooks': [...WEB_ACT, 'web/connections/staff-access'],
  // what Wise wants approved: for its customer, and for staff by role
  'web/approvals': [...WEB_ACT, 'web/vault-client', 'web/connections/staff-access'],
  'web/customers': WEB_ACT,
  'web/staff': WEB_ACT,
  // what staff hear of from web itself: the vault's silence, the mail server's refusal
  'web/alarms': [...DATA, 'lib/jobs', 'web/vault-client'],
  // a mailed receipt has the words of the page
  'web/mail': [...WEB_ACT, 'lib/jobs', 'web/alarms', 'web/connections/receipt'],
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
    'lib/sessions',
    'web/env',
    'web/http',
    'web/messages',
    'web/attempts',
    'web/approvals',
    'web/webhooks',
    'web/connections',
    'web/customers',
    'web/staff',
    'web/sessions',
    'web/mail',
    'web/rate-limits',
    'web/auth',
    'web/vault-client',
    // the handle that acts are given, and the schema's closed lists; queries stay in the acts
    'web/db',
    'lib/db/readiness',
    'lib/db/generated/enums',
    'web/audit/views',
  ],
  proxy: ['web/env', 'web/http'],
  instrumentation: ['instrumentation-node'],
  'instrumentation-node': [
    ...WEB_KERNEL,
    'web/alarms',
    'web/mail',
    'lib/retention',
    'web/db',
    'web/auth/provider-document',
  ],
  // the web's listener: knows the peer of a connection, which nothing inside Next does
  'web/server': WEB_KERNEL,

  // the vault
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
  'vault/audit': [...DATA, ...VAULT_KERNEL, 'vault/keys', 'vault/alarms', 'vault/ring-keys'],
  // what we may send to Wise now: its limits, our pauses, the deployment's refresh rate
  'vault/limits': [...DATA, ...VAULT_KERNEL, 'vault/wise', 'vault/alarms'],
  // the life of our client certificates towards Wise
  'vault/certificates': [...DATA, ...VAULT_KERNEL, 'vault/wise', 'vault/alarms'],
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
    'vault/registrations/registration-row',
    'vault/grants',
    'vault/wise',
    'vault/alarms',
  ],
  'vault/exchanges': [
    ...VAULT_ACT,
    'vault/limits',
    'vault/grants',
    'vault/connections',
    'vault/registrations/registration-row',
  ],
  // API tokens of the partner's own account
  'vault/personal-tokens': [...VAULT_ACT, 'vault/access-records', 'vault/grants', 'vault/api-keys'],
  // Wise users that the partner makes: from a code of ours to an ordinary exchange
  'vault/registrations': [
    ...VAULT_ACT,
    'vault/credentials',
    ...REGISTRATION_ROW,
    'vault/exchanges',
    'vault/grants',
    'vault/connections',
  ],
  'vault/api-keys': [...DATA, ...VAULT_KERNEL, 'vault/keys', 'vault/alarms'],
  // who was given which token, written before it leaves; what becomes of it
  'vault/access-records': [...DATA, ...VAULT_KERNEL, 'vault/jobs/jobs'],
  'vault/access-use': [...DATA, ...VAULT_KERNEL, 'vault/jobs/jobs'],
  // connections by day, for staff's first page
  'vault/connection-days': [...DATA, ...VAULT_KERNEL, 'vault/jobs/jobs'],
  'vault/sca': [
    ...DATA,
    ...VAULT_KERNEL,
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
    'vault/jose',
    'vault/credentials',
    'vault/limits',
    'vault/access-records',
    'vault/grants',
    'vault/api-keys',
    'vault/personal-tokens',
    'vault/sca',
  ],
  // what Wise tells us: stored, sorted out, applied
  'vault/webhooks': [
    ...VAULT_ACT,
    'vault/limits',
    'vault/access-records',
    'vault/grants',
    ...CONNECTION_WRITERS,
    'vault/jobs/jobs',
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
    'vault/exchanges',
    'vault/registrations',
    'vault/personal-tokens',
    'vault/connections',
    'vault/grants',
    'vault/sca',
    'vault/audit',
    'vault/alarms',
    'vault/webhooks',
    'vault/openapi',
    'lib/standings',
  ],
  // wiring
  'vault/runtime/context': [
    ...VAULT_ACT,
    'vault/ring-keys/root-keys',
    'vault/jose',
    'vault/limits',
    'vault/credentials',
    'vault/access-records',
    'vault/grants',
    'vault/api-keys',
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
    'vault/grants',
    'vault/sca',
    'vault/registrations/registration-code',
    'vault/personal-tokens',
  ],
  // which act does which job
  'vault/job-handlers': ['lib/retention', 'vault'],
  'vault/server': [...DATA, ...VAULT_KERNEL, 'vault'],
  'vault/main': [...DATA, ...VAULT_KERNEL, 'vault'],

  // operators' commands: product code, run by scripts/command.mjs
  cli: [...DATA, 'lib/hash', 'lib/sessions', 'vault', 'scripts/db/roles', 'scripts/arguments'],
  // before anything starts, one try names what is wrong in either process's settings
  'cli/check-env': ['lib/env', 'web/env', 'vault/env'],

  ...EMULATOR_MODULES,
  ...DEVELOPMENT_MODULES,
};

/**
 * What a module may name in `import type` besides: it is erased, so no code comes with it.
 * @type {Record<string, string[]>}
 */
export const TYPES = {
  'web/messages': ['lib', 'web'],
  components: ['lib', 'web'],
  app: ['lib', 'web'],
  vault: ['vault/runtime/context'],
};
