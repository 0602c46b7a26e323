import type { TestProject } from 'vitest/node';
import { startTestCluster } from './cluster.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    testCluster: { superUrl: string; passwords: Record<string, string> };
  }
}

// Each project of vitest.config.ts loads this module anew, in one process.
const run = globalThis as typeof globalThis & {
  testCluster?: { starting: ReturnType<typeof startTestCluster>; users: number } | undefined;
};

/** One cluster for the whole run; workers get its addresses, never its folder. The last project closes it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  run.testCluster ??= { starting: startTestCluster({ inMemory: true }), users: 0 };
  const shared = run.testCluster;
  shared.users += 1;
  const { close, ...cluster } = await shared.starting;
  project.provide('testCluster', cluster);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    run.testCluster = undefined;
    await close();
  };
}
