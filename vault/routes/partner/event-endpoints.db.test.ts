import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { API_KEY_SCOPES } from '#lib/contract/api-key-scopes';
import { EventReceiver } from '#test/event-receiver';
import { until } from '#test/until';
import { claimDeliveries, claimEndpoints } from '#vault/events/outbox';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked, SHORT } from '#vault/testing/harness';

let harness: Harness;
let vault: Vault;
let key: string;
let receiver: EventReceiver;
let connections: Linked[];

/** The product's proportions, but short. */
const QUICK = {
  ...SHORT,
  eventLookMs: 20,
  eventSendMs: 200,
  eventLeaseMs: 500,
  eventSliceMs: 500,
  eventRestMs: 5,
  eventRestMaxMs: 20,
  eventRetryMs: 5,
  eventRetryMaxMs: 20,
};

beforeAll(async () => {
  harness = await Harness.start();
  receiver = await EventReceiver.start();
  vault = await startVault(harness.env({ EVENT_ALLOWED_ORIGINS: receiver.url }), { deadlines: QUICK });
  key = (await makeApiKey(vault.ctx.database, API_KEY_SCOPES)).key;
  connections = [await harness.link(vault.ctx), await harness.link(vault.ctx), await harness.link(vault.ctx)];
});
beforeEach(async () => {
  await harness.owner.query('DELETE FROM vault.event_endpoints');
  await harness.owner.query('DELETE FROM vault.events');
  await harness.owner.query('UPDATE connections SET frozen_at = NULL');
  await until('nothing waits', async () => {
    const { rowCount } = await harness.owner.query('DELETE FROM vault.events');
    return rowCount === 0;
  });
  receiver.arrived.length = 0;
  receiver.answer = () => 200;
});
afterAll(async () => {
  await vault.close();
  await receiver.close();
  await harness.close();
});

type Method = 'GET' | 'POST' | 'DELETE';
async function ask(method: Method, path: string, body?: unknown, by = key) {
  const answer = await fetch(`${vault.partnerUrl}/v1/event-endpoints${path}`, {
    method,
    headers: {
      authorization: `Bearer ${by}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, json: await answer.json() };
}

async function register(changes = {}): Promise<{ id: string; secret: string }> {
  const { json } = await ask('POST', '', {
    environment: 'sandbox',
    url: `${receiver.url}/hooks`,
    ...changes,
  });
  receiver.secrets = [json.secret];
  return json;
}

/** Freezes and releases each connection by turns. */
async function change(times: number, of = connections): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    await harness.owner.query(
      `UPDATE connections SET frozen_at = CASE WHEN frozen_at IS NULL THEN now() END WHERE id = ANY ($1)`,
      [of.map(({ id }) => id)],
    );
  }
}
const expected = (times: number) =>
  Array.from({ length: times }, (_, n) => `connection.${n % 2 === 0 ? 'frozen' : 'released'}`);

const deliveries = async (id: string, query = '') =>
  (await ask('GET', `/${id}/deliveries${query}`)).json.data;
const allDelivered = (id: string, count: number) =>
  until(
    'all is delivered',
    async () => (await deliveries(id, '?state=delivered&limit=200')).length === count,
  );

describe('an event is sent (promise 17)', () => {
  it('at least once, in order per connection, signed, whatever becomes of receiver and vault', async () => {
    const { id } = await register();
    // slow, in error, moved, and well by turns; then well for good
    const answers = [undefined, 500, 200, 302, 200, 500, undefined, 302];
    receiver.answer = () => (answers.length > 0 ? answers.shift() : 200);
    const away = connections.map(async (_, at) => {
      // a vault that begins to send and dies: it has sent, or not; nobody knows
      await change(2, [connections[at] as Linked]);
      const dying = harness.vault({ deadlines: QUICK });
      for (const endpoint of await claimEndpoints(dying.database, dying.deadlines))
        await claimDeliveries(dying.database, endpoint, dying.deadlines);
    });
    await Promise.all(away);
    await change(6);
    await until('every event has arrived', () =>
      connections.every((each) => receiver.takenOf(each.id).length === 8),
    );
    for (const each of connections) expect(receiver.takenOf(each.id)).toEqual(expected(8));
    expect(receiver.arrived.every(({ isSigned }) => isSigned)).toBe(true);
    await allDelivered(id, 24);
  });

  it('of other connections while one is not taken, and the rest of that one once it is given up', async () => {
    const { id } = await register();
    const [stuck, other] = connections as [Linked, Linked];
    receiver.answer = ({ data }) => ('connection_id' in data && data.connection_id === stuck.id ? 500 : 200);
    await change(2, [stuck, other]);
    await allDelivered(id, 2);
    expect(receiver.takenOf(other.id)).toEqual(expected(2));
    await until('it was tried', () => receiver.arrived.some(({ status }) => status === 500));
    await until(
      'that is noted',
      async () => (await deliveries(id, '?state=waiting'))[1]?.last_status === 500,
    );
    const waiting = await deliveries(id, '?state=waiting');
    expect(waiting).toMatchObject([
      { next_try_at: null, attempts: 0 },
      { last_status: 500, connection_id: stuck.id },
    ]);
    // one after the other: one statement takes both locks, the endpoint's last, as the sending vault takes them first
    await harness.owner.query(`UPDATE vault.event_endpoints SET enabled_at = now() - interval '3 days'`);
    await harness.owner.query(
      `UPDATE vault.event_deliveries SET asked_at = now() - interval '3 days' WHERE position = $1`,
      [waiting[1].position],
    );
    await until('the first is given up', async () => (await deliveries(id, '?state=given_up')).length === 1);
    receiver.answer = () => 200;
    await until('the next is sent', () => receiver.takenOf(stuck.id).length === 1);
    expect(receiver.takenOf(stuck.id)).toEqual(['connection.released']);
  });

  it('no more to who answered 410, until it is enabled: then what waits goes on', async () => {
    const { id } = await register();
    receiver.answer = () => 410;
    await change(1);
    const isDisabled = async () => (await ask('GET', '')).json.data[0].disabled_reason === 'gone';
    await until('it is disabled', isDisabled);
    await change(1);
    receiver.answer = () => 200;
    receiver.arrived.length = 0;
    expect(await ask('POST', `/${id}/test`)).toMatchObject({ status: 409 });
    await ask('POST', `/${id}/enable`);
    await allDelivered(id, 3);
    // what happened while it was disabled was not meant for it; a replay sends it
    const replayed = await ask('POST', `/${id}/replay`, { after: '0' });
    expect(replayed.json).toMatchObject({ count: 6 });
    await allDelivered(id, 6);
    for (const each of connections) expect(receiver.takenOf(each.id)).toEqual(expected(2));
    expect(
      await harness.owner.query(`SELECT FROM audit_entries WHERE action LIKE 'event_endpoint.%'`),
    ).toMatchObject({
      rowCount: expect.any(Number),
    });
  });

  it('that happened while it was disabled, before any later one, when it is enabled from a position on', async () => {
    const { id } = await register();
    await change(1);
    await allDelivered(id, 3);
    const last = (await deliveries(id))[0].position;
    await ask('POST', `/${id}/disable`);
    await change(3);
    const changing = change(4);
    await ask('POST', `/${id}/enable`, { after: last });
    await changing;
    await allDelivered(id, 24);
    for (const each of connections) expect(receiver.takenOf(each.id)).toEqual(expected(8));
  });
});

describe('an endpoint', () => {
  it('gets the types that it wants, and a test when somebody asks', async () => {
    const { id } = await register({ types: ['connection.released'] });
    await change(2);
    const { json } = await ask('POST', `/${id}/test`);
    await allDelivered(id, 4);
    expect(new Set(receiver.arrived.map(({ event }) => event.type))).toEqual(
      new Set(['connection.released', 'test']),
    );
    expect(receiver.arrived.find(({ event }) => event.type === 'test')?.event.id).toBe(json.event_id);
    const listed = await fetch(`${vault.partnerUrl}/v1/events`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect((await listed.json()).data).toHaveLength(6);
  });

  it('has two secrets while one is replaced, and one after that', async () => {
    const { id, secret } = await register();
    const rotated = (await ask('POST', `/${id}/rotate-secret`, {})).json;
    for (const each of [[secret], [rotated.secret]]) {
      receiver.secrets = each;
      receiver.arrived.length = 0;
      await ask('POST', `/${id}/test`);
      await until('the test arrives', () => receiver.arrived.length === 1);
      expect(receiver.arrived[0]?.isSigned).toBe(true);
    }
    await ask('POST', `/${id}/rotate-secret`, { keep_old_hours: 0 });
    receiver.arrived.length = 0;
    receiver.secrets = [secret, rotated.secret];
    await ask('POST', `/${id}/test`);
    await until('the test arrives', () => receiver.arrived.length === 1);
    expect(receiver.arrived[0]?.isSigned).toBe(false);
    const { rows } = await harness.owner.query('SELECT secret FROM vault.event_secrets');
    expect(rows).toHaveLength(1);
    expect(String(rows[0]?.secret)).not.toContain('whsec_');
  });

  it('inside our network is refused at registration (threat 22), and at delivery', async () => {
    for (const url of [
      'https://127.0.0.1/',
      'https://2130706433/',
      'http://hooks.example/',
      'https://[::1]/',
    ]) {
      const { status, json } = await ask('POST', '', { environment: 'sandbox', url });
      expect([url, status, json.code]).toEqual([url, 422, 'EVENT_URL_REFUSED']);
    }
    const { id } = await register();
    await harness.owner.query(`UPDATE vault.event_endpoints SET url = $1`, ['https://127.0.0.1:9/']);
    await ask('POST', `/${id}/test`);
    await until('it is refused', async () => (await deliveries(id))[0]?.last_failure === 'refused_target');
  });

  it('takes an act without a body that is said to be JSON, and says what is missing where one is needed', async () => {
    const { id } = await register();
    const post = (path: string, method = 'POST') =>
      fetch(`${vault.partnerUrl}/v1/event-endpoints${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      });
    for (const act of ['test', 'rotate-secret', 'disable', 'enable'])
      expect((await post(`/${id}/${act}`)).status, act).toBe(200);
    expect((await post('')).status).toBe(400);
    expect((await post(`/${id}`, 'DELETE')).status).toBe(200);
  });

  it('of one environment does not exist for a key of the other', async () => {
    const { id } = await register();
    const foreign = (await makeApiKey(vault.ctx.database, API_KEY_SCOPES, { environment: 'production' })).key;
    for (const [method, path, body] of [
      ['DELETE', `/${id}`],
      ['POST', `/${id}/test`],
      ['POST', `/${id}/enable`],
      ['POST', `/${id}/disable`],
      ['POST', `/${id}/rotate-secret`, {}],
      ['POST', `/${id}/replay`, { after: '0' }],
      ['GET', `/${id}/deliveries`],
    ] as const) {
      expect([path, (await ask(method, path, body, foreign)).status]).toEqual([path, 404]);
    }
    expect((await ask('GET', '', undefined, foreign)).json.data).toEqual([]);
    const url = `${receiver.url}/hooks`;
    expect((await ask('POST', '', { environment: 'sandbox', url }, foreign)).json.code).toBe(
      'ENVIRONMENT_NOT_ALLOWED',
    );
    expect((await ask('DELETE', `/${id}`)).json).toEqual({ id });
    expect((await ask('GET', '')).json.data).toEqual([]);
  });
});

it('no endpoint is made while no key can seal its secret: asked again in a minute, it may be', async () => {
  const { ring } = vault.ctx;
  const contents = { primary: ring.primary, keys: ring.keys };
  ring.replace({ ...contents, primary: undefined });
  const { status, headers, json } = await ask('POST', '', {
    environment: 'sandbox',
    url: `${receiver.url}/hooks`,
  });
  ring.replace(contents);
  expect([status, json.code, headers.get('retry-after')]).toEqual([503, 'KEY_UNKNOWN', '60']);
});
