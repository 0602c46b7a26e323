import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EndpointAct } from '#lib/contract/endpoint-acts';
import type { VaultContext } from '#vault/runtime/context';
import { Harness, type Linked } from '#vault/testing/harness';
import { approved, newStaffWithPasskey, type StaffWithPasskey } from '#vault/testing/step-up';
import { actOnEndpoint } from './act-on-endpoint';
import { givePositions } from './give-positions';

let harness: Harness;
let vault: VaultContext;
let linked: Linked;
let operator: StaffWithPasskey;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
  linked = await harness.link(vault);
  operator = await newStaffWithPasskey(harness, 'operator');
});
beforeEach(async () => {
  await harness.owner.query('UPDATE connections SET frozen_at = NULL');
  await harness.owner.query('DELETE FROM vault.event_endpoints');
  await harness.owner.query('DELETE FROM vault.events');
});
afterAll(() => harness.close());

type Act = EndpointAct extends infer Each
  ? Each extends EndpointAct
    ? Omit<Each, 'endpointId'>
    : never
  : never;

async function act(endpointId: string, wanted: Act) {
  const whole = { ...wanted, endpointId } as EndpointAct;
  const isApproved = whole.act === 'event_endpoint.enable' || whole.act === 'event_endpoint.disable';
  const stepUp = isApproved ? await approved(vault, operator, whole) : undefined;
  return actOnEndpoint(vault, { session: operator.session, act: whole, stepUp });
}
const enable = (id: string, begin: 'missed' | 'now') => act(id, { act: 'event_endpoint.enable', begin });
const disable = (id: string) => act(id, { act: 'event_endpoint.disable' });

async function newEndpoint(types: string[] = []): Promise<string> {
  const { rows } = await harness.owner.query<{ id: string }>(
    `INSERT INTO vault.event_endpoints (environment, url, types) VALUES ('sandbox', 'https://hooks.example/', $1) RETURNING id`,
    [types],
  );
  return String(rows[0]?.id);
}

/** Freezes and releases by turns. */
async function change(times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    await harness.owner.query(
      'UPDATE connections SET frozen_at = CASE WHEN frozen_at IS NULL THEN now() END WHERE id = $1',
      [linked.id],
    );
  }
}

/** The whole log, in order: type and state. */
async function log(id: string): Promise<string[]> {
  await givePositions(vault.database);
  const { rows } = await harness.owner.query<{ type: string; state: string }>(
    'SELECT type, state FROM vault.event_deliveries WHERE endpoint_id = $1 ORDER BY position',
    [id],
  );
  return rows.map(({ type, state }) => `${type} ${state}`);
}
const setAll = (state: string) =>
  harness.owner.query('UPDATE vault.event_deliveries SET state = $1, next_try_at = NULL, tries = 3', [state]);

describe('an endpoint that staff enable', () => {
  it('gets what it missed, all of it and nothing twice', async () => {
    const id = await newEndpoint();
    await change(2);
    expect(await log(id)).toHaveLength(2);
    await setAll('delivered');
    // committed before it is disabled, and without a place then
    await change(1);
    expect(await disable(id)).toBe('disabled');
    expect(await disable(id)).toBe('unchanged');
    await change(1);
    expect(await log(id)).toHaveLength(3);
    expect(await enable(id, 'missed')).toBe('enabled');
    expect(await enable(id, 'missed')).toBe('unchanged');
    expect(await log(id)).toEqual([
      'connection.frozen delivered',
      'connection.released delivered',
      'connection.frozen waiting',
      'connection.released waiting',
    ]);
    const { rows } = await harness.owner.query(
      `SELECT action, actor_kind, actor_id, detail->>'endpointId' = $1 AS own FROM audit_entries
       WHERE action LIKE 'event_endpoint.%' ORDER BY id`,
      [id],
    );
    expect(rows).toEqual(
      ['disabled', 'replayed', 'enabled'].map((what) => ({
        action: `event_endpoint.${what}`,
        actor_kind: 'staff',
        actor_id: operator.id,
        own: true,
      })),
    );
  });

  it('or begins with what happens next', async () => {
    const id = await newEndpoint();
    await disable(id);
    await change(2);
    await enable(id, 'now');
    await change(1);
    expect(await log(id)).toEqual(['connection.frozen waiting']);
  });

  it('gets more than one transaction adds, and only the types that it wants', async () => {
    const id = await newEndpoint(['connection.frozen']);
    await disable(id);
    await harness.owner.query(
      `INSERT INTO vault.events (type, connection_id, environment)
       SELECT CASE n % 2 WHEN 0 THEN 'connection.frozen' ELSE 'connection.released' END, $1, 'sandbox'
       FROM generate_series(1, 20020) AS n`,
      [linked.id],
    );
    expect(await enable(id, 'missed')).toBe('enabled');
    expect(new Set(await log(id))).toEqual(new Set(['connection.frozen waiting']));
    expect(await log(id)).toHaveLength(10_010);
  });
});

describe('what staff send', () => {
  it('is one event that was given up, and no other', async () => {
    const id = await newEndpoint();
    await change(2);
    await log(id);
    await setAll('given_up');
    const { rows } = await harness.owner.query(
      'SELECT min(position)::text AS position FROM vault.event_deliveries WHERE endpoint_id = $1',
      [id],
    );
    const position = String(rows[0]?.position);
    expect(await act(id, { act: 'event_endpoint.send_again', position })).toBe('sent_again');
    expect(await log(id)).toEqual(['connection.frozen waiting', 'connection.released given_up']);
    expect(await act(id, { act: 'event_endpoint.send_again', position: '999999999' })).toBe('none');
  });

  it('is everything of the last hours', async () => {
    const id = await newEndpoint();
    await change(3);
    await log(id);
    await setAll('delivered');
    await harness.owner.query(
      `UPDATE vault.events SET created_at = now() - interval '2 hours' WHERE position = (SELECT min(position) FROM vault.events)`,
    );
    expect(await act(id, { act: 'event_endpoint.replay', hours: '1' })).toBe('sent_again');
    expect(await log(id)).toEqual([
      'connection.frozen delivered',
      'connection.released waiting',
      'connection.frozen waiting',
    ]);
    await harness.owner.query(`UPDATE vault.events SET created_at = now() - interval '2 hours'`);
    expect(await act(id, { act: 'event_endpoint.replay', hours: '1' })).toBe('none');
  });

  it('is a test, unless it is disabled', async () => {
    const id = await newEndpoint();
    expect(await act(id, { act: 'event_endpoint.test' })).toBe('tested');
    expect(await log(id)).toEqual(['test waiting']);
    await disable(id);
    expect(await act(id, { act: 'event_endpoint.test' })).toBe('disabled_now');
    await harness.owner.query('DELETE FROM vault.event_endpoints');
    await expect(act(id, { act: 'event_endpoint.test' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
