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

const unitTests = [
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
].filter((file) => /(?<!\.db)\.test\.tsx?$/.test(file) && !file.includes('node_modules'));

/**
 * Unit tests that replace modules, globals or settings. Each has a worker of its own; all others share workers, so that what
 * they import is loaded once and not for each file, which took longer than the tests.
 */
const replacing = unitTests.filter((file) =>
  /\bvi\.(mock|doMock|resetModules|stubEnv|stubGlobal)\(/.test(readFileSync(file, 'utf8')),
);
const unit = { setupFiles: ['./test/quiet-console.ts'], testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        ...shared,
        test: {
          ...unit,
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.db.test.{ts,tsx}', ...replacing],
          isolate: false,
        },
      },
      { ...shared, test: { ...unit, name: 'unit in a worker of its own', include: replacing, exclude } },
      {
        ...shared,
        test: {
          name: 'db',
          include: ['**/*.db.test.{ts,tsx}'],
          exclude,
          setupFiles: ['./test/quiet-console.ts', './vault/testing/check-partner-answers.ts'],
          globalSetup: ['./test/database/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
