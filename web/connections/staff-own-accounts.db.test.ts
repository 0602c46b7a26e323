import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#lib/db/client';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { findStaffConnection } from './staff-detail';
import { listOwnAccounts } from './staff-own-accounts';

let database: TestDatabase;
let web: Database;

const viewer = { role: 'viewer' } as const;
const customer = randomUUID();
const connection = randomUUID();

beforeAll(async () => {
  database = await createTestDatabase();
  web = openDatabase(database.webUrl, { max: 2, applicationName: 'test' });
  await owned(`INSERT INTO customers (id, name, email) VALUES ('${customer}', 'Ada', 'ada@example.com')`);
  await owned(`INSERT INTO connections
    (id, customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name, status)
    VALUES ('${connection}', '${customer}', 'production', 'client', '7', '1', 'personal', 'Ada', 'active')`);
});
afterAll(async () => {
  await web.close();
  await database.drop();
});

const owned = (text: string, values: readonly unknown[] = []) =>
  withClient(database.ownerUrl, (owner) => owner.query(text, [...values]));

describe('the partner’s own accounts', () => {
  it('are listed with their state, refused ones first and removed ones not, and without a value', async () => {
    expect(await listOwnAccounts(web.db, viewer)).toEqual([]);
    await owned(`INSERT INTO personal_tokens (environment, wise_user_id, profile_id, profile_type, profile_name, state,
        created_at, rotated_at, refused_at, removed_at) VALUES
      ('production', '7', '71', 'business', 'Bank Ltd', 'active', '2026-11-01Z', '2026-11-04Z', NULL, NULL),
      ('sandbox', '7', '72', 'business', 'Test Ltd', 'refused', '2026-10-01Z', NULL, '2026-11-03Z', NULL),
      ('sandbox', '7', '73', 'business', 'Gone', 'removed', '2026-11-02Z', NULL, NULL, '2026-11-02Z')`);
    const business = { id: expect.any(String), profileType: 'business', country: null };
    expect(await listOwnAccounts(web.db, viewer)).toEqual([
      {
        ...business,
        environment: 'sandbox',
        profileId: '72',
        profileName: 'Test Ltd',
        state: 'refused',
        since: new Date('2026-11-03Z'),
      },
      {
        ...business,
        environment: 'production',
        profileId: '71',
        profileName: 'Bank Ltd',
        state: 'active',
        since: new Date('2026-11-04Z'),
      },
    ]);
    await expect(web.db.personalTokenValue.findMany()).rejects.toThrow(/denied/);
  });
});

describe('a connection whose account we made', () => {
  const registration = async () => (await findStaffConnection(web.db, viewer, connection))?.registration;

  it('says how its latest registration stands, and others say nothing', async () => {
    expect(await registration()).toBeNull();
    const add = (state: string, at: string) =>
      owned(
        `INSERT INTO wise_registrations (customer_id, environment, client_id, email, created_by, connection_id, state,
          created_at, state_changed_at) VALUES ($1, 'production', 'client', 'a@example.com', 'key', $2, $3, $4, $4)`,
        [customer, connection, state, at],
      );
    for (const [state, at] of [
      ['closed', '2026-11-05Z'],
      ['claimed', '2026-11-06Z'],
      ['connected', '2026-11-07Z'],
    ] as const) {
      await add(state, at);
      expect(await registration()).toEqual({ state, since: new Date(at) });
    }
    await add('refused', '2026-11-08Z');
    expect(await registration()).toMatchObject({ state: 'connected' });
  });
});
