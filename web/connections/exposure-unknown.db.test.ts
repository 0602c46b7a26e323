import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applicationId } from '#lib/contract/application-id';
import { type Database, openDatabase } from '#lib/db/client';
import { MADE_BY_KEY, makeUses } from '#test/database/access-records';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { findUnknown } from './exposure-unknown';

let test: TestDatabase;
let owner: pg.Pool;
let web: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  owner = new pg.Pool({ connectionString: test.ownerUrl, max: 2 });
  web = openDatabase(test.webUrl, { applicationName: 'test-web', max: 2 });
});
afterAll(async () => {
  await Promise.all([web.close(), owner.end()]);
  await test.drop();
});

const find = (narrowed: Parameters<typeof findUnknown>[2]) =>
  findUnknown(web.db, { role: 'viewer' }, narrowed);

it('names what was never here: in a breach a mistyped id must not read as "nothing was used"', async () => {
  const id = randomUUID();
  expect(await find({})).toBeUndefined();
  expect(await find({ keyId: MADE_BY_KEY })).toBe('key');
  expect(await find({ connectionId: id })).toBe('connection');
  expect(await find({ clientId: 'acme' })).toBe('client');
  expect(await find({ ringKeyId: 'ring-7' })).toBe('ringKey');
});

it('knows a revoked key, a connection of which only uses are left, and a client that was only used by itself', async () => {
  const id = randomUUID();
  const { used, rollUp } = makeUses(() => owner);
  await owner.query(
    `INSERT INTO vault.api_keys (id, name, hash, revoked_at) VALUES ($1, 'Old batch', sha256('b'), now())`,
    [MADE_BY_KEY],
  );
  await used(id, 0, 1);
  await used(applicationId('production', 'acme'), 0, 1, MADE_BY_KEY, 'application-token');
  const narrowed = { keyId: MADE_BY_KEY, connectionId: id, clientId: 'acme' };
  expect(await find(narrowed)).toBeUndefined();
  await rollUp();
  expect(await find(narrowed)).toBeUndefined();
});
