import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listEvents } from '#vault/events/list-events';
import { digestOf } from '#vault/keys/webhook-signature';
import type { VaultContext } from '#vault/runtime/context';
import { Harness, type Linked } from '#vault/testing/harness';
import { eventBody, type SentEvent } from '#vault/testing/webhooks';
import { createIntake } from './intake';
import { sortEvents } from './sort-events';

let harness: Harness;
let ctx: VaultContext;
const USER = 'users#state-change';
const PROFILE = 'profiles#state-change';
const VERIFICATION = 'profiles#verification-state-change';

beforeAll(async () => {
  harness = await Harness.start();
  ctx = harness.vault();
});
beforeEach(() => harness.owner.query('DELETE FROM vault.webhook_events'));
afterAll(() => harness.close());

/** So many seconds from now, as Wise writes it: later than any consent of this test. */
const at = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

const store = async (...bodies: string[]) => {
  const intake = createIntake(ctx);
  for (const text of bodies) {
    const body = Buffer.from(text);
    await intake.store({ environment: 'sandbox', body, digest: digestOf(body), isTest: false, signedBy: '' });
  }
};
const sort = (vault = ctx) => sortEvents(vault, {}, new AbortController().signal);
const send = async (...events: SentEvent[]) => {
  await store(...events.map(eventBody));
  await sort();
};
const outcomes = async () => {
  const { rows } = await harness.owner.query<{ outcome: string }>(
    'SELECT outcome FROM vault.webhook_events ORDER BY position',
  );
  return rows.map(({ outcome }) => outcome);
};
const notices = async ({ id }: Linked) => {
  const { rows } = await harness.owner.query<{ kind: string }>(
    'SELECT kind FROM notices WHERE connection_id = $1 ORDER BY created_at',
    [id],
  );
  return rows.map(({ kind }) => kind);
};
const standing = async (id: string) => {
  const { rows } = await harness.owner.query<{ value: string }>(
    `SELECT value FROM wise_standings WHERE subject_id = $1 ORDER BY fact`,
    [id],
  );
  return rows.map(({ value }) => value).join();
};

describe('a user or profile that Wise deactivated', () => {
  it.each([USER, PROFILE])('%s ends the connection: tokens erased, audit row and notice', async (type) => {
    const linked = await harness.link(ctx);
    const id = type === USER ? linked.user.id : linked.user.profileId;
    await send({ type, id, state: 'DEACTIVATED', at: at(1) });
    expect(await harness.connection(linked)).toMatchObject({
      status: 'needs_reconnect',
      reason: 'user_deactivated',
      token_may_work_until: null,
    });
    expect(await harness.grant(linked)).toBeUndefined();
    expect(await harness.auditActions(linked)).toEqual(['connection.lost', 'connection.money_movement']);
    expect(await notices(linked)).toEqual(['needs_reconnect']);
    expect(await outcomes()).toEqual(['applied']);
  });

  it('ends every connection of the user and nobody else’s', async () => {
    const [one, other] = [await harness.link(ctx), await harness.link(ctx)];
    await send({ type: USER, id: one.user.id, state: 'DEACTIVATED', at: at(1) });
    expect(await harness.connection(one)).toMatchObject({ status: 'needs_reconnect' });
    expect(await harness.connection(other)).toMatchObject({ status: 'active' });
  });

  it('one from before the latest consent, replayed or late, ends nothing', async () => {
    const linked = await harness.link(ctx);
    await send({ type: USER, id: linked.user.id, state: 'DEACTIVATED', at: at(-3_600) });
    expect(await harness.connection(linked)).toMatchObject({ status: 'active' });
    expect(await harness.grant(linked)).toBeDefined();
  });

  it('also when a newer event was faster: what it ended at Wise stays ended', async () => {
    const linked = await harness.link(ctx);
    const { id } = linked.user;
    await send({ type: USER, id, state: 'ACTIVE', at: at(5) });
    await send({ type: USER, id, state: 'DEACTIVATED', at: at(2) });
    expect(await harness.connection(linked)).toMatchObject({ reason: 'user_deactivated' });
    expect(await standing(id)).toBe('active');
  });
});

it('a deactivation in the very second of the consent, told in whole seconds, still counts', async () => {
  const linked = await harness.link(ctx);
  const { connected_at: connectedAt } = await harness.connection(linked);
  const second = `${(connectedAt as Date).toISOString().slice(0, 19)}Z`;
  await send({ type: USER, id: linked.user.id, state: 'DEACTIVATED', at: second });
  expect(await harness.connection(linked)).toMatchObject({ reason: 'user_deactivated' });
});

describe('older never overwrites newer', () => {
  const sent = (state: string, seconds: number): SentEvent => ({
    type: PROFILE,
    id: '',
    state,
    at: at(seconds),
  });
  const three = () => [sent('VIEW_ONLY', 1), sent('WITHDRAW_ONLY', 2), sent('ACTIVE', 3)];
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];

  it.each(orders)('in the order of arrival %i %i %i the newest stands', async (...order) => {
    const { id } = { id: `77${order.join('')}` };
    const events = three().map((event) => ({ ...event, id }));
    for (const index of order) await send(events[index] ?? sent('', 0));
    expect(await standing(id)).toBe('active');
  });

  it.each(orders)('and the same within one batch: %i %i %i', async (...order) => {
    const id = `78${order.join('')}`;
    const events = three().map((event) => ({ ...event, id }));
    await send(...order.map((index) => events[index] ?? sent('', 0)));
    expect(await standing(id)).toBe('active');
  });

  it('of one second the later sent stands; of one time the one that restricts', async () => {
    const time = at(1);
    const event = (id: string, state: string, sentAt: string) => ({
      type: PROFILE,
      id,
      state,
      at: time,
      sentAt,
    });
    await send(event('791', 'ACTIVE', at(9)), event('791', 'VIEW_ONLY', at(8)));
    await send(event('792', 'VIEW_ONLY', time), event('792', 'ACTIVE', time));
    await send(event('793', 'ACTIVE', time), event('793', 'VIEW_ONLY', time));
    expect([await standing('791'), await standing('792'), await standing('793')]).toEqual([
      'active',
      'view_only',
      'view_only',
    ]);
  });

  it('a time far ahead does not keep later events out', async () => {
    await send({ type: PROFILE, id: '794', state: 'VIEW_ONLY', at: '2199-01-01T00:00:00Z' });
    await send({ type: PROFILE, id: '794', state: 'ACTIVE', at: at(20) });
    expect(await standing('794')).toBe('active');
  });
});

describe('whether money can move (W16)', () => {
  it('changes nothing about the connection, and the customer hears of what got worse, once', async () => {
    const linked = await harness.link(ctx);
    const { id, profileId } = linked.user;
    await send({ type: USER, id, state: 'WITHDRAW_ONLY', at: at(1) });
    expect(await harness.connection(linked)).toMatchObject({ status: 'active', reason: null });
    expect(await notices(linked)).toEqual(['money_movement']);
    // a second subscription's copy of the same event
    await send({ type: USER, id, state: 'WITHDRAW_ONLY', at: at(1) });
    expect(await notices(linked)).toEqual(['money_movement']);
    await send({ type: VERIFICATION, id: profileId, state: 'not_verified', at: at(2) });
    expect(await notices(linked)).toEqual(['money_movement', 'money_movement']);
    await send({ type: USER, id, state: 'ACTIVE', at: at(3) });
    await send({ type: VERIFICATION, id: profileId, state: 'verified', at: at(3) });
    expect(await notices(linked)).toHaveLength(2);
    const actions = (await harness.auditActions(linked)).filter(
      (each) => each === 'connection.money_movement',
    );
    expect(actions).toHaveLength(4);
    expect(await outcomes()).toEqual(['applied', 'unchanged', 'applied', 'applied', 'applied']);
    // the partner hears of each change, and once
    const { events } = await listEvents(ctx.database, { after: '0', limit: 500 }, 'sandbox');
    const told = events.filter(({ data }) => data.connection_id === linked.id).slice(1);
    expect(told.map(({ type }) => type)).toEqual(Array(4).fill('profile.changed'));
    expect(told.at(0)?.data).toMatchObject({
      profile_id: profileId,
      customer: { id: linked.customerId },
      money_movement: { state: 'limited', reasons: [expect.anything()] },
    });
    expect(told.at(3)?.data).toMatchObject({ money_movement: { reasons: [] } });
  });

  it('an event for the user and one for the profile count for all their connections', async () => {
    const linked = await harness.link(ctx);
    await send({ type: PROFILE, id: linked.user.profileId, state: 'VIEW_ONLY', at: at(1) });
    expect(await standing(linked.user.profileId)).toBe('view_only');
    const { rows } = await harness.owner.query('SELECT connection_ids FROM vault.webhook_events');
    expect(rows).toEqual([{ connection_ids: [linked.id] }]);
  });

  it('is kept for a profile that is not connected yet, or never', async () => {
    await send({ type: VERIFICATION, id: '9007199254740993199', state: 'not_verified', at: at(1) });
    expect(await standing('9007199254740993199')).toBe('not_verified');
    expect(await outcomes()).toEqual(['recorded']);
  });

  it('dummy data of a test notification, which is about user 0, changes nothing', async () => {
    await send({ type: USER, id: '0', state: 'DEACTIVATED', at: at(1) });
    expect(await outcomes()).toEqual(['test']);
    expect(await standing('0')).toBe('');
  });
});

describe('sorting', () => {
  it('two vaults at once apply each event once, in order of arrival', async () => {
    const linked = await harness.link(ctx);
    const second = harness.vault();
    const states = ['WITHDRAW_ONLY', 'ACTIVE'];
    const events = Array.from({ length: 40 }, (_, index) => ({
      type: USER,
      id: linked.user.id,
      state: states[index % 2] ?? '',
      at: at(index),
    }));
    await store(...events.map(eventBody));
    await Promise.all([sort(), sort(second), sort(), sort(second)]);
    const { rows } = await harness.owner.query<{ id: string }>(
      'SELECT id FROM vault.webhook_events WHERE position IS NOT NULL ORDER BY position',
    );
    const ids = rows.map(({ id }) => Number(id));
    expect(ids).toHaveLength(40);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(await standing(linked.user.id)).toBe('active');
  });

  it('an event that cannot be applied is kept as failed, and holds no other up', async () => {
    const linked = await harness.link(ctx);
    const { id } = linked.user;
    await harness.owner.query(`ALTER TABLE wise_standings ADD CONSTRAINT poison CHECK (value <> 'poison')`);
    await send(
      { type: PROFILE, id: '795', state: 'POISON', at: at(1) },
      { type: USER, id, state: 'WITHDRAW_ONLY', at: at(2) },
    );
    await harness.owner.query('ALTER TABLE wise_standings DROP CONSTRAINT poison');
    expect(await outcomes()).toEqual(['failed', 'applied']);
    expect(await standing(id)).toBe('withdraw_only');
  });
});
