import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

const require = createRequire(import.meta.url);
// `server-only` throws outside React's server condition; its empty twin is what a server build sees.
const serverOnly = require.resolve('server-only').replace(/index\.js$/, 'empty.js');

const shared = {
  resolve: { alias: { 'server-only': serverOnly } },
  oxc: { jsx: { runtime: 'automatic' as const } },
};
const exclude = [
  '**/node_modules/**',
  '.next/**',
  'dist/**',
  '.data/**',
  'e2e/**',
  'scripts/lint-fixtures/**',
];

const tests = [
  'proxy.test.ts',
  ...[
    'app',
    'bench',
    'cli',
    'components',
    'docs',
    'lib',
    'packages',
    'scripts',
    'test',
    'vault',
    'web',
  ].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  ),
].filter((file) => /\.test\.tsx?$/.test(file) && !file.includes('node_modules'));

const ofDatabase = (file: string) => /\.db\.test\.tsx?$/.test(file);
/**
 * Tests that replace modules, globals or settings. Each has a worker of its own; all others share workers, so that what they
 * import is loaded once and not for each file: that took as much of the processor as the tests.
 */
const apart = tests.filter((file) =>
  /\bvi\.(mock|doMock|resetModules|stubEnv|stubGlobal)\(/.test(readFileSync(file, 'utf8')),
);
/** A web process keeps its settings, its pool and its mail server: these share what stands in node_modules only. */
const ofWeb = tests.filter((file) => file.startsWith('web/') && ofDatabase(file) && !apart.includes(file));
const unit = { setupFiles: ['./test/quiet-console.ts'], testTimeout: 30_000, hookTimeout: 60_000 };
const db = {
  setupFiles: ['./test/quiet-console.ts', './vault/testing/check-partner-answers.ts'],
  globalSetup: ['./test/database/global-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    // four on two cores, because half of these tests wait; each worker more loads everything once more
    maxWorkers: 4,
    // `npm run coverage` (decision 099): the vault, by its own tests
    coverage: {
      provider: 'v8',
      include: ['vault/**/*.ts'],
      exclude: ['vault/testing/**', '**/*.test.ts'],
      reporter: ['text', 'json-summary'],
      reportsDirectory: '.data/coverage',
      reportOnFailure: true,
      thresholds: { lines: 90, functions: 90, statements: 88, branches: 80 },
    },
    projects: [
      {
        ...shared,
        test: {
          ...unit,
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.db.test.{ts,tsx}', ...apart],
          isolate: false,
        },
      },
      {
        ...shared,
        test: {
          ...unit,
          name: 'unit in a worker of its own',
          include: apart.filter((file) => !ofDatabase(file)),
          exclude,
        },
      },
      {
        ...shared,
        test: {
          ...db,
          name: 'db',
          include: ['**/*.db.test.{ts,tsx}'],
          exclude: [...exclude, ...apart, ...ofWeb],
          isolate: false,
        },
      },
      {
        ...shared,
        test: {
          ...db,
          name: 'db of web',
          setupFiles: ['./test/fresh-modules.ts', ...db.setupFiles],
          sequence: { setupFiles: 'list' },
          include: ofWeb,
          exclude,
          isolate: false,
        },
      },
      {
        ...shared,
        test: { ...db, name: 'db in a worker of its own', include: apart.filter(ofDatabase), exclude },
      },
    ],
  },
});
