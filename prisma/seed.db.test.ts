import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { seed } from './seed.mjs';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const rows = (sql: string) => withClient(database.ownerUrl, async (owner) => (await owner.query(sql)).rows);

describe('the demo staff', () => {
  it('are one of each role, however often they are seeded, and keep what was changed', async () => {
    await seed({ ownerUrl: database.ownerUrl });
    await rows(`UPDATE staff SET disabled_at = now() WHERE email = 'viewer@example.com'`);
    const { people } = await seed({ ownerUrl: database.ownerUrl });
    expect(people).toHaveLength(7);
    expect(await rows('SELECT role, disabled_at IS NOT NULL AS off FROM staff ORDER BY role')).toEqual([
      { role: 'viewer', off: true },
      { role: 'support', off: false },
      { role: 'operator', off: false },
      { role: 'admin', off: false },
    ]);
  });
});
