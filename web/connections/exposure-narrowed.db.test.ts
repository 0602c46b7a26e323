import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applicationId } from '#lib/contract/application-id';
import { type Database, openDatabase } from '#lib/db/client';
import { MADE_BY_KEY, makeUses } from '#test/database/access-records';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { listExposureRingKeys, readExposure } from './exposure';
import type { ExposureFilter } from './exposure-filter';
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

const CORE = MADE_BY_KEY;
const DAY = 86_400_000;
const day = (ago: number) => new Date(Math.floor(Date.now() / DAY) * DAY - ago * DAY);
const read = (filter: Partial<ExposureFilter>) =>
  readExposure(web.db, { role: 'viewer' }, { from: day(9), to: day(-1), ...filter });

const { used, rollUp } = makeUses(() => owner);

it('under an encryption key is what was readable with it between the two times, before it is counted and after', async () => {
  const { rows: linked } = await owner.query(
    `WITH person AS (INSERT INTO customers (name, email) VALUES ('Di', gen_random_uuid() || '@d.example') RETURNING id)
     INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name, status)
     SELECT id, 'sandbox', 'acme', '4', '11', 'personal', 'Di', 'active' FROM person RETURNING id, customer_id`,
  );
  const { rows: tokens } = await owner.query(
    `INSERT INTO personal_tokens (environment, profile_id, profile_type, profile_name, wise_user_id)
     VALUES ('sandbox', '9', 'business', 'Acme Ltd', '1') RETURNING id`,
  );
  const [still, own] = [String(linked[0].id), String(tokens[0].id)];
  const [former, gone, other] = [randomUUID(), randomUUID(), randomUUID()];
  await owner.query(
    `INSERT INTO vault.grants (connection_id, environment, client_id, wise_user_id, profile_id, customer_id, key_id,
       wrapped_key, access, refresh, access_issued_at, access_expires_at, next_refresh_at)
     VALUES ($1, 'sandbox', 'acme', '4', '11', $2, 'leaked', $3, $3, $3, now(), now(), now())`,
    [still, linked[0].customer_id, Buffer.alloc(80)],
  );
  await owner.query(
    `UPDATE vault.ring_key_use SET from_at = $2 WHERE ring_key = 'leaked' AND connection_id = $1`,
    [still, day(5)],
  );
  await owner.query(
    `INSERT INTO vault.ring_key_use (ring_key, source, row_id, connection_id, from_at, until_at)
     SELECT u.ring_key, u.source, u.row_id, u.connection_id, $5, u.until_at FROM (VALUES
       ('leaked', 'grants', gen_random_uuid(), $1::uuid, $6::timestamptz), ('next', 'grants', gen_random_uuid(), $1, now()),
       ('leaked', 'grants', gen_random_uuid(), $2, $7), ('next', 'grants', gen_random_uuid(), $3, now()),
       ('leaked', 'personal_token_values', $4, NULL, NULL)) AS u (ring_key, source, row_id, connection_id, until_at)`,
    [former, gone, other, own, day(20), day(2), day(8)],
  );
  await used(still, 1, 1);
  await used(former, 1, 2);
  await used(gone, 9, 4);
  await used(other, 1, 8);
  await used(applicationId('sandbox', 'acme'), 1, 16, CORE, 'application-call');
  await used(own, 1, 32, CORE, 'personal-call');
  const uses = async (filter: Partial<ExposureFilter>) => (await read(filter)).uses;
  for (const when of ['before', 'after'] as const) {
    if (when === 'after') await rollUp();
    const { lines, ...sums } = await read({ ringKeyId: 'leaked' });
    expect(sums).toMatchObject({ connections: 3, uses: 39, isAtLeast: false });
    expect(lines.map(({ count }) => count).sort()).toEqual([1, 2, 32, 4]);
    expect(await uses({ ringKeyId: 'leaked', from: day(7) }), 'its key had changed by then').toBe(35);
    expect(await uses({ ringKeyId: 'leaked', to: day(6) }), 'it got the key later').toBe(4);
    expect(await uses({ ringKeyId: 'leaked', connectionId: former })).toBe(2);
    expect(await uses({ ringKeyId: 'next' })).toBe(10);
    expect(await uses({ ringKeyId: 'no-key' })).toBe(0);
  }
  const keys = await listExposureRingKeys(web.db, { role: 'viewer' });
  expect(keys, 'of the settings alone too').toEqual([
    { id: 'leaked', isDestroyed: false },
    { id: 'next', isDestroyed: false },
  ]);
});

const find = (narrowed: Parameters<typeof findUnknown>[2]) =>
  findUnknown(web.db, { role: 'viewer' }, narrowed);

it('names what was never here: in a breach a mistyped id must not read as "nothing was used"', async () => {
  const id = randomUUID();
  expect(await find({})).toBeUndefined();
  expect(await find({ keyId: MADE_BY_KEY })).toBe('key');
  expect(await find({ connectionId: id })).toBe('connection');
  expect(await find({ clientId: 'nobody' })).toBe('client');
  expect(await find({ ringKeyId: 'ring-7' })).toBe('ringKey');
});

it('knows a revoked key, a connection of which only uses are left, and a client that was only used by itself', async () => {
  const id = randomUUID();
  await owner.query(
    `INSERT INTO vault.api_keys (id, name, hash, revoked_at) VALUES ($1, 'Old batch', sha256('b'), now())`,
    [MADE_BY_KEY],
  );
  await used(id, 0, 1);
  await used(applicationId('production', 'alone'), 0, 1, MADE_BY_KEY, 'application-token');
  const narrowed = { keyId: MADE_BY_KEY, connectionId: id, clientId: 'alone' };
  expect(await find(narrowed)).toBeUndefined();
  await rollUp();
  expect(await find(narrowed)).toBeUndefined();
});
