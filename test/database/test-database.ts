import { inject } from 'vitest';
import { createDatabase } from './cluster.mjs';

/** Addresses of one database, one per role; `drop` ends every connection to it. */
export type TestDatabase = Awaited<ReturnType<typeof createDatabase>>;

/**
 * A fresh, migrated, empty database for one `*.db.test.ts` file. Call it in `beforeAll`, `drop()` it in `afterAll`
 * after closing your own pools.
 */
export function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(inject('testCluster'));
}
