import { createRequire } from 'node:module';
import type pg from 'pg';
import { expect, it } from 'vitest';
import { createTestDatabase } from '#test/database/test-database';
import { PrismaClient } from './generated/client';
import { adapterOver } from './pool-adapter';

/** pg as another place in the process has loaded it: the same files, classes of its own. */
function anotherCopy(): typeof pg {
  const require = createRequire(import.meta.url);
  const first = require('pg');
  for (const file of Object.keys(require.cache))
    if (/node_modules\/pg\/lib\//.test(file)) delete require.cache[file];
  const second = require('pg');
  expect(second.Pool).not.toBe(first.Pool);
  return second;
}

it('a pool of another copy of pg is the one that is asked, with its address and name', async () => {
  const database = await createTestDatabase();
  const pool = new (anotherCopy().Pool)({
    connectionString: database.ownerUrl,
    application_name: 'another-copy',
  });
  const db = new PrismaClient({ adapter: adapterOver(pool) });
  try {
    expect(await db.$queryRaw`SELECT current_setting('application_name') AS name`).toEqual([
      { name: 'another-copy' },
    ]);
    expect(await db.$transaction((tx) => tx.customer.count())).toBe(0);
  } finally {
    await db.$disconnect();
    await pool.end();
    await database.drop();
  }
});
