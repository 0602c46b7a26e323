import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { Harness } from '#vault/testing/harness';
import { dropOldRecords } from './drop-old';
import { rollUp } from './roll-up';

let harness: Harness;
let vault: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault({ env: { ACCESS_RECORD_DAYS: '30' } });
});
beforeEach(async () => {
  await harness.owner.query('DELETE FROM vault.access_records; DELETE FROM vault.access_use');
  await rollUp(vault);
});
afterAll(() => harness.close());

type Use = { connection: string; key?: string; purpose?: string; at?: string };
type Queryable = { query(text: string, values: unknown[]): Promise<unknown> };

async function record(
  by: Queryable,
  { connection, key = 'key-1', purpose = 'token', at }: Use,
): Promise<void> {
  await by.query(
    `INSERT INTO vault.access_records (at, connection_id, api_key_id, version, purpose, request_id)
     VALUES (coalesce($1::timestamptz, now()), $2, $3, 1, $4, 'r')`,
    [at ?? null, connection, key, purpose],
  );
}

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: harness.database.vaultUrl });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** A session of its own with an open transaction in which a record is written. */
async function openRecord(use: Use): Promise<pg.Client> {
  const client = await connect();
  await client.query('BEGIN');
  await record(client, use);
  return client;
}

const rows = async (sql: string) => (await harness.owner.query({ text: sql, rowMode: 'array' })).rows;
const counted = () =>
  rows('SELECT api_key_id, purpose, day::text, count FROM vault.access_use ORDER BY 1, 2, 3');
const total = async (from: string, of = '*') =>
  Number((await rows(`SELECT coalesce(sum(n), 0) FROM (SELECT ${of} AS n FROM ${from}) AS t`))[0]?.[0]);
const totals = async () => ({
  counted: await total('vault.access_use', 'count'),
  shown: await total('public.access_by_day', 'count'),
  written: await total('vault.access_records', '1'),
});

/**
 * Counts until nothing is left: a transaction of any database of the server holds the mark back while it runs, and other
 * tests share the server.
 *
 * @returns how many were counted
 */
async function countAll(atOnce?: number): Promise<number> {
  let records = 0;
  await until('all records are counted', async () => {
    const turn = await rollUp(vault, atOnce === undefined ? {} : { atOnce });
    if (turn.kind === 'counted') records += turn.records;
    const left = `vault.access_records, vault.access_roll_up AS s WHERE txid >= s.upto AND id > s.first_id`;
    return (await total(left, '1')) === 0;
  });
  return records;
}

describe('the roll-up of access records (decision 056)', () => {
  it('counts by connection, day, key and purpose, and a second turn adds to the same rows', async () => {
    const connection = randomUUID();
    const at = '2026-10-01T23:59:59.999Z';
    for (let times = 0; times < 2; times += 1) {
      await record(harness.owner, { connection, at });
      await record(harness.owner, { connection, at: '2026-10-02T00:00:00Z' });
      await record(harness.owner, { connection, at, purpose: 'call' });
      await record(harness.owner, { connection, at, key: 'key-2' });
      expect(await countAll()).toBe(4);
    }
    expect(await counted()).toEqual([
      ['key-1', 'call', '2026-10-01', '2'],
      ['key-1', 'token', '2026-10-01', '2'],
      ['key-1', 'token', '2026-10-02', '2'],
      ['key-2', 'token', '2026-10-01', '2'],
    ]);
    expect(await rollUp(vault)).toEqual({ kind: 'counted', records: 0 });
  });

  it('a page sees a use before it is counted, and none of them twice after it', async () => {
    const connection = randomUUID();
    for (const after of [undefined, () => rollUp(vault), () => record(harness.owner, { connection })]) {
      await after?.();
      if (after === undefined) await record(harness.owner, { connection });
      const { shown, written } = await totals();
      expect(shown).toBe(written);
    }
  });

  it('catches a record whose transaction began before those that were counted and ended after them', async () => {
    const late = await openRecord({ connection: randomUUID() });
    await record(harness.owner, { connection: randomUUID() });
    await rollUp(vault);
    expect(await totals()).toMatchObject({ shown: 1 });
    await late.query('COMMIT');
    await late.end();
    expect(await totals()).toMatchObject({ shown: 2 });
    await countAll();
    expect(await totals()).toEqual({ counted: 2, shown: 2, written: 2 });
  });

  it('counts in batches of whole transactions', async () => {
    await harness.owner.query(
      `INSERT INTO vault.access_records (connection_id, api_key_id, purpose, request_id)
       SELECT gen_random_uuid(), 'k', 'token', 'r' FROM generate_series(1, 50)`,
      [],
    );
    for (let n = 0; n < 20; n += 1) await record(harness.owner, { connection: randomUUID() });
    expect(await countAll(7)).toBe(70);
    expect(await totals()).toEqual({ counted: 70, shown: 70, written: 70 });
  });

  it('with vaults that count at once, some killed in the middle, and records that come all the time, each record is counted once', async () => {
    const connections = Array.from({ length: 5 }, () => randomUUID());
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      const client = await connect();
      for (let n = 0; n < 20; n += 1) {
        const connection = connections[(writer + n) % 5] ?? '';
        await client.query('BEGIN');
        await record(client, { connection });
        await record(client, { connection, purpose: 'call' });
        await client.query(n % 7 === 3 ? 'ROLLBACK' : 'COMMIT');
      }
      await client.end();
    });
    let isOver = false;
    const counters = Array.from({ length: 3 }, async (_, counter) => {
      for (let turn = 0; !isOver; turn += 1) {
        const client = await connect();
        await client.query('BEGIN; SELECT vault.roll_up_access(3)');
        // between its work and its commit, as kill -9 of the vault leaves it
        if (counter === 0 && turn % 2 === 0) client.connection.stream.destroy();
        else await client.query('COMMIT');
        await client.end();
      }
    });
    await Promise.all(writers);
    isOver = true;
    await Promise.all(counters);
    const written = 4 * (20 - 3) * 2;
    await countAll();
    expect(await totals()).toEqual({ counted: written, shown: written, written });
    expect(
      await rows(`SELECT * FROM (SELECT connection_id, purpose, count(*) FROM vault.access_records GROUP BY 1, 2
        EXCEPT SELECT connection_id, purpose, count FROM vault.access_use) AS d`),
    ).toEqual([]);
  });

  it('goes on in a database that was dumped and restored, where transactions are numbered anew', async () => {
    await record(harness.owner, { connection: randomUUID() });
    await countAll();
    await record(harness.owner, { connection: randomUUID() });
    // What a restore leaves: every row written by another transaction than it says, all numbers far ahead.
    await harness.owner.query(`BEGIN;
      CREATE TEMP TABLE dumped ON COMMIT DROP AS SELECT * FROM vault.access_records;
      DELETE FROM vault.access_records;
      UPDATE vault.access_roll_up SET upto = upto + 1000000, written_by = written_by + 1000000;
      UPDATE dumped SET txid = txid + 1000000;
      INSERT INTO vault.access_records OVERRIDING SYSTEM VALUE SELECT * FROM dumped;
      COMMIT`);
    await record(harness.owner, { connection: randomUUID() });
    expect(await dropOldRecords(vault)).toEqual({ days: [], isHeld: false });
    await countAll();
    expect(await totals()).toEqual({ counted: 3, shown: 3, written: 3 });
    await record(harness.owner, { connection: randomUUID() });
    await countAll();
    expect(await totals()).toEqual({ counted: 4, shown: 4, written: 4 });
  });

  it('no role writes what was counted, but by the function', async () => {
    for (const sql of [
      'UPDATE vault.access_use SET count = 0',
      `INSERT INTO vault.access_use SELECT * FROM vault.access_use`,
      'UPDATE vault.access_roll_up SET upto = 0',
      'DELETE FROM vault.access_records',
    ]) {
      await expect(vault.database.pool.query(sql), sql).rejects.toThrow(/permission denied/);
    }
  });
});

describe('old access records', () => {
  const day = async (daysAgo: number): Promise<string> => {
    const [[from, to] = []] = await rows(
      `SELECT (current_date - ${daysAgo})::text, (current_date - ${daysAgo} + 1)::text`,
    );
    await harness.owner.query(
      `CREATE TABLE vault.test_${daysAgo} PARTITION OF vault.access_records FOR VALUES FROM ('${from}Z') TO ('${to}Z')`,
    );
    return String(from);
  };

  it('go by whole days, once they are old enough and counted; what was counted stays', async () => {
    const [old, young] = [await day(32), await day(29)];
    const connection = randomUUID();
    for (const each of [old, young]) await record(harness.owner, { connection, at: `${each}T12:00:00Z` });
    // on a day that never had a partition
    await record(harness.owner, { connection, at: '2026-01-01T12:00:00Z' });

    expect(await dropOldRecords(vault)).toEqual({ days: [], isHeld: false });
    expect(await totals()).toMatchObject({ written: 3 });
    await countAll();
    expect(await dropOldRecords(vault)).toEqual({ days: [old], isHeld: false });
    expect(await totals()).toEqual({ counted: 3, shown: 3, written: 1 });
  });

  it('stay while somebody reads them, so that no vend waits behind the drop', async () => {
    const old = await day(40);
    await countAll();
    const reader = await connect();
    await reader.query('BEGIN; SELECT count(*) FROM vault.access_records');
    expect(await dropOldRecords(vault)).toEqual({ days: [], isHeld: true });
    await reader.query('COMMIT');
    await reader.end();
    expect(await dropOldRecords(vault)).toEqual({ days: [old], isHeld: false });
  });

  it('no vault can have them dropped in less than a week', async () => {
    await expect(vault.database.pool.query('SELECT vault.drop_access_records(6)')).rejects.toThrow(
      /7 to 400/,
    );
  });
});
