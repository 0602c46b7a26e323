import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '#lib/db/client';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { findStaffCustomer } from './staff-detail';
import { parseCustomerFilter } from './staff-filter';
import { listStaffCustomers } from './staff-list';

let database: TestDatabase;
let web: Database;
const VIEWER = { role: 'viewer' } as const;

const own = (sql: string, values: unknown[]) =>
  withClient(database.ownerUrl, (owner) => owner.query(sql, values));

beforeAll(async () => {
  database = await createTestDatabase();
  web = openDatabase(database.webUrl, { max: 2, applicationName: 'test' });
});
afterAll(async () => {
  await web.close();
  await database.drop();
});

it('calls a customer whom the partner gave no name and no address by the partner’s ID of them', async () => {
  const id = randomUUID();
  await own(`INSERT INTO customers (id, email, created_at) VALUES ($1, '', '2025-01-01')`, [id]);
  await own(
    `INSERT INTO customer_accounts (provider, issuer, subject, type, customer_id) VALUES ('partner', 'partner', 'shop-0815', 'oidc', $1)`,
    [id],
  );
  const { rows } = await listStaffCustomers(web.db, VIEWER, parseCustomerFilter({ q: 'shop-0815' }));
  expect(rows.map(({ name }) => name)).toEqual(['shop-0815']);
  expect(await findStaffCustomer(web.db, VIEWER, id)).toMatchObject({ name: 'shop-0815', email: '' });
});
