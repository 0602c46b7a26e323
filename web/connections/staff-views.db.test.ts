import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#lib/db/client';
import type { StaffSession } from '#lib/sessions/session';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { exportList } from './export-list';
import { parseStaffFilter } from './staff-filter';
import { filterIn, listViews, removeView, saveView } from './staff-views';
import { fillStaffList, OLGA } from './testing/staff-list-rows';

let database: TestDatabase;
let web: Database;
let staff: StaffSession;
let colleague: StaffSession;

const sessionOf = (staffId: string, role: StaffSession['role'] = 'operator') =>
  ({ staffId, role, name: 'Olga', email: 'olga@bank.example' }) as StaffSession;

beforeAll(async () => {
  database = await createTestDatabase();
  web = openDatabase(database.webUrl, { max: 4, applicationName: 'test' });
  await fillStaffList(database.ownerUrl);
  staff = sessionOf(OLGA);
  colleague = sessionOf(randomUUID());
  await withClient(database.ownerUrl, (owner) =>
    owner.query(`INSERT INTO staff (id, email, role) VALUES ($1, 'colleague@bank.example', 'viewer')`, [
      colleague.staffId,
    ]),
  );
});
afterAll(async () => {
  await web.close();
  await database.drop();
});

const filter = parseStaffFilter({
  status: 'needs_reconnect',
  sort: 'used_oldest',
  columns: ['used', 'owner'],
});

describe('views of the list that a person has named', () => {
  it('lead to the same list again, with its order and columns, and leave a row in the trail', async () => {
    expect(await saveView(web.db, staff, { name: '  Quiet\u0000ones ', filter })).toEqual({ kind: 'saved' });
    const [view] = await listViews(web.db, staff);
    expect(view?.name).toBe('Quiet ones');
    expect(filterIn(new URL(view?.href ?? '', 'http://localhost').search)).toEqual(filter);
    expect(await listViews(web.db, colleague), 'a view is its owner’s').toEqual([]);
    const { rows } = await withClient(database.ownerUrl, (owner) =>
      owner.query(`SELECT action, actor_id FROM audit_entries WHERE action LIKE 'staff_view.%'`),
    );
    expect(rows).toEqual([{ action: 'staff_view.saved', actor_id: OLGA }]);
  });

  it('are replaced under the same name, and removed by their owner alone', async () => {
    await saveView(web.db, staff, { name: 'Quiet ones', filter: parseStaffFilter({ note: 'yes' }) });
    const [view] = await listViews(web.db, staff);
    expect(view?.href).toBe('/staff/connections?note=yes');
    await removeView(web.db, colleague, view?.id ?? '');
    expect(await listViews(web.db, staff)).toHaveLength(1);
    await removeView(web.db, staff, view?.id ?? '');
    expect(await listViews(web.db, staff)).toEqual([]);
  });

  it('want a name, and are 50 at most, however many are saved at once', async () => {
    expect(await saveView(web.db, staff, { name: ' \u0000', filter })).toEqual({ kind: 'no_name' });
    const saved = await Promise.all(
      Array.from({ length: 53 }, (_, n) => saveView(web.db, colleague, { name: `View ${n}`, filter })),
    );
    expect(saved.filter(({ kind }) => kind === 'full')).toHaveLength(3);
    expect(await listViews(web.db, colleague)).toHaveLength(50);
    expect(await saveView(web.db, colleague, { name: 'View 0', filter })).toMatchObject({
      kind: expect.any(String),
    });
  });
});

describe('the export of the list', () => {
  const exported = async (params: Parameters<typeof parseStaffFilter>[0]) => {
    let text = '';
    for await (const piece of exportList(web.db, staff, parseStaffFilter(params))) text += piece;
    return text.split('\r\n').slice(1, -1);
  };

  it('has each connection once, whatever is filtered, sorted and shown', async () => {
    expect(await exported({})).toHaveLength(12);
    expect(await exported({ sort: 'used_oldest', columns: 'owner' })).toHaveLength(12);
    expect(await exported({ q: 'ada' })).toHaveLength(2);
    const [line, ...more] = await exported({ owner: OLGA });
    expect(more).toEqual([]);
    expect(line).toMatch(
      /,Production,Disconnected,staff,No,.*,ÉMILIE 100%,e_d@example.com,Personal,33,a_b\\c,olga@bank.example$/,
    );
  });

  it('is for operators and admins', async () => {
    const rows = exportList(web.db, sessionOf(OLGA, 'support'), parseStaffFilter({}));
    await expect(rows.next()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
