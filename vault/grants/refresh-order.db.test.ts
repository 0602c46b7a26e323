import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ENVIRONMENTS } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { findDue } from './find-due';
import { FIRST_OF_CUSTOMER } from './next-refresh';
import { refreshGrant } from './refresh';

let harness: Harness;
let vault: VaultContext;
/** A customer with one connection. */
let single: Linked;
/** A customer who gets thousands. */
let large: Linked;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault({ deadlines: UNHURRIED });
  [single, large] = [await harness.link(vault), await harness.link(vault)];
});
afterAll(() => harness.close());
beforeEach(async () => {
  await harness.owner.query(
    `WITH erased AS (DELETE FROM vault.grants WHERE connection_id <> ALL ($1) RETURNING connection_id)
     DELETE FROM connections WHERE id <> ALL ($1)`,
    [[single.id, large.id]],
  );
});

/** More of that customer's, which no call ever reaches: their records are the first one's. */
async function addConnections(count: number): Promise<void> {
  await harness.owner.query(
    `WITH made AS (
       INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name, status)
       SELECT customer_id, environment, client_id, wise_user_id, 'made-' || n, 'business', 'Made', 'active'
       FROM connections, generate_series(1, $2) AS n WHERE id = $1 RETURNING *)
     INSERT INTO vault.grants (connection_id, environment, client_id, customer_id, wise_user_id, profile_id, key_id,
       wrapped_key, access, refresh, access_issued_at, access_expires_at, next_refresh_at, refresh_queue)
     SELECT made.id, g.environment, g.client_id, g.customer_id, g.wise_user_id, made.profile_id, g.key_id, g.wrapped_key,
       g.access, g.refresh, g.access_issued_at, g.access_expires_at, g.next_refresh_at,
       CASE WHEN row_number() OVER () < $3 THEN 1 ELSE 2 END
     FROM made CROSS JOIN vault.grants AS g WHERE g.connection_id = $1`,
    [large.id, count, FIRST_OF_CUSTOMER],
  );
}

/** When these come due and when their tokens end, in minutes from now. */
async function plan(customerId: string, due: number, ends: number): Promise<void> {
  await harness.owner.query(
    `UPDATE vault.grants SET next_refresh_at = now() + $2::float8 * interval '1 minute',
       access_issued_at = now() - interval '12 hours', access_expires_at = now() + $3::float8 * interval '1 minute'
     WHERE customer_id = $1`,
    [customerId, due, ends],
  );
}

const due = async (count: number) =>
  (await findDue(vault, count, [], ENVIRONMENTS)).map(({ connectionId }) => connectionId);

describe('decision 062: of what is due', () => {
  it('the token that ends soonest goes first, whatever has been due longer', async () => {
    await plan(large.customerId, -60, 300);
    await plan(single.customerId, -1, 20);
    expect(await due(2)).toEqual([single.id, large.id]);
    await plan(large.customerId, -60, -10);
    expect(await due(2), 'one that is over before one that lives').toEqual([large.id, single.id]);
  });

  it('a token that ends soon is found behind hours of others', async () => {
    await addConnections(300);
    await harness.owner.query('UPDATE vault.grants SET refresh_queue = 1');
    await plan(large.customerId, -240, 240);
    await plan(single.customerId, -1, 9);
    expect(await due(1)).toEqual([single.id]);
  });

  it('a row that fails again and again keeps none of the others waiting: it queues up by when it may be tried', async () => {
    await addConnections(300);
    await plan(large.customerId, -1, -600);
    await harness.owner.query(
      'UPDATE vault.grants SET failures = 9, refresh_queue = 1 WHERE customer_id = $1',
      [large.customerId],
    );
    await plan(single.customerId, -2, 300);
    expect(await due(64)).toContain(single.id);
  });

  it('a customer with thousands keeps another’s single one waiting for 32 calls at most', async () => {
    await addConnections(2_000);
    await plan(large.customerId, -600, -300);
    await plan(single.customerId, 0, 300);
    const order = await due(64);
    // their first 16, and as many of the other queue, which takes every second call
    expect(order.indexOf(single.id)).toBe(2 * FIRST_OF_CUSTOMER);
    expect(order).toHaveLength(64);
    const { rows } = await harness.owner.query<{ id: string }>(
      'SELECT connection_id AS id FROM vault.grants WHERE refresh_queue = 2',
    );
    const second = new Set(rows.map(({ id }) => id));
    expect(
      order.slice(0, 2 * FIRST_OF_CUSTOMER).map((id) => second.has(String(id))),
      'in turn',
    ).toEqual(Array.from({ length: 2 * FIRST_OF_CUSTOMER }, (_, index) => index % 2 === 1));
  });

  it('each queue has all calls while the other one is empty', async () => {
    await addConnections(200);
    await plan(single.customerId, 60, 300);
    await plan(large.customerId, -600, -300);
    expect(await due(64)).toHaveLength(64);
  });

  it('a grant finds its queue at its next refresh, and comes back when its customer has fewer', async () => {
    await addConnections(40);
    const queue = async () => (await harness.grant(large))?.refresh_queue;
    // the highest id of all: it is not one of the first
    await harness.owner.query(
      `UPDATE vault.grants SET id = 'ffffffff-ffff-4fff-bfff-ffffffffffff' WHERE connection_id = $1`,
      [large.id],
    );
    expect((await refreshGrant(vault, large.id, { why: 'check' })).kind).toBe('refreshed');
    expect(await queue()).toBe(2);
    await harness.owner.query(
      `WITH kept AS (SELECT id FROM vault.grants WHERE customer_id = $1 ORDER BY id LIMIT 15)
       DELETE FROM vault.grants WHERE customer_id = $1 AND connection_id <> $2 AND id NOT IN (SELECT id FROM kept)`,
      [large.customerId, large.id],
    );
    expect((await refreshGrant(vault, large.id, { why: 'check' })).kind).toBe('refreshed');
    expect(await queue()).toBe(1);
  });
});
