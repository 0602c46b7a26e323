import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { VaultContext } from '#vault/runtime/context';
import { Harness } from '#vault/testing/harness';
import { carryOut, readOrder } from './connections';

let harness: Harness;
let vault: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
});
afterAll(() => harness.close());

async function exported(...words: string[]): Promise<string> {
  const order = readOrder(['export', ...words]);
  if ('problem' in order) throw new Error(order.problem);
  const out = new PassThrough();
  const read = text(out);
  const count = await carryOut(vault.database, order, { operator: 'connections:ann', out });
  out.end();
  const all = await read;
  expect(all.split('\n').filter((line) => line !== '')).toHaveLength(count);
  return all;
}

it('writes every connection in pages, without a token, and leaves an audit row first', async () => {
  const linked = await harness.link(vault);
  // more than a page, of connections that ended
  await harness.owner.query(
    `INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name, status,
       reason, disconnected_at)
     SELECT $1, 'sandbox', 'acme-bank', 'u' || n, 'p' || n, 'personal', 'Guest', 'disconnected', 'customer', now()
     FROM generate_series(1, 1001) AS n`,
    [linked.customerId],
  );
  const all = await exported();
  const ids = all
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).id);
  expect(new Set(ids).size).toBe(1002);
  expect(all).not.toMatch(/token/);
  expect(JSON.parse(await exported('--status', 'active'))).toMatchObject({
    id: linked.id,
    status: 'active',
    customer: { id: linked.customerId },
  });
  expect(await exported('--environment', 'production')).toBe('');
  const { rows } = await harness.owner.query(
    `SELECT actor_id, detail->>'isFiltered' AS filtered FROM audit_entries WHERE action = 'connections.exported' ORDER BY id`,
  );
  expect(rows.map((row) => [row.actor_id, row.filtered])).toEqual([
    ['connections:ann', 'false'],
    ['connections:ann', 'true'],
    ['connections:ann', 'true'],
  ]);
});

it.each([[], ['list'], ['export', '--status', 'gone'], ['export', '--environment', 'moon']])(
  'refuses %j',
  (...words) => {
    expect(readOrder(words)).toMatchObject({
      problem: expect.stringContaining('usage: npm run connections'),
    });
  },
);
