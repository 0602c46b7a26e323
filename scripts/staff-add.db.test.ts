import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seed } from '../prisma/seed.mjs';
import { withClient } from './db/roles.mjs';
import { addColleague, readColleague } from './staff-add';
import { createTestDatabase, type TestDatabase } from './test/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const rows = (sql: string) => withClient(database.ownerUrl, async (owner) => (await owner.query(sql)).rows);
const admin = { email: 'ada@example.com', role: 'admin', name: 'Ada' };

describe('npm run staff:add', () => {
  it('adds a colleague with an audit row, and changes nobody who is there', async () => {
    expect(await addColleague(database.ownerUrl, admin)).toBe(
      'ada@example.com can now sign in at /staff as admin',
    );
    expect(await addColleague(database.ownerUrl, { ...admin, role: 'viewer' })).toContain(
      'already, as admin',
    );
    expect(await rows('SELECT email, role, name FROM staff')).toEqual([admin]);
    const audit = await rows(
      `SELECT action, actor_kind, db_role, detail ->> 'role' AS role, data ->> 'email' AS email
         FROM audit_entries JOIN audit_personal ON entry_id = id`,
    );
    expect(audit).toEqual([
      {
        action: 'staff.added',
        actor_kind: 'operator',
        db_role: 'connect_owner',
        role: 'admin',
        email: admin.email,
      },
    ]);
  });

  it("is out of reach for the web's role", async () => {
    await expect(addColleague(database.webUrl, { ...admin, email: 'eve@example.com' })).rejects.toThrow(
      'permission denied',
    );
  });

  it.each([
    [[], '--email'],
    [['--email', 'nobody', '--role', 'admin'], '--email'],
    [['--email', 'a@example.com'], '--role'],
    [['--email', 'a@example.com', '--role', 'root'], '--role'],
    [['--password', 'x'], 'usage'],
  ])('%j is answered with what is wrong', (args, wanted) => {
    expect(readColleague(args)).toEqual({ problem: expect.stringContaining(wanted) });
  });

  it('takes the address in any spelling', () => {
    expect(readColleague(['--email', ' Ada@Example.com ', '--role', 'support'])).toEqual({
      email: 'ada@example.com',
      role: 'support',
      name: null,
    });
  });
});

describe('the demo staff', () => {
  it('are one of each role, however often they are seeded, and keep what was changed', async () => {
    await seed({ ownerUrl: database.ownerUrl });
    await rows(`UPDATE staff SET disabled_at = now() WHERE email = 'viewer@example.com'`);
    const { people } = await seed({ ownerUrl: database.ownerUrl });
    expect(people).toHaveLength(7);
    const staff = await rows(
      `SELECT role, disabled_at IS NOT NULL AS off FROM staff WHERE email <> 'ada@example.com' ORDER BY role`,
    );
    expect(staff).toEqual([
      { role: 'viewer', off: true },
      { role: 'support', off: false },
      { role: 'operator', off: false },
      { role: 'admin', off: false },
    ]);
  });
});
