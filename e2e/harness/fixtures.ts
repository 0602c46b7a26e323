import { test as base } from '@playwright/test';
import type { Stack } from './stack';
import { startStack } from './start-stack';

type StackFixtures = { stack: Stack };
type Calm = { calmAfterwards: undefined };

/**
 * Tests of the running product. One stack for each worker: tests bring their own customers and Wise users and leave
 * no fault, pin or dead process behind.
 */
export const test = base.extend<Calm, StackFixtures>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the wanted fixtures from the pattern
    async ({}, use, { workerIndex }) => {
      const { stack, close } = await startStack();
      await use(stack);
      const { report, idle } = stack;
      process.stdout.write(`worker ${workerIndex}: ${report}\n`);
      await close();
      if (idle.length > 0) throw new Error(`these processes served no request: ${idle.join(', ')}`);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  calmAfterwards: [
    async ({ stack }, use) => {
      await use(undefined);
      await stack.calm();
    },
    { auto: true, timeout: 60_000 },
  ],
});

export { expect } from '@playwright/test';
