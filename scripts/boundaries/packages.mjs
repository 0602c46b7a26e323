/** Where settings are read. The emulator imports nothing of ours: its command and its contract tests read theirs. */
export const MAY_READ_ENVIRONMENT = [
  'lib/env',
  'web/env',
  'vault/env',
  'packages/wise-emulator/contract/openapi-file',
  'packages/wise-emulator/src/cli',
];

const EMULATOR = ['', '/kernel', '/security', '/webhooks', '/oauth', '/api', '/console'].map(
  (folder) => `packages/wise-emulator/src${folder}`,
);

/**
 * Packages that only these modules may import. A name stands for its subpaths too.
 * @type {Record<string, string[]>}
 */
export const PACKAGES = {
  // hashes and comparisons in lib, everything else in the vault's crypto
  'node:crypto': [
    'vault/keys',
    'lib/hash',
    'web/attempts',
    'vault/audit',
    // stands alone, with whoever keeps exports
    'cli/verify-audit-export',
    'cli/verify-incident-report',
    'cli/seal-grants',
    // reads certificates, makes no secret
    'lib/env',
    'proxy',
    ...EMULATOR,
    'packages/wise-emulator/contract',
    'packages/wise-emulator/testing',
    // verifies events, in the partner's own process
    'packages/sdk/src',
  ],
  // for the example and tests
  '@connect-wise/sdk': [],
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
  bowser: ['web/sessions'],
  'csv-stringify': ['web/connections'],
  'graphile-worker': ['vault/jobs', 'scripts'],
  'lossless-json': [
    'vault/wise',
    ...EMULATOR,
    'packages/wise-emulator/contract',
    'packages/wise-emulator/testing',
  ],
  // optional, loaded when such a root key is set
  pkcs11js: ['vault/root-keys'],
  '@aws-sdk/client-kms': ['vault/root-keys'],
  '@simplewebauthn/server': ['vault/step-up'],
  '@simplewebauthn/browser': ['components'],
  // components: a token that the page seals for the vault
  jose: ['vault/jose', 'components', 'packages/wise-emulator/src/security'],
  ajv: ['packages/wise-emulator/contract'],
  'ajv-formats': ['packages/wise-emulator/contract'],
  yaml: ['packages/wise-emulator/contract'],
  '@peculiar/x509': ['cli', 'packages/wise-emulator/src/kernel'],
  'reflect-metadata': ['cli', 'packages/wise-emulator/src/kernel'],
  // every request goes through lib/net/outbound; the transport makes the connections it goes over
  undici: ['lib/net', 'vault/wise', 'web/vault-client'],
  pino: ['lib/log'],
  standardwebhooks: ['vault/events'],
  'prom-client': ['lib/metrics'],
  '@opentelemetry/api': ['lib/tracing'],
  '@opentelemetry/core': ['lib/tracing'],
  '@opentelemetry/exporter-trace-otlp-http': ['lib/tracing'],
  '@opentelemetry/resources': ['lib/tracing'],
  '@opentelemetry/sdk-trace': ['lib/tracing'],
  fastify: ['vault/routes', 'vault/server', ...EMULATOR],
  nodemailer: ['web/mail'],
  'next-auth': ['web/auth', 'web/sessions/sealed-cookie', 'lib/env'],
  // on which next-auth stands: begins a sign-in (decision 036)
  'openid-client': ['web/auth', 'packages/wise-emulator/contract'],
};
