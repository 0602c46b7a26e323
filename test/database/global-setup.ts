import type { TestProject } from 'vitest/node';
import { startTestCluster } from './cluster.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    testCluster: { superUrl: string; passwords: Record<string, string> };
  }
}

/** One cluster for the whole run; workers get its addresses, never its folder. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { close, ...cluster } = await startTestCluster();
  project.provide('testCluster', cluster);
  return close;
}
