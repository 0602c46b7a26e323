import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '#lib/audit/append';
import { type Database, openDatabase } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import { sha256Bytes } from '#lib/hash/sha256';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { findByReference } from './find-by-reference';
import { parseReference, referenceOf } from './reference';

const viewer = { role: 'viewer' } as const;
let test: TestDatabase;
let web: Database;
let ada: string;

beforeAll(async () => {
  test = await createTestDatabase();
  web = openDatabase(test.webUrl, { applicationName: 'test', max: 4 });
  ada = (await web.db.customer.create({ data: { name: 'Ada', email: 'ada@example.com' } })).id;
});
afterAll(async () => {
  await web.close();
  await test.drop();
});

const owner = (sql: string, values: unknown[] = []) =>
  withClient(test.ownerUrl, (client) => client.query(sql, values));

async function attempt(outcome: string | null): Promise<string> {
  const { id } = await web.db.connectAttempt.create({
    data: {
      customerId: ada,
      environment: 'sandbox',
      clientId: 'client-a',
      redirectUri: 'https://app.test/callback',
      stateHash: new Uint8Array(sha256Bytes(randomUUID())),
      browserHash: new Uint8Array(sha256Bytes('browser')),
      codeHash: new Uint8Array(sha256Bytes(randomUUID())),
      expiresAt: new Date(Date.now() + 60_000),
      outcome,
    },
  });
  return id;
}

async function find(text: string, reader: Parameters<typeof findByReference>[0] = web.db) {
  const reference = parseReference(text);
  if (reference === undefined) throw new Error(`${text} is no reference`);
  return await findByReference(reader, viewer, reference);
}

describe('a reference that a customer quotes', () => {
  it('finds an attempt that connected nothing, what became of it and why, and no secret', async () => {
    const id = await attempt('not_yours');
    await appendAudit(web.db, {
      action: 'attempt.refused',
      actor: { kind: 'system', id: 'web' },
      environment: 'sandbox',
      detail: { reason: 'other_browser', isBurned: true, attemptId: id, reference: 'ZZZZ-ZZZZ' },
    });
    const [found, ...more] = await find(referenceOf(id).toLowerCase().replace('-', ''));
    expect(more).toEqual([]);
    expect(found).toEqual({
      kind: 'attempt',
      id,
      reference: referenceOf(id),
      environment: 'sandbox',
      startedAt: expect.any(Date),
      cameBackAt: null,
      state: 'not_yours',
      refusal: 'other_browser',
      connectionId: null,
      customerId: ada,
      customerName: 'Ada',
      customerEmail: 'ada@example.com',
    });
  });

  it('finds an attempt by what the vault made of it', async () => {
    const id = await attempt(null);
    await owner(
      `INSERT INTO exchanges (attempt_id, code_hash, customer_id, environment, client_id, state, reason, deadline_at, finished_at)
       VALUES ($1, $2, $3, 'sandbox', 'client-a', 'refused', 'no_profile', now(), now())`,
      [id, sha256Bytes(id), ada],
    );
    expect(await find(referenceOf(id))).toMatchObject([{ kind: 'attempt', state: 'no_profile' }]);
  });

  it('finds a refused way back that belongs to no attempt, with who was signed in', async () => {
    const reference = referenceOf(randomUUID());
    await appendAudit(web.db, {
      action: 'attempt.refused',
      actor: { kind: 'customer', id: ada, name: 'Ada', email: 'ada@example.com' },
      environment: 'production',
      detail: { reason: 'unknown_state', isBurned: false, reference },
    });
    expect(await find(reference)).toMatchObject([
      { kind: 'refusal', reference, reason: 'unknown_state', customerName: 'Ada', attemptReference: null },
    ]);
  });

  it('finds a connection, and nothing where there is nothing', async () => {
    const { rows } = await owner(
      `INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name, status)
       VALUES ($1, 'sandbox', 'c', '1', '2', 'business', 'Byte Bakery', 'active') RETURNING id`,
      [ada],
    );
    const id = String(rows[0].id);
    expect(await find(referenceOf(id))).toMatchObject([
      { kind: 'connection', id, profileName: 'Byte Bakery' },
    ]);
    expect(await find(referenceOf(randomUUID()))).toEqual([]);
  });

  it('is for staff', async () => {
    const reference = parseReference('0000-0000');
    const nobody = { role: 'customer' as never };
    if (reference === undefined) throw new Error('no reference');
    await expect(findByReference(web.db, nobody, reference)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

it('is looked up in indexes: no statement of it reads a table through', async () => {
  await owner(
    `INSERT INTO customers (name, email) SELECT 'Many', 'many' || n || '@example.com' FROM generate_series(1, 5000) n`,
  );
  await owner(
    `INSERT INTO connect_attempts (customer_id, environment, client_id, redirect_uri, state_hash, browser_hash, expires_at)
     SELECT id, 'sandbox', 'c', 'r', sha256(id::text::bytea), sha256('b'), now() FROM customers WHERE name = 'Many'`,
  );
  await owner(
    `INSERT INTO exchanges (attempt_id, code_hash, customer_id, environment, client_id, state, reason, deadline_at)
     SELECT id, sha256(id::text::bytea), customer_id, environment, client_id, 'failed', 'code_refused', now() FROM connect_attempts
     WHERE client_id = 'c'`,
  );
  await owner(
    `INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name, status, reason)
     SELECT id, 'sandbox', 'c', id::text, '2', 'business', 'Many', 'disconnected', 'customer' FROM customers WHERE name = 'Many'`,
  );
  await owner(
    `INSERT INTO customer_accounts (provider, issuer, subject, type, customer_id)
     SELECT 'p', 'https://id.example', id::text, 'oauth', id FROM customers WHERE name = 'Many'`,
  );
  await owner(
    `SELECT append_audit('attempt.refused', 'customer', id::text, NULL, 'sandbox',
       jsonb_build_object('reason', 'other_code', 'attemptId', gen_random_uuid(), 'reference', left(id::text, 8)), NULL)
     FROM customers WHERE name = 'Many'`,
  );
  await owner('ANALYZE');
  const plans: string[] = [];
  const explaining = {
    $queryRaw: async (strings: TemplateStringsArray, ...values: unknown[]) => {
      const lines = await web.db.$queryRaw<{ 'QUERY PLAN': string }[]>(
        Prisma.sql`EXPLAIN ${Prisma.sql(strings, ...values)}`,
      );
      plans.push(lines.map((line) => line['QUERY PLAN']).join('\n'));
      return [];
    },
  };
  await find('K7QF-2M9D', explaining as unknown as Parameters<typeof findByReference>[0]);
  expect(plans).toHaveLength(3);
  for (const plan of plans) expect(plan).not.toContain('Seq Scan');
});
