import { defineConfig, devices } from '@playwright/test';
import { launchOptions } from '#test/browser/chromium.mjs';

const use = { ...devices['Desktop Chrome'], launchOptions: launchOptions() };

/**
 * End to end, over the production build (`npm run build` first): `processes` drives several web and vault processes
 * over HTTP and signals, `browser` drives what people see; each worker starts its own stack on free ports. `dev` drives
 * `npm run dev` itself, and comes first because it is the longest file.
 * Three at a time on two cores, because these tests mostly wait: for leases to end, for answers that never come.
 */
export default defineConfig({
  testDir: './e2e',
  outputDir: './test-results',
  fullyParallel: false,
  workers: 3,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // limits, not expectations: a busy machine may take long for anything
  timeout: 300_000,
  expect: { timeout: 30_000 },
  reporter: process.env.CI ? [['list']] : [['list'], ['html', { open: 'never' }]],
  // a trace costs every step of every test; to look into one: `npx playwright test --trace on …`
  use: { trace: 'off', screenshot: 'only-on-failure', video: 'off' },
  projects: [
    // `next dev` compiles each page at its first visit
    { name: 'dev', testDir: './e2e/dev', use, expect: { timeout: 60_000 } },
    { name: 'processes', testDir: './e2e/processes', use },
    { name: 'browser', testDir: './e2e/browser', use },
  ],
});
