import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { carryOut, type Order, readOrder, run } from '#cli/access-records';
import { applicationId } from '#lib/contract/application-id';
import { type Database, openDatabase } from '#lib/db/client';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { withClient } from '../scripts/db/roles.mjs';

let test: TestDatabase;
let database: Database;
const [KEY, LEAKED] = ['0123456789abcdef', 'fedcba9876543210'];
const [one, two] = [randomUUID(), randomUUID()];

const owner = (sql: string, values: unknown[] = []) =>
  withClient(test.ownerUrl, async (client) => (await client.query(sql, values)).rows);

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.vaultUrl, { applicationName: 'test', max: 2 });
  await owner(
    `INSERT INTO vault.access_records (at, connection_id, api_key_id, version, purpose, request_id, network)
     SELECT at::timestamptz, connection::uuid, key, version::bigint, purpose, 'r', network::inet FROM (VALUES
       ('2026-10-31T23:59:59.999Z', $1, $3, '1', 'token', '192.0.2.7'),
       ('2026-11-01T00:00:00Z', $1, $3, '9223372036854775807', 'token', '192.0.2.0/24'),
       ('2026-11-01T10:00:00Z', $2, $4, '1', 'call', NULL),
       ('2026-11-01T10:00:00Z', $1, $4, '2', 'token', NULL),
       ('2026-11-03T10:00:00Z', $1, '', '2', 'check', NULL)) AS v (at, connection, key, version, purpose, network)`,
    [one, two, KEY, LEAKED],
  );
  await owner(
    `INSERT INTO vault.api_keys (id, name, hash, revoked_at) VALUES ($1, 'Core banking', sha256('a'), NULL), ($2, 'Old', sha256('b'), now())`,
    [KEY, LEAKED],
  );
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

const order = (...words: string[]): Order => {
  const read = readOrder(words);
  if ('problem' in read) throw new Error(read.problem);
  return read;
};

async function lines(...words: string[]): Promise<Record<string, unknown>[]> {
  const out = new PassThrough();
  const read = text(out);
  const count = await carryOut(database, order(...words), { operator: 'access-records:ann', out });
  out.end();
  const all = (await read).split('\n').filter((line) => line !== '');
  expect(count).toBe(all.length);
  return all.map((line) => JSON.parse(line));
}

describe('npm run access-records', () => {
  it('writes a line for each record in order of time; ids and numbers of 64 bits are text', async () => {
    const all = await lines();
    expect(all.map(({ at }) => at)).toEqual([
      '2026-10-31T23:59:59.999Z',
      '2026-11-01T00:00:00.000Z',
      '2026-11-01T10:00:00.000Z',
      '2026-11-01T10:00:00.000Z',
      '2026-11-03T10:00:00.000Z',
    ]);
    expect(all[1]).toEqual({
      id: expect.stringMatching(/^\d+$/),
      at: '2026-11-01T00:00:00.000Z',
      connection_id: one,
      api_key_id: KEY,
      purpose: 'token',
      version: '9223372036854775807',
      request_id: 'r',
      network: '192.0.2.0/24',
    });
    expect(all[4]).toMatchObject({ api_key_id: null, network: null });
  });

  it('narrows by time, connection and key; --from is included and --to is not', async () => {
    const found = async (...words: string[]) =>
      (await lines(...words)).map(({ at }) => String(at).slice(5, 13));
    expect(await found('--from', '2026-11-01', '--to', '2026-11-03T10:00Z')).toEqual([
      '11-01T00',
      '11-01T10',
      '11-01T10',
    ]);
    expect(await found('--key', LEAKED)).toEqual(['11-01T10', '11-01T10']);
    expect(await found('--key', LEAKED, '--connection', two)).toEqual(['11-01T10']);
    expect(await found('--key', '')).toEqual(['11-03T10']);
    expect(await found('--from', '2026-11-27')).toEqual([]);
  });

  it('of an encryption key writes what was readable with it between the two times', async () => {
    await owner(
      `INSERT INTO vault.ring_key_use (ring_key, source, row_id, connection_id, from_at, until_at) VALUES
         ('leaked', 'grants', gen_random_uuid(), $1, '2026-10-01', '2026-11-02'), ('next', 'grants', gen_random_uuid(), $2, '2026-10-01', NULL),
         ('leaked', 'grants', gen_random_uuid(), $2, '2026-09-01', '2026-10-01')`,
      [one, two],
    );
    const found = async (...words: string[]) => (await lines('--encryption-key', 'leaked', ...words)).length;
    const day = ['--from', '2026-11-01', '--to', '2026-11-02'];
    expect([await found(...day), await found(...day, '--by-day')]).toEqual([2, 2]);
    expect(await found(...day, '--key', LEAKED)).toBe(1);
    expect(await found('--from', '2026-10-01'), 'the other had it until that very moment').toBe(5);
    expect(await found('--from', '2026-11-03'), 'its record had moved to another key').toBe(0);
    const [trail] = await owner(
      `SELECT detail->>'ring_key' AS key FROM audit_entries WHERE action = 'access_records.exported' ORDER BY id DESC LIMIT 1`,
    );
    expect(trail).toEqual({ key: 'leaked' });
  });

  it('of a client writes its connections and its own application tokens, and nobody else’s', async () => {
    const [person] = await owner(
      `INSERT INTO customers (name, email) VALUES ('Ada', 'ada@a.example') RETURNING id`,
    );
    const [linked] = await owner(
      `INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name, status)
       VALUES ($1, 'sandbox', 'acme-2025', '1', '2', 'personal', 'Ada Ltd', 'active') RETURNING id::text`,
      [person?.id],
    );
    const own = [
      applicationId('sandbox', 'acme-2025'),
      applicationId('production', 'acme-2025'),
      applicationId('sandbox', 'acme-2026'),
    ];
    await owner(
      `INSERT INTO vault.access_records (at, connection_id, api_key_id, purpose, request_id)
       SELECT '2026-10-01'::timestamptz + n * interval '1 day', id, $2, CASE n WHEN 1 THEN 'token' ELSE 'application-call' END, 'r'
       FROM unnest($1::uuid[]) WITH ORDINALITY AS v(id, n)`,
      [[linked?.id, ...own], KEY],
    );
    for (const byDay of [[], ['--by-day']])
      expect(
        (await lines('--to', '2026-10-10', '--environment', 'production', ...byDay)).map(
          (each) => each.connection_id,
        ),
      ).toEqual([own[1]]);
    const ofOld = [linked?.id, own[0], own[1]];
    const found = async (...words: string[]) =>
      (await lines('--to', '2026-10-10', ...words)).map((each) => each.connection_id);
    expect(await found('--client', 'acme-2025')).toEqual(ofOld);
    expect(await found('--client', 'acme-2025', '--by-day')).toEqual(ofOld);
    expect(await found('--client', 'acme-2026')).toEqual([own[2]]);
    expect(await found('--client', 'acme-2025', '--environment', 'sandbox')).toEqual([linked?.id, own[0]]);
    await owner(`DELETE FROM vault.access_records WHERE at < '2026-10-10'`);
    await owner(`DELETE FROM vault.access_use WHERE day < '2026-10-10'`);
  });

  it('does not say of a mistyped key, client or connection that it read nothing', async () => {
    const place = {
      vaultSettings: async () => ({ VAULT_DATABASE_URL: test.vaultUrl }),
      ownerUrl: async () => test.ownerUrl,
      operator: 'ann',
    };
    const asked = () => owner(`SELECT 1 FROM audit_entries WHERE action = 'access_records.exported'`);
    const before = await asked();
    const nobody = randomUUID();
    const mistyped = [
      [
        '--key',
        '0123456789abcdee',
        'There is no API key 0123456789abcdee. npm run api-key -- list has them all.',
      ],
      [
        '--client',
        'acme-2052',
        'Nothing here is of client acme-2052. npm run credentials -- status names those that are set up.',
      ],
      [
        '--connection',
        nobody,
        `Nothing here is of connection ${nobody}. The staff's list finds it by its id.`,
      ],
      ['--encryption-key', 'leakde', 'There is no encryption key leakde. npm run keys -- list has them all.'],
    ] as const;
    for (const [filter, value, text] of mistyped)
      expect(await run([filter, value], place)).toEqual({ text, exitCode: 1 });
    expect(await asked()).toEqual(before);
  });

  it('answers which connections a leaked key read, by day, with what came a moment ago', async () => {
    const all = await lines('--by-day', '--key', LEAKED);
    expect(all.map((each) => each.connection_id).sort()).toEqual([one, two].sort());
    expect(all.find((each) => each.connection_id === two)).toEqual({
      day: '2026-11-01',
      connection_id: two,
      api_key_id: LEAKED,
      purpose: 'call',
      count: '1',
      first_at: '2026-11-01T10:00:00.000Z',
      last_at: '2026-11-01T10:00:00.000Z',
    });
    expect((await lines('--by-day', '--connection', one)).map(({ day }) => day)).toEqual([
      '2026-10-31',
      '2026-11-01',
      '2026-11-01',
      '2026-11-03',
    ]);
  });

  it('gives no counts by day while an open transaction keeps the newest records out of them', async () => {
    const late = randomUUID();
    const record = (purpose: string) =>
      owner(
        `INSERT INTO vault.access_records (at, connection_id, api_key_id, purpose, request_id)
         VALUES ('2026-11-27', $1, $2, $3, 'r')`,
        [late, KEY, purpose],
      );
    await record('token');
    await withClient(test.ownerUrl, async (client) => {
      await client.query('BEGIN; SELECT pg_current_xact_id()');
      await record('call');
      const words = order('--by-day', '--connection', late);
      const asked = { operator: 'access-records:ann', out: new PassThrough(), countMs: 0 };
      expect(await carryOut(database, words, asked)).toBe('uncounted');
      await client.query('COMMIT');
    });
    const counted = await lines('--by-day', '--connection', late);
    expect(counted.map(({ purpose }) => purpose)).toEqual(['call', 'token']);
  });

  it('leaves nothing out, and counts nothing as to come, where the clock of this machine is behind', async () => {
    const now = randomUUID();
    await owner(
      `INSERT INTO vault.access_records (connection_id, api_key_id, purpose, request_id) VALUES ($1, $2, 'token', 'r')`,
      [now, KEY],
    );
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3 * 86_400_000 });
    try {
      for (const byDay of [[], ['--by-day']])
        expect(await lines('--connection', now, ...byDay)).toMatchObject([{ purpose: 'token' }]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('says of a time to come that nothing of it is there', async () => {
    const out = new PassThrough();
    const asked = { operator: 'access-records:ann', out };
    expect(await carryOut(database, order('--from', '2999-01-01'), asked)).toBe('to_come');
  });

  it('looks at the days that have counts, however far the end is', async () => {
    await lines('--by-day');
    const query = vi.spyOn(database.pool, 'query');
    const all = await lines('--by-day', '--to', '2999-01-01');
    const days = new Set(all.map(({ day }) => day)).size;
    expect(query.mock.calls.length).toBeLessThan(2 * days + 10);
    query.mockRestore();
  });

  it('writes page after page, none twice and none missing, at one moment and over an hour', async () => {
    const bulk = randomUUID();
    await owner(
      `INSERT INTO vault.access_records (at, connection_id, api_key_id, purpose, request_id)
       SELECT '2026-11-05T00:00:00Z'::timestamptz + (n / 7000) * interval '59 minutes 59.999 seconds', $1, 'k', 'token', 'r'
       FROM generate_series(1, 12001) AS n`,
      [bulk],
    );
    const all = await lines('--connection', bulk);
    expect(all).toHaveLength(12_001);
    expect(new Set(all.map(({ id }) => id)).size).toBe(12_001);
  });

  it('leaves an audit row that says who asked for what, before the first line', async () => {
    const broken = new PassThrough();
    broken.destroy();
    await expect(
      carryOut(
        database,
        order('--from', '2026-11-01', '--to', '2026-11-28T12:00Z', '--key', KEY, '--connection', two),
        { operator: 'access-records:bob', out: broken },
      ),
    ).rejects.toThrow();
    const [row] = await owner(
      `SELECT actor_kind, actor_id, connection_id, detail FROM audit_entries
       WHERE action = 'access_records.exported' ORDER BY id DESC LIMIT 1`,
    );
    expect(row).toEqual({
      actor_kind: 'operator',
      actor_id: 'access-records:bob',
      connection_id: two,
      detail: {
        from: '2026-11-01T00:00:00.000Z',
        to: '2026-11-28T12:00:00.000Z',
        api_key_id: KEY,
        by_day: false,
      },
    });
  });
});
