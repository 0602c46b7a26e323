import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { migrate } from '../../scripts/db/migrate.mjs';
import { root } from '../../scripts/paths.mjs';
import { createUnmigratedDatabase } from './cluster.mjs';
import type { TestDatabase } from './test-database';

const MIGRATIONS = path.join(root, 'prisma/migrations');

/** A database as an earlier release left it: every migration before `first`, and none from there on. */
export async function createFormerDatabase(first: string): Promise<TestDatabase> {
  const database = await createUnmigratedDatabase(inject('testCluster'));
  const folder = mkdtempSync(path.join(tmpdir(), 'connect-wise-migrations-'));
  try {
    for (const name of readdirSync(MIGRATIONS).filter((each) => each < first))
      cpSync(path.join(MIGRATIONS, name), path.join(folder, name), { recursive: true });
    await migrate(database.ownerUrl, { folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return database;
}
