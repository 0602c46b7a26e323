// The table of rooms: what each may import at run time. What is not listed is forbidden. Adding a room means adding
// its row here and in CONTRIBUTING.md. An entry is a room or one file of a room (without its extension).

const GROUND = ['lib/errors', 'lib/log', 'lib/env', 'lib/net', 'lib/text'];
const DATA = [...GROUND, 'lib/db', 'lib/audit'];
const WEB_ACT = [...DATA, 'lib/http'];
// who asks: the vault looks up the session itself (design 4.1)
const SESSIONS = ['lib/customers/session', 'lib/staff/session'];
const VAULT_GROUND = ['vault/deadlines', 'vault/repeat', 'vault/tasks'];

/** Where settings are read. The emulator imports nothing of ours, so its contract tests read theirs themselves. */
export const MAY_READ_ENVIRONMENT = ['lib/env', 'emulator/contract/openapi-file'];

/** @type {Record<string, string[]>} */
export const ROOMS = {
  // the ground both processes stand on
  'lib/errors': [],
  'lib/text': [],
  'lib/log': ['lib/errors'],
  'lib/env': ['lib/errors', 'lib/log'],
  'lib/net': ['lib/errors', 'lib/log', 'lib/env'],
  'lib/db': ['lib/errors', 'lib/log', 'lib/env'],
  // the one word it takes from the database: whether a failure is the database's
  'lib/http': ['lib/errors', 'lib/log', 'lib/env', 'lib/text', 'lib/db/database-failure'],
  'lib/audit': [...GROUND, 'lib/db'],
  'lib/retention': [...GROUND, 'lib/db'],

  // the web's acts and views
  // staff's look-up by reference asks for their role as the connections do
  'lib/attempts': [...WEB_ACT, 'lib/customers', 'lib/connections/staff-access'],
  'lib/connections': WEB_ACT,
  'lib/customers': [...WEB_ACT, 'lib/sessions'],
  'lib/staff': [...WEB_ACT, 'lib/sessions'],
  // what the sessions of both audiences have in common
  'lib/sessions': DATA,
  // what staff hear of from web itself: the vault's silence, the mail server's refusal
  'lib/alarms': [...DATA, 'lib/vault-client'],
  // a mailed receipt has the words of the page
  'lib/mail': [...WEB_ACT, 'lib/alarms', 'lib/connections/receipt-words'],
  'lib/limits': WEB_ACT,
  'lib/sign-in': [...WEB_ACT, 'lib/customers', 'lib/staff', 'lib/mail', 'lib/limits'],
  'lib/vault-client': GROUND,
  'lib/brand': GROUND,
  components: [],
  app: [
    'components',
    'lib/errors',
    'lib/env',
    'lib/log',
    'lib/text',
    'lib/http',
    'lib/attempts',
    'lib/connections',
    'lib/customers',
    'lib/staff',
    'lib/mail',
    'lib/limits',
    'lib/sign-in',
    'lib/vault-client',
    'lib/brand',
    // the handle that acts are given, and the schema's closed lists; queries stay in the acts
    'lib/db/web',
    'lib/db/readiness',
    'lib/db/generated/enums',
    'lib/audit/views',
  ],
  proxy: ['lib/env', 'lib/http'],
  instrumentation: ['instrumentation-node'],
  'instrumentation-node': [
    ...GROUND,
    'lib/http',
    'lib/alarms',
    'lib/mail',
    'lib/retention',
    'lib/db/web',
    'lib/sign-in/provider-document',
  ],
  // the web's listener: knows the peer of a connection, which nothing inside Next does
  web: [...GROUND, 'lib/http'],

  // the vault
  'vault/deadlines': [],
  'vault/repeat': ['lib/log'],
  'vault/tasks': ['lib/log'],
  'vault/crypto': GROUND,
  'vault/wise': [...GROUND, ...VAULT_GROUND, 'vault/crypto'],
  'vault/alarms': [...DATA, ...VAULT_GROUND],
  'vault/audit': [...DATA, ...VAULT_GROUND, 'vault/crypto', 'vault/alarms'],
  'vault/grants': [...DATA, ...VAULT_GROUND, 'vault/crypto', 'vault/wise', 'vault/alarms'],
  'vault/connections': [...DATA, ...VAULT_GROUND, ...SESSIONS, 'vault/grants', 'vault/wise', 'vault/alarms'],
  'vault/exchanges': [
    ...DATA,
    ...VAULT_GROUND,
    'vault/crypto',
    'vault/wise',
    'vault/grants',
    'vault/connections',
    'vault/alarms',
  ],
  'vault/routes': [
    ...DATA,
    ...VAULT_GROUND,
    ...SESSIONS,
    'vault/crypto',
    'vault/exchanges',
    'vault/connections',
    'vault/grants',
    'vault/audit',
    'vault/alarms',
  ],
  // wiring
  'vault/context': [...DATA, ...VAULT_GROUND, 'vault/crypto', 'vault/wise', 'vault/grants', 'vault/alarms'],
  'vault/server': [...DATA, ...VAULT_GROUND, 'lib/retention', 'vault'],
  'vault/main': [...DATA, ...VAULT_GROUND, 'vault'],

  emulator: [],
};

/** What a room may name in `import type` besides: it is erased, so no code comes with it. */
export const TYPES = {
  components: ['lib'],
  app: ['lib'],
  vault: ['vault/context'],
};

/** Packages that only these rooms may import. A name stands for its subpaths too. */
export const PACKAGES = {
  // hashes and comparisons in lib, everything else in the vault's crypto
  'node:crypto': [
    'vault/crypto',
    'lib/attempts',
    'lib/audit',
    'lib/http',
    'vault/audit',
    // reads certificates, makes no secret
    'lib/env',
    'proxy',
    'emulator',
  ],
  '@prisma/client': ['lib/db'],
  '@prisma/adapter-pg': ['lib/db'],
  pg: [
    'lib/db',
    'lib/audit',
    'vault/audit',
    'vault/grants',
    'vault/exchanges',
    'vault/connections',
    'vault/alarms',
  ],
  oauth4webapi: ['vault/wise'],
  'lossless-json': ['vault/wise', 'emulator'],
  jose: ['emulator'],
  'openid-client': ['emulator'],
  'simple-oauth2': ['emulator'],
  ajv: ['emulator'],
  'ajv-formats': ['emulator'],
  yaml: ['emulator'],
  '@peculiar/x509': ['emulator'],
  'reflect-metadata': ['emulator'],
  undici: ['lib/net'],
  pino: ['lib/log'],
  fastify: ['vault/routes', 'vault/server', 'emulator'],
  nodemailer: ['lib/mail'],
  'next-auth': ['lib/sign-in', 'lib/env'],
};

/**
 * What must not be reached from a starting point through any chain of run-time imports: files, folders or packages.
 * @type {{ from: string; never: string[]; why: string }[]}
 */
export const REACH = [
  {
    from: 'vault',
    never: [
      'app',
      'components',
      'emulator',
      'e2e',
      'bench',
      'scripts',
      'lib/env/web',
      'server-only',
      'next',
      'react',
      'next-auth',
    ],
    why: 'the vault carries no web code',
  },
  {
    from: 'app',
    never: ['vault', 'emulator', 'e2e', 'bench', 'scripts', 'lib/env/vault', 'fastify', 'oauth4webapi'],
    why: 'the web process holds nothing of the vault',
  },
  {
    from: 'components',
    never: ['node:*', 'pg', '@prisma/client', 'pino'],
    why: 'views are sent to browsers',
  },
  {
    from: 'emulator',
    never: ['lib', 'vault', 'app', 'components', 'e2e', 'bench'],
    why: 'the emulator is no part of the product',
  },
];
