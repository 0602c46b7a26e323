import { createRequire } from 'node:module';
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

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.db.test.{ts,tsx}'],
          setupFiles: ['./test/quiet-console.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
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
