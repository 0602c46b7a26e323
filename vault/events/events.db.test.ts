import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EVENT_TYPES, eventSchema } from '#lib/contract/events';
import type { VaultContext } from '#vault/runtime/context';
import { Harness, type Linked } from '#vault/testing/harness';
import type { Asker } from './endpoints';
import { forgetEvents } from './forget-events';
import { givePositions } from './give-positions';
import { listDeliveries } from './list-deliveries';
import { listEvents } from './list-events';
import { claimDeliveries } from './outbox';
import { replayEvents } from './replay';
import { switchEndpoint } from './switch-endpoint';
import { tellExpiring } from './tell-expiring';
import { watchEndpoints } from './watch-endpoints';

let harness: Harness;
let vault: VaultContext;
let linked: Linked;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
});
beforeEach(async () => {
  linked = await harness.link(vault);
  await harness.owner.query('DELETE FROM vault.events');
});
afterAll(() => harness.close());

const read = async (after = '0', limit = 500) => listEvents(vault.database, { after, limit }, null);
const typesOf = async () => (await read()).events.map(({ type }) => type);

/** Every change of a state that a connection can make, as columns: whatever statement makes it. */
const CHANGES: readonly [set: string, type: string, data?: Record<string, unknown>][] = [
  [
    `status = 'needs_reconnect', reason = 'lost_at_wise'`,
    'connection.needs_reconnect',
    { reason: 'lost_at_wise' },
  ],
  [`status = 'active', reason = NULL, connected_at = clock_timestamp()`, 'connection.reconnected'],
  [`connected_at = clock_timestamp()`, 'connection.reconnected'],
  [`frozen_at = now()`, 'connection.frozen'],
  [`frozen_at = NULL`, 'connection.released'],
  [
    `status = 'disconnected', reason = 'customer', disconnected_at = now(), end_result = 'pending'`,
    'connection.disconnected',
    { reason: 'customer' },
  ],
];

describe('a change of state adds its event (promise 17)', () => {
  it('whichever statement makes it, in the transaction of the change', async () => {
    const change = (set: string) =>
      harness.owner.query(`UPDATE connections SET ${set} WHERE id = $1`, [linked.id]);
    for (const [set] of CHANGES) await change(set);
    const { events } = await read();
    expect(events.map(({ type }) => type)).toEqual(CHANGES.map(([, type]) => type));
    for (const [index, event] of events.entries()) {
      const data = CHANGES[index]?.[2] ?? {};
      expect(eventSchema.parse(event).data).toMatchObject({
        ...data,
        connection_id: linked.id,
        environment: 'sandbox',
        profile_id: linked.user.profileId,
        customer: { id: linked.customerId },
      });
    }
  });

  it('a new connection too; what changes no state adds none, and a rolled back change neither', async () => {
    await harness.owner.query(
      `UPDATE connections SET last_checked_at = now(), status = status WHERE id = $1`,
      [linked.id],
    );
    await expect(
      vault.database.db.$transaction(async (tx) => {
        await tx.$executeRaw`UPDATE public.connections SET frozen_at = now() WHERE id = ${linked.id}::uuid`;
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(await typesOf()).toEqual([]);
    const other = await harness.link(vault);
    expect((await read()).events).toMatchObject([
      { type: 'connection.connected', data: { connection_id: other.id } },
    ]);
  });
});

describe('what the clock brings', () => {
  const signal = new AbortController().signal;

  it('a consent that ends within two weeks is told of once for each end, while the connection works', async () => {
    const ends = (inDays: number) =>
      harness.owner.query(
        `UPDATE vault.grants SET refresh_expires_at = date_trunc('day', now()) + $1::int * interval '1 day'
         WHERE connection_id = $2 RETURNING refresh_expires_at AS at`,
        [inDays, linked.id],
      );
    const own = async () =>
      (await read()).events.filter(({ data }) => data.connection_id === linked.id).map(({ data }) => data);
    await ends(30);
    await tellExpiring(vault, {}, signal);
    expect(await own()).toEqual([]);
    const first = await ends(10);
    await tellExpiring(vault, {}, signal);
    await tellExpiring(vault, {}, signal);
    const told = await own();
    expect(told).toMatchObject([{ expires_at: first.rows[0]?.at.toISOString() }]);
    await ends(12);
    await tellExpiring(vault, {}, signal);
    expect(await own()).toHaveLength(2);
    await harness.owner.query(
      `UPDATE connections SET status = 'needs_reconnect', reason = 'lost_at_wise' WHERE id = $1`,
      [linked.id],
    );
    await ends(9);
    await tellExpiring(vault, {}, signal);
    expect(await own()).toHaveLength(3);
  });

  it('an endpoint that answered 410 or takes nothing for long is an alarm, until it is enabled or takes again', async () => {
    await harness.owner.query(
      `INSERT INTO vault.event_endpoints (environment, url) VALUES ('sandbox', 'https://a.example/')`,
    );
    const set = async (columns: string) => {
      await harness.owner.query(`UPDATE vault.event_endpoints SET ${columns}`);
      await watchEndpoints(vault, {}, signal);
      return (await harness.openAlarms()).includes('event_endpoint_failing');
    };
    expect(await set(`failing_since = now()`)).toBe(false);
    expect(await set(`failing_since = now() - interval '16 minutes'`)).toBe(true);
    expect(await set(`failing_since = NULL`)).toBe(false);
    expect(await set(`disabled_at = now(), disabled_reason = 'gone'`)).toBe(true);
    expect(await set(`disabled_at = now(), disabled_reason = 'asked'`)).toBe(false);
    await harness.owner.query('DELETE FROM vault.event_endpoints');
  });
});

describe('what waits for an endpoint', () => {
  const asker: Asker = { actor: { kind: 'operator', id: 'ada' }, detail: {}, environment: null };
  const rows = async () => {
    const found = await harness.owner.query<{ position: string; isDue: boolean }>(
      `SELECT position, next_try_at <= now() IS TRUE AS "isDue" FROM vault.event_deliveries ORDER BY position`,
    );
    return found.rows.map(({ isDue }) => isDue);
  };

  it('is tried again when it is enabled, however old it is, and goes on behind what is forgotten', async () => {
    const { rows: made } = await harness.owner.query<{ id: string }>(
      `INSERT INTO vault.event_endpoints (environment, url) VALUES ('sandbox', 'https://a.example/') RETURNING id`,
    );
    const id = String(made[0]?.id);
    await harness.owner.query('UPDATE connections SET frozen_at = now() WHERE id = $1', [linked.id]);
    await harness.owner.query('UPDATE connections SET frozen_at = NULL WHERE id = $1', [linked.id]);
    await givePositions(vault.database);
    expect(await rows(), 'the second waits for the first').toEqual([true, false]);
    await harness.owner.query(
      `UPDATE vault.event_deliveries SET asked_at = now() - interval '400 days',
         next_try_at = CASE WHEN next_try_at IS NOT NULL THEN now() + interval '1 hour' END`,
    );
    await harness.owner.query(`UPDATE vault.event_endpoints SET enabled_at = now() - interval '400 days'`);
    const claim = () =>
      claimDeliveries(vault.database, { id, environment: 'sandbox', url: '', failures: 0 }, vault.deadlines);
    await switchEndpoint(vault, asker, { id, isEnabled: false });
    await switchEndpoint(vault, asker, { id, isEnabled: true });
    expect(await claim()).toMatchObject([{ isOld: false, line: linked.id }]);
    await harness.owner.query(
      `UPDATE vault.event_endpoints SET enabled_at = now() - interval '400 days';
       UPDATE vault.event_deliveries SET next_try_at = now() - interval '1 second' WHERE next_try_at IS NOT NULL`,
    );
    expect(await claim()).toMatchObject([{ isOld: true }]);
    await harness.owner.query('UPDATE vault.event_deliveries SET asked_at = now() WHERE next_try_at IS NULL');
    await forgetEvents(vault, {}, new AbortController().signal);
    expect(await rows(), 'the first is forgotten').toEqual([true]);
    await harness.owner.query('DELETE FROM vault.event_endpoints');
  });

  it('of a state is listed newest first, and a replay puts each line in its order', async () => {
    const { rows: made } = await harness.owner.query<{ id: string }>(
      `INSERT INTO vault.event_endpoints (environment, url) VALUES ('sandbox', 'https://a.example/') RETURNING id`,
    );
    const id = String(made[0]?.id);
    const other = await harness.link(vault);
    for (const each of [linked, other, linked])
      await harness.owner.query(
        'UPDATE connections SET frozen_at = CASE WHEN frozen_at IS NULL THEN now() END WHERE id = $1',
        [each.id],
      );
    await givePositions(vault.database);
    await harness.owner.query(
      `UPDATE vault.event_deliveries SET state = 'delivered', next_try_at = NULL WHERE line = $1`,
      [linked.id],
    );
    const listed = async (state: 'waiting' | 'delivered') =>
      (await listDeliveries(vault.database, id, { state, limit: 10 })).data.map((row) => row.connection_id);
    expect(await listed('delivered')).toEqual([linked.id, linked.id]);
    const { count } = await vault.database.db.$transaction((tx) =>
      replayEvents(tx, asker, { id, after: '0' }),
    );
    expect(count).toBe(await listed('waiting').then(({ length }) => length));
    const { rows: due } = await harness.owner.query<{ line: string; isFirst: boolean; isDue: boolean }>(
      `SELECT line, position = min(position) OVER (PARTITION BY line) AS "isFirst", next_try_at IS NOT NULL AS "isDue"
       FROM vault.event_deliveries`,
    );
    expect(due.map(({ isDue }) => isDue)).toEqual(due.map(({ isFirst }) => isFirst));
    expect(due.filter(({ line }) => line === linked.id)).toHaveLength(2);
    await harness.owner.query('DELETE FROM vault.event_endpoints');
  });
});

it('the database knows the types that the contract names', async () => {
  const { rows } = await harness.owner.query(
    `SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conname = 'events_type_is_known'`,
  );
  const known = [...String(rows[0]?.text).matchAll(/'([a-z._]+)'::text/g)].map(([, type]) => type);
  expect(known.sort()).toEqual([...EVENT_TYPES].sort());
});

describe('the order', () => {
  const freeze = (id: string, frozen: boolean) =>
    `UPDATE connections SET frozen_at = ${frozen ? 'now()' : 'NULL'} WHERE id = '${id}'`;

  it('hides nothing from who has read on while an earlier number was not committed', async () => {
    const other = await harness.link(vault);
    await harness.owner.query('DELETE FROM vault.events');
    const late = await harness.owner.connect();
    await late.query('BEGIN');
    await late.query(freeze(linked.id, true));
    await harness.owner.query(freeze(other.id, true));
    const first = await read();
    expect(first.events.map(({ data }) => data.connection_id)).toEqual([other.id]);
    await late.query('COMMIT');
    late.release();
    const second = await read(first.nextAfter);
    expect(second.events.map(({ data }) => data.connection_id)).toEqual([linked.id]);
  });

  it('is that of the changes of each connection, and no event is missed, with writers and readers at once', async () => {
    const connections = [linked, await harness.link(vault), await harness.link(vault)];
    await harness.owner.query('DELETE FROM vault.events');
    const changes = 12;
    let isDone = false;
    const seen: string[] = [];
    const reader = async () => {
      let after = (await read()).nextAfter;
      after = '0';
      for (let last = false; ; last = isDone) {
        const page = await read(after, 5);
        seen.push(...page.events.map(({ type, data }) => `${data.connection_id} ${type}`));
        after = page.nextAfter;
        if (last && page.events.length === 0) return;
      }
    };
    const writer = async ({ id }: Linked) => {
      for (let count = 0; count < changes; count += 1) await harness.owner.query(freeze(id, count % 2 === 0));
    };
    const reading = reader();
    await Promise.all(connections.map(writer));
    isDone = true;
    await reading;
    for (const { id } of connections) {
      expect(seen.filter((each) => each.startsWith(id))).toEqual(
        Array.from({ length: changes }, (_, n) => `${id} connection.${n % 2 === 0 ? 'frozen' : 'released'}`),
      );
    }
  });

  it('is given in batches, and by several vaults at once, to each event once', async () => {
    for (let count = 0; count < 10; count += 1) {
      await harness.owner.query(freeze(linked.id, count % 2 === 0));
    }
    const placed = await Promise.all([
      givePositions(vault.database, 3),
      givePositions(harness.vault().database, 3),
    ]);
    expect(placed.reduce((sum, each) => sum + each, 0)).toBe(10);
    const { rows } = await harness.owner.query('SELECT position FROM vault.events ORDER BY sequence');
    const positions = rows.map((row) => Number(row.position));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(new Set(positions).size).toBe(10);
  });
});
