import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { VaultContext } from '#vault/runtime/context';
import { newCustomer } from '#vault/testing/attempts';
import { Harness } from '#vault/testing/harness';
import { countDays } from './count-days';

let harness: Harness;
let vault: VaultContext;
let customerId: string;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
  customerId = await newCustomer(harness);
});
beforeEach(async () => {
  await harness.owner.query('DELETE FROM connections');
  await harness.owner.query('SELECT vault.begin_connection_days()');
});
afterAll(() => harness.close());

type Queryable = { query(text: string, values?: unknown[]): Promise<{ rows: { id: string }[] }> };

async function connection(by: Queryable, at = 'now()', environment = 'sandbox'): Promise<string> {
  const { rows } = await by.query(
    `INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name,
       status, created_at)
     VALUES ($1, '${environment}', 'c', '1', $2, 'personal', 'Ada', 'active', ${at}) RETURNING id`,
    [customerId, randomUUID()],
  );
  return rows[0]?.id ?? '';
}

const lose = (by: Queryable, id: string) =>
  by.query(`UPDATE connections SET status = 'needs_reconnect', reason = 'lost_at_wise' WHERE id = $1`, [id]);
const reopen = (by: Queryable, id: string) =>
  by.query(`UPDATE connections SET status = 'active', reason = NULL WHERE id = $1`, [id]);
const disconnect = (by: Queryable, id: string) =>
  by.query(
    `UPDATE connections SET status = 'disconnected', reason = 'staff', disconnected_at = now() WHERE id = $1`,
    [id],
  );

const rows = async (sql: string) => (await harness.owner.query({ text: sql, rowMode: 'array' })).rows;
const shown = () =>
  rows(`SELECT environment::text, day = (now() AT TIME ZONE 'UTC')::date, connected, reconnected, lost, disconnected, active
    FROM public.connections_by_day ORDER BY 1, day`);
const activeBy = async (of: string) =>
  (await rows(`SELECT coalesce(sum(active), 0)::int FROM ${of}`))[0]?.[0];
const active = async () =>
  (await rows(`SELECT count(*)::int FROM connections WHERE status = 'active'`))[0]?.[0];

/** A session of its own with an open transaction. */
async function begin(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: harness.database.ownerUrl });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('BEGIN');
  return client;
}

describe('connections by day (decision 073)', () => {
  it('has what began, came back, was lost and ended, before it is counted and after', async () => {
    const [a, b, c] = [
      await connection(harness.owner),
      await connection(harness.owner),
      await connection(harness.owner, 'now()', 'production'),
    ];
    await lose(harness.owner, a);
    await reopen(harness.owner, a);
    await lose(harness.owner, b);
    await disconnect(harness.owner, b);
    await disconnect(harness.owner, c);
    // changes of nothing
    await reopen(harness.owner, a);
    await harness.owner.query(`UPDATE connections SET profile_name = 'Eve', frozen_at = now()`);
    const expected = [
      ['production', true, 1, 0, 0, 1, 0],
      ['sandbox', true, 2, 1, 2, 1, 1],
    ];
    expect(await shown()).toEqual(expected);
    expect(await countDays(vault)).toBeGreaterThan(0);
    expect(await shown()).toEqual(expected);
    expect(await countDays(vault)).toBe(0);
    expect(await shown()).toEqual(expected);
  });

  it('puts a connection on the day of its own in UTC, and a deleted one leaves the past as it was', async () => {
    const id = await connection(harness.owner, `'2026-10-01T23:59:59.999Z'`);
    await connection(harness.owner, `'2026-10-02T00:00:00Z'`);
    await countDays(vault);
    const days = () =>
      rows('SELECT day::text, connected, active FROM vault.connection_days ORDER BY environment, day');
    expect(await days()).toEqual([
      ['2026-10-01', 1, 1],
      ['2026-10-02', 1, 1],
    ]);
    await harness.owner.query('DELETE FROM connections WHERE id = $1', [id]);
    await countDays(vault);
    expect((await days()).slice(0, 2)).toEqual([
      ['2026-10-01', 1, 1],
      ['2026-10-02', 1, 1],
    ]);
    expect(await activeBy('vault.connection_days')).toBe(1);
  });

  it('begins with the connections that were there before it', async () => {
    const id = await connection(harness.owner, `now() - interval '3 days'`);
    await connection(harness.owner);
    await lose(harness.owner, id);
    await harness.owner.query('UPDATE connections SET status_changed_at = now() WHERE id = $1', [id]);
    await harness.owner.query('SELECT vault.begin_connection_days()');
    expect(await shown()).toEqual([
      ['sandbox', false, 1, 0, 0, 0, 1],
      ['sandbox', true, 1, 0, 1, 0, 0],
    ]);
  });

  it('counts a change that began before those that were counted and was committed after them', async () => {
    const late = await begin();
    await connection(late);
    await connection(harness.owner);
    await countDays(vault);
    expect(await activeBy('vault.connection_days')).toBe(1);
    await late.query('COMMIT');
    await late.end();
    expect(await activeBy('public.connections_by_day'), 'shown before it is counted').toBe(2);
    await countDays(vault);
    expect(await activeBy('vault.connection_days')).toBe(2);
  });

  it('counts each change once, also with two vaults at once, one that is killed, and changes meanwhile', async () => {
    const other = harness.vault();
    const writers = Array.from({ length: 3 }, async () => {
      for (let n = 0; n < 15; n += 1) {
        const client = await begin();
        const id = await connection(client, 'now()', n % 2 ? 'sandbox' : 'production');
        if (n % 3 === 0) await lose(client, id);
        if (n % 3 === 1) await disconnect(client, id);
        await client.query(n % 5 === 4 ? 'ROLLBACK' : 'COMMIT');
        await client.end();
      }
    });
    let isOver = false;
    const counters = [vault, other].map(async (each) => {
      while (!isOver) await countDays(each, { atOnce: 3 });
    });
    const killed = (async () => {
      while (!isOver) {
        const client = await begin();
        await client.query('SELECT vault.count_connection_days(5)');
        // between its work and its commit, as kill -9 leaves it
        client.connection.stream.destroy();
      }
    })();
    await Promise.all(writers);
    isOver = true;
    await Promise.all([...counters, killed]);
    // what a killed one held is free once the server has noticed
    await expect
      .poll(async () => [await countDays(vault), await rows('SELECT 1 FROM vault.connection_changes')], {
        timeout: 20_000,
      })
      .toEqual([0, []]);
    const [total] = await rows(
      `SELECT sum(connected)::int, sum(lost)::int, sum(disconnected)::int, sum(active)::int FROM vault.connection_days`,
    );
    const [truth] = await rows(
      `SELECT count(*)::int, count(*) FILTER (WHERE status = 'needs_reconnect')::int,
         count(*) FILTER (WHERE status = 'disconnected')::int, count(*) FILTER (WHERE status = 'active')::int FROM connections`,
    );
    expect(total).toEqual(truth);
    expect(await activeBy('vault.connection_days')).toBe(await active());
  });

  it('is written by its function alone', async () => {
    for (const [url, sql] of [
      [harness.database.webUrl, 'SELECT vault.count_connection_days(1)'],
      [harness.database.webUrl, 'SELECT * FROM vault.connection_days'],
      [harness.database.vaultUrl, 'UPDATE vault.connection_days SET active = 7'],
      [harness.database.vaultUrl, 'DELETE FROM vault.connection_changes'],
      [harness.database.vaultUrl, 'SELECT vault.begin_connection_days()'],
    ] as const) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await expect(client.query(sql)).rejects.toThrow('permission denied');
      await client.end();
    }
  });
});
