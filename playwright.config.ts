import { defineConfig, devices } from '@playwright/test';
import { launchOptions } from '#test/browser/chromium.mjs';

const use = { ...devices['Desktop Chrome'], launchOptions: launchOptions() };

const named = (...names: string[]) => names.map((name) => `**/${name}.spec.ts`);

/**
 * These want next to nothing of the processor: leases have to end, refused calls are tried again later. Side by side they
 * would leave it idle, so they come one after the other, beside three that work.
 */
const WAITING = named('faults', 'kill-connect', 'kill-disconnect', 'kill-refresh', 'lease-stop', 'vend-race');

/** These set `byOidc`, for which a worker starts another stack: one after the other they need one stack for each way. */
const OTHER_SIGN_IN = named(
  'read-only',
  'same-person',
  'sign-in-separation',
  'sign-in-tabs',
  'staff-sign-in',
);

/**
 * End to end, over the production build (`npm run build` first): `processes` drives several web and vault processes
 * over HTTP and signals, `browser` drives what people see; each worker starts its own stack on free ports. `dev` drives
 * `npm run dev` itself, and comes first because it is the longest file.
 * Three at a time on two cores, and a fourth that goes from one file of `WAITING` to the next.
 */
export default defineConfig({
  testDir: './e2e',
  outputDir: './test-results',
  fullyParallel: false,
  workers: 4,
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
    { name: 'waiting', testDir: './e2e/processes', testMatch: WAITING, workers: 1, use },
    { name: 'other sign-in', testMatch: OTHER_SIGN_IN, workers: 1, use },
    { name: 'processes', testDir: './e2e/processes', testIgnore: [...WAITING, ...OTHER_SIGN_IN], use },
    { name: 'browser', testDir: './e2e/browser', testIgnore: OTHER_SIGN_IN, workers: 3, use },
  ],
});
