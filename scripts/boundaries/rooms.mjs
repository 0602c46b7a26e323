// The table of rooms: what each may import at run time. What is not listed is forbidden. Adding a room means adding
// its row here and in CONTRIBUTING.md. An entry is a room or one file of a room (without its extension).

const GROUND = ['lib/errors', 'lib/log', 'lib/env', 'lib/net', 'lib/text', 'lib/contract'];
const DATA = [...GROUND, 'lib/db', 'lib/audit'];
// settings, the request's own helpers and the database handle are every act's in web
const WEB_GROUND = [...GROUND, 'lib/hash', 'web/env', 'web/http'];
const WEB_ACT = [...WEB_GROUND, ...DATA, 'web/db', 'lib/sessions', 'web/sessions'];
// who asks: the vault looks up the session itself (design 4.1)
const SESSIONS = ['lib/sessions/customer-session', 'lib/sessions/staff-session'];
const VAULT_GROUND = ['lib/jobs', 'vault/env', 'vault/runtime/deadlines', 'vault/runtime/tasks'];

/** Where settings are read. The emulator imports nothing of ours: its command and its contract tests read theirs. */
export const MAY_READ_ENVIRONMENT = [
  'lib/env',
  'web/env',
  'vault/env',
  'packages/wise-emulator/contract/openapi-file',
  'packages/wise-emulator/src/cli',
];

/** @type {Record<string, string[]>} */
export const ROOMS = {
  // the ground both processes stand on
  'lib/errors': [],
  'lib/text': [],
  'lib/log': ['lib/errors'],
  // what the two processes say to each other and to the partner's back end, each vocabulary once
  'lib/contract': ['lib/env/wise', 'lib/log/secret', 'lib/text'],
  'lib/env': ['lib/errors', 'lib/log'],
  'lib/net': ['lib/errors', 'lib/log', 'lib/env'],
  'lib/db': ['lib/errors', 'lib/log', 'lib/env'],
  'lib/hash': ['lib/log'],
  'lib/audit': [...GROUND, 'lib/db'],
  'lib/jobs': [],
  'lib/retention': [...GROUND, 'lib/db', 'lib/jobs'],
  // who a session token belongs to: web asks for its pages, the vault again for each act
  'lib/sessions': [...DATA, 'lib/hash'],

  // what only web runs
  'web/env': ['lib/errors', 'lib/log', 'lib/env'],
  'web/db': [...GROUND, 'lib/db', 'web/env'],
  // the one word it takes from the database: whether a failure is the database's
  'web/http': [
    'lib/errors',
    'lib/log',
    'lib/env',
    'lib/text',
    'lib/contract',
    'lib/hash',
    'lib/db/database-failure',
    'web/env',
  ],
  'web/audit': DATA,
  // what the sessions of both audiences have in common
  'web/sessions': DATA,
  // staff's look-up by reference asks for their role as the connections do
  'web/attempts': [
    ...WEB_ACT,
    'web/customers',
    'web/rate-limits',
    'web/vault-client',
    'web/connections/staff-access',
  ],
  'web/connections': [...WEB_ACT, 'web/audit'],
  'web/customers': WEB_ACT,
  'web/staff': WEB_ACT,
  // what staff hear of from web itself: the vault's silence, the mail server's refusal
  'web/alarms': [...DATA, 'lib/jobs', 'web/vault-client'],
  // a mailed receipt has the words of the page
  'web/mail': [...WEB_ACT, 'lib/jobs', 'web/alarms', 'web/connections/receipt-words'],
  'web/rate-limits': WEB_ACT,
  'web/auth': [...WEB_ACT, 'web/customers', 'web/staff', 'web/mail', 'web/rate-limits'],
  'web/vault-client': [...GROUND, 'web/env'],
  components: [],
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
    'web/attempts',
    'web/connections',
    'web/customers',
    'web/staff',
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
    ...WEB_GROUND,
    'web/alarms',
    'web/mail',
    'lib/retention',
    'web/db',
    'web/auth/provider-document',
  ],
  // the web's listener: knows the peer of a connection, which nothing inside Next does
  'web/server': WEB_GROUND,

  // the vault
  'vault/env': ['lib/errors', 'lib/log', 'lib/env'],
  'vault/runtime/deadlines': ['lib/contract'],
  'vault/runtime/tasks': ['lib/log'],
  'vault/keys': GROUND,
  'vault/wise': [...GROUND, ...VAULT_GROUND, 'vault/keys'],
  'vault/alarms': [...DATA, ...VAULT_GROUND],
  'vault/audit': [...DATA, ...VAULT_GROUND, 'vault/keys', 'vault/alarms'],
  'vault/grants': [...DATA, ...VAULT_GROUND, 'vault/keys', 'vault/wise', 'vault/alarms'],
  'vault/connections': [...DATA, ...VAULT_GROUND, ...SESSIONS, 'vault/grants', 'vault/wise', 'vault/alarms'],
  'vault/exchanges': [
    ...DATA,
    ...VAULT_GROUND,
    'vault/keys',
    'vault/wise',
    'vault/grants',
    'vault/connections',
    'vault/alarms',
  ],
  'vault/routes': [
    ...DATA,
    ...VAULT_GROUND,
    ...SESSIONS,
    'vault/keys',
    'vault/exchanges',
    'vault/connections',
    'vault/grants',
    'vault/audit',
    'vault/alarms',
  ],
  // wiring
  'vault/runtime/context': [
    ...DATA,
    ...VAULT_GROUND,
    'vault/keys',
    'vault/wise',
    'vault/grants',
    'vault/alarms',
  ],
  'vault/server': [...DATA, ...VAULT_GROUND, 'lib/retention', 'vault'],
  'vault/main': [...DATA, ...VAULT_GROUND, 'vault'],

  // operators' commands: product code, run by scripts/command.mjs
  cli: [...DATA, 'lib/hash', 'lib/sessions', 'vault', 'scripts/db/roles'],
  // before anything starts, one try names what is wrong in either process's settings
  'cli/check-env': ['lib/env', 'web/env', 'vault/env'],

  // only through what its package.json exports; tests and development scripts alone
  'packages/wise-emulator/src': [],
  'packages/wise-emulator/contract': ['packages/wise-emulator/src', 'packages/wise-emulator/testing'],
  'packages/wise-emulator/testing': ['packages/wise-emulator/src', 'packages/wise-emulator/contract'],
};

/**
 * What a room may name in `import type` besides: it is erased, so no code comes with it.
 * @type {Record<string, string[]>}
 */
export const TYPES = {
  components: ['lib', 'web'],
  app: ['lib', 'web'],
  vault: ['vault/runtime/context'],
};

/**
 * Packages that only these rooms may import. A name stands for its subpaths too.
 * @type {Record<string, string[]>}
 */
export const PACKAGES = {
  // hashes and comparisons in lib, everything else in the vault's crypto
  'node:crypto': [
    'vault/keys',
    'web/env',
    'lib/hash',
    'web/attempts',
    'lib/audit',
    'web/http',
    'vault/audit',
    // reads certificates, makes no secret
    'lib/env',
    'proxy',
    'packages/wise-emulator/src',
    'packages/wise-emulator/contract',
  ],
  // for tests
  'wise-emulator': [],
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
  'lossless-json': ['vault/wise', 'packages/wise-emulator/src', 'packages/wise-emulator/contract'],
  jose: ['packages/wise-emulator/src'],
  ajv: ['packages/wise-emulator/contract'],
  'ajv-formats': ['packages/wise-emulator/contract'],
  yaml: ['packages/wise-emulator/contract'],
  '@peculiar/x509': ['packages/wise-emulator/src'],
  'reflect-metadata': ['packages/wise-emulator/src'],
  undici: ['lib/net'],
  pino: ['lib/log'],
  fastify: ['vault/routes', 'vault/server', 'packages/wise-emulator/src'],
  nodemailer: ['web/mail'],
  'next-auth': ['web/auth', 'lib/env'],
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
      'wise-emulator',
      'e2e',
      'bench',
      'scripts',
      'web',
      'server-only',
      'next',
      'react',
      'next-auth',
    ],
    why: 'the vault carries no web code',
  },
  {
    from: 'app',
    never: ['vault', 'wise-emulator', 'e2e', 'bench', 'scripts', 'cli', 'fastify', 'oauth4webapi'],
    why: 'the web process holds nothing of the vault',
  },
  {
    from: 'components',
    never: ['node:*', 'pg', '@prisma/client', 'pino'],
    why: 'views are sent to browsers',
  },
  {
    from: 'packages/wise-emulator/src',
    never: ['lib', 'web', 'cli', 'vault', 'app', 'components', 'e2e', 'bench'],
    why: 'the emulator is no part of the product',
  },
];
