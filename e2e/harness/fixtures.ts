import { test as base } from '@playwright/test';
import { startTestCluster } from '#test/database/cluster.mjs';
import { type AuthProviders, type ByOidc, openAuthProviders, signInSettings } from './auth-providers';
import type { Stack } from './stack';
import { startStack } from './start-stack';

type StackFixtures = {
  stack: Stack;
  authProviders: AuthProviders;
  /** Set it by `test.use` for a stack where others sign in by OpenID Connect; each choice has workers of its own. */
  byOidc: ByOidc;
};
type Reset = { resetAfterwards: undefined };

/**
 * Tests of the running product. One stack for each worker: tests bring their own customers and Wise users and leave
 * no fault, pin or dead process behind. Customers sign in by email link and staff by OpenID Connect. Where both have a provider,
 * only a customer's own profile is connected (decision 094).
 */
export const test = base.extend<Reset, StackFixtures>({
  byOidc: ['staff', { option: true, scope: 'worker' }],
  authProviders: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the wanted fixtures from the pattern
    async ({}, use) => {
      const authProviders = await openAuthProviders();
      await use(authProviders);
      await authProviders.close();
    },
    { scope: 'worker' },
  ],
  stack: [
    async ({ authProviders, byOidc }, use, { workerIndex }) => {
      const policy = byOidc === 'both' ? { MATCH_POLICY: 'require' } : {};
      const { stack, close } = await startStack({
        webEnv: async (appUrl) => ({ ...(await signInSettings(authProviders, appUrl, byOidc)), ...policy }),
        vaultEnv: policy,
        openCluster: () => startTestCluster({ inMemory: true }),
      });
      await use(stack);
      const { report, idle } = stack;
      process.stdout.write(`worker ${workerIndex}: ${report}\n`);
      await close();
      if (idle.length > 0) throw new Error(`these processes served no request: ${idle.join(', ')}`);
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  resetAfterwards: [
    async ({ stack }, use) => {
      await use(undefined);
      await stack.reset();
    },
    { auto: true, timeout: 120_000 },
  ],
});

export { expect } from '@playwright/test';
