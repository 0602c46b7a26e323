/** Where settings are read. The emulator imports nothing of ours: its command and its contract tests read theirs. */
export const MAY_READ_ENVIRONMENT = [
  'lib/env',
  'web/env',
  'vault/env',
  'packages/wise-emulator/contract/openapi-file',
  'packages/wise-emulator/src/cli',
];

/**
 * Packages that only these modules may import. A name stands for its subpaths too.
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
    'packages/wise-emulator/testing',
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
    'vault/jobs',
  ],
  oauth4webapi: ['vault/wise'],
  'graphile-worker': ['vault/jobs', 'scripts'],
  'lossless-json': [
    'vault/wise',
    'packages/wise-emulator/src',
    'packages/wise-emulator/contract',
    'packages/wise-emulator/testing',
  ],
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
