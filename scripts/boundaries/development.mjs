// The rows of what is no product code: tests, benchmarks, scripts; and what tests may import.

/** Plain JavaScript that scripts use before anything is compiled. */
const PLAIN = [
  'lib/env',
  'lib/db',
  'scripts/error',
  'scripts/paths',
  'scripts/ports',
  'scripts/process-table',
  'scripts/prepare',
  'scripts/arguments',
];

/** @type {Record<string, string[]>} */
export const DEVELOPMENT_MODULES = {
  // what several suites of tests share
  test: [...PLAIN, 'scripts/db'],
  // a connection with its grant, for the vault's tests and the benchmarks
  'test/link-grant': ['vault/grants', 'vault/runtime/context'],
  // the race of refreshes, for the same
  'test/refresh-race': ['lib/errors', 'vault/grants', 'vault/runtime'],
  // a partner's endpoint for events, for the same
  'test/event-receiver': ['lib/contract'],
  // the product through its entry points: HTTP, browser, database, signals; beside that, words and limits that it shows
  e2e: [
    ...PLAIN,
    'test',
    // stands alone, with whoever keeps exports
    'cli/verify-audit-export',
    'scripts/db/cluster',
    'scripts/db/roles',
    'scripts/supervise/env',
    'web/attempts/limits',
    'web/attempts/outcomes',
    'lib/contract/api-key-scopes',
    'web/attempts/attempt-message',
    'web/auth/problems',
    'web/connections/receipt',
    'web/http/probes',
    'web/rate-limits/consume',
    // which routes there are
    'vault/env/vault-env',
    'vault/server',
  ],
  // measures single acts of both processes
  bench: [
    ...PLAIN,
    'lib',
    'web',
    'vault',
    'test',
    'scripts/db/roles',
    'scripts/build/bundle',
    'scripts/start/heaps',
  ],
  prisma: ['scripts/db/roles'],
  // stands for somebody else's project: the SDK alone
  'examples/partner-app': [],

  // scripts: what every other one uses, for Node alone
  scripts: [],
  // what runs in production, for Node alone with production's packages
  'scripts/start': [...PLAIN, 'scripts/db', 'scripts/supervise'],
  'scripts/supervise': [...PLAIN, 'scripts/db'],
  'scripts/db': [
    ...PLAIN,
    'scripts/start/settings',
    'scripts/supervise/addresses',
    'scripts/db/new-migration',
  ],
  'scripts/command': [
    ...PLAIN,
    'scripts/db',
    'scripts/dev/settings',
    'scripts/dev/is-of-development',
    'scripts/supervise/env',
    'scripts/start/settings',
    'scripts/commands',
  ],
  // development and CI
  'scripts/db/new-migration': [...PLAIN, 'test/database/cluster'],
  'scripts/db/schema-engine': ['scripts/error'],
  'scripts/build': [...PLAIN, 'scripts/commands'],
  'scripts/dev': [...PLAIN, 'scripts/supervise'],
  'scripts/example': [...PLAIN, 'scripts/dev/settings', 'scripts/supervise/end-with-npm', 'scripts/sdk'],
  'scripts/emulator': [...PLAIN, 'scripts/supervise/end-with-npm'],
  'scripts/test': [...PLAIN, 'test/browser/chromium'],
  'scripts/boundaries': PLAIN,
  'scripts/figures': PLAIN,
  'scripts/sdk': PLAIN,
  'scripts/sdk-pack': [...PLAIN, 'scripts/sdk'],
  'scripts/openapi': [...PLAIN, 'vault/openapi', 'scripts/sdk'],
  'scripts/icons': [...PLAIN, 'app/brand/icon-drawing', 'test/browser/chromium'],
  'scripts/screenshots': [...PLAIN, 'e2e', 'test'],
  // the whole product, a long while: fail-over and soak
  'scripts/endurance': [...PLAIN, 'e2e', 'test'],
  // the steps of the Dockerfile; the samples of proxies
  'scripts/image': [...PLAIN, 'scripts/commands', 'scripts/start/heaps', 'test'],
  'scripts/image-check': [...PLAIN, 'scripts/image', 'test'],
  'scripts/proxy-check': [...PLAIN, 'e2e', 'test'],
  'scripts/failover': [...PLAIN, 'e2e', 'test', 'scripts/endurance'],
  'scripts/soak': [...PLAIN, 'e2e', 'test', 'scripts/endurance'],
  'playwright.config': ['test/browser/chromium'],
  'vitest.config': [],
  'next.config': [],
  'postcss.config': [],
  'prisma.config': PLAIN,
};

/** What is no product code: it may use any package, and read the environment. */
export const DEVELOPMENT = [
  'test',
  'e2e',
  'bench',
  'prisma',
  'examples',
  'scripts',
  'playwright.config',
  'vitest.config',
  'next.config',
  'postcss.config',
  'prisma.config',
];

const TEST_SUPPORT = ['test', 'lib', 'scripts/db', 'scripts/paths', 'scripts/ports', 'package.json'];
/**
 * What tests and their support (`testing/`) may import beside their own top folder.
 * @type {Record<string, string[]>}
 */
export const TESTS_MAY_IMPORT = {
  lib: [
    ...TEST_SUPPORT,
    'web/env',
    'vault/env',
    // who starts the sessions that lib looks up
    'web/auth/testing',
    'web/customers',
    'web/sessions',
  ],
  web: [...TEST_SUPPORT, 'cli/staff/rebind', 'components/ui/without-javascript'],
  // both ends of the internal API, and what the partner API is documented to answer
  vault: [...TEST_SUPPORT, 'web/vault-client', 'docs/partner-api.openapi.json'],
  app: [...TEST_SUPPORT, 'web', 'components', 'proxy'],
  components: TEST_SUPPORT,
  cli: [...TEST_SUPPORT, 'vault', 'web/sessions'],
  proxy: [...TEST_SUPPORT, 'web'],
  bench: [...TEST_SUPPORT, 'vault', 'web'],
  scripts: [
    ...TEST_SUPPORT,
    'cli/check-env',
    // what the guide for partners says is run against a vault
    'vault/server',
    'vault/testing',
    'vault/env',
    'vault/runtime/deadlines',
    'web/env',
    'web/attempts/handle-callback',
  ],
  docs: [...TEST_SUPPORT, 'vault/routes', 'scripts/boundaries/modules'],
  test: [...TEST_SUPPORT, 'scripts'],
  prisma: TEST_SUPPORT,
  // a package of its own
  packages: [],
};
