import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setReadOnly } from '#test/database/read-only';
import { until } from '#test/until';
import { startVault, type Vault } from '#vault/server';
import { expectStillConnected } from '#vault/testing/expect-still-connected';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { PUBLISHED_SAMPLE as sample } from '#vault/testing/published-sample';
import { NOTHING_FAILED, startTraffic } from '#vault/testing/traffic';
import { deliver, eventBody, signed, TEST_KEY_PEM } from '#vault/testing/webhooks';
import { PUBLISHED_KEYS } from './published-keys';

let harness: Harness;
let vault: Vault;
const folder = mkdtempSync(path.join(os.tmpdir(), 'webhook-keys-'));
const keyFile = path.join(folder, 'keys.pem');

const start = (env: Record<string, string> = {}) =>
  startVault(
    harness.env({ WISE_SANDBOX_WEBHOOK_KEYS: `${TEST_KEY_PEM}\n${PUBLISHED_KEYS.sandbox}`, ...env }),
    {
      deadlines: { ...UNHURRIED, drainMs: 5_000 },
    },
  );

beforeAll(async () => {
  harness = await Harness.start();
  vault = await start();
});
beforeEach(() => harness.owner.query('DELETE FROM vault.webhook_events'));
afterEach(() => setReadOnly(harness.database, false));
afterAll(async () => {
  await vault.close();
  await harness.close();
  rmSync(folder, { recursive: true });
});

type Event = Record<string, unknown>;
async function events(): Promise<Event[]> {
  const { rows } = await harness.owner.query<Event>('SELECT * FROM vault.webhook_events ORDER BY id');
  return rows;
}
const sorted = () =>
  until('all events are sorted', async () => (await events()).every(({ outcome }) => outcome !== null));

const transfer = (id: string) =>
  eventBody({ type: 'transfers#state-change', id, state: 'processing', at: '2026-11-28T10:00:00Z' });

describe('stored before 200 (promise 15)', () => {
  it("Wise's published sample is stored byte for byte and sorted", async () => {
    expect(await deliver(vault.webhookUrl, sample.body, { signature: sample.signature })).toBe(200);
    await sorted();
    const [event] = await events();
    expect(String(event?.body)).toBe(sample.body);
    expect(event).toMatchObject({ event_type: 'transfers#state-change', outcome: 'kept', deliveries: 1 });
  });

  it('an unknown type, and a body that is no JSON, are kept and shown, never refused', async () => {
    const bodies = [eventBody({ type: 'moons#full', id: '1', state: 'X', at: 'noon' }), 'no JSON', '{"a":1}'];
    for (const body of bodies) expect(await deliver(vault.webhookUrl, body)).toBe(200);
    await sorted();
    expect((await events()).map(({ outcome }) => outcome)).toEqual(['kept', 'unreadable', 'unreadable']);
  });

  it('any content type, or none, is taken: the signature decides', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'nonsense'])
      expect(
        await deliver(vault.webhookUrl, transfer(type.length.toString()), {
          headers: { 'content-type': type },
        }),
      ).toBe(200);
  });

  it('a replay with a fresh delivery id is counted and has no effect, also many at once', async () => {
    const body = transfer('7');
    const answers = await Promise.all(Array.from({ length: 100 }, () => deliver(vault.webhookUrl, body)));
    expect(new Set(answers)).toEqual(new Set([200]));
    await sorted();
    expect(await events()).toMatchObject([{ deliveries: 100 }]);
  });

  describe('promise 15: what is no sign that Wise still delivers', () => {
    /** A body of Wise's that is so old, by its own word. */
    const sent = (id: string, daysAgo: number) => {
      const at = new Date(Date.now() - daysAgo * 86_400_000).toISOString();
      return eventBody({ type: 'transfers#state-change', id, state: 'processing', at });
    };
    const countsAfter = async (delivery: () => Promise<number>) => {
      await harness.owner.query(
        `INSERT INTO vault.webhook_watch (environment, delivered_at) VALUES ('sandbox', now() - interval '2 days')
         ON CONFLICT (environment) DO UPDATE SET delivered_at = excluded.delivered_at`,
      );
      expect(await delivery()).toBe(200);
      const { rows } = await harness.owner.query<{ counts: boolean }>(
        `SELECT delivered_at > now() - interval '1 day' AS counts FROM vault.webhook_watch WHERE environment = 'sandbox'`,
      );
      return rows[0]?.counts;
    };

    it('a replay; a new body is one', async () => {
      const body = sent('70', 0);
      expect(await countsAfter(() => deliver(vault.webhookUrl, body))).toBe(true);
      expect(await countsAfter(() => deliver(vault.webhookUrl, body))).toBe(false);
      expect(await countsAfter(() => deliver(vault.webhookUrl, sent('71', 0)))).toBe(true);
    });

    it('a body that never came here and is older than Wise tries again: 30 days, or the published sample', async () => {
      expect(await countsAfter(() => deliver(vault.webhookUrl, sent('72', 30)))).toBe(false);
      const { body, signature } = sample;
      expect(await countsAfter(() => deliver(vault.webhookUrl, body, { signature }))).toBe(false);
      expect(await events()).toHaveLength(2);
    });

    it('what Wise may still try again is one, and so is what says no time', async () => {
      expect(await countsAfter(() => deliver(vault.webhookUrl, sent('73', 13)))).toBe(true);
      expect(await countsAfter(() => deliver(vault.webhookUrl, '{"event_type":"a"}'))).toBe(true);
    });
  });

  it('a database that takes no writes is answered 503, and the next try is stored', async () => {
    const body = transfer('8');
    await setReadOnly(harness.database, true);
    expect(await deliver(vault.webhookUrl, body)).toBe(503);
    await setReadOnly(harness.database, false);
    expect(await deliver(vault.webhookUrl, body)).toBe(200);
    expect(await events()).toHaveLength(1);
  });

  it('a test notification is recorded as one and acknowledged', async () => {
    const headers = { 'x-test-notification': 'true' };
    expect(await deliver(vault.webhookUrl, transfer('0'), { headers })).toBe(200);
    await sorted();
    expect(await events()).toMatchObject([{ is_test: true, outcome: 'test' }]);
  });
});

describe('forged deliveries store nothing (done-when 2)', () => {
  const body = transfer('9');
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const right = signed(body);

  it.each([
    ['no signature', { signature: null }, 400],
    ['no base64', { signature: '!!!' }, 400],
    ['base64url', { signature: Buffer.from(right, 'base64').toString('base64url') }, 400],
    ['an HMAC', { signature: Buffer.alloc(32, 1).toString('base64') }, 400],
    ["a stranger's key", { signature: sign('sha256', Buffer.from(body), stranger).toString('base64') }, 503],
    ['another body', { signature: signed(`${body} `) }, 503],
    ['SHA-1 in the header for it', { signature: null, headers: { 'x-signature': right } }, 400],
    ['an environment that is off here', { signature: right, environment: 'production' }, 503],
    ['an environment that there is not', { signature: right, environment: 'live' }, 404],
  ])('%s', async (_what, sending, status) => {
    expect(await deliver(vault.webhookUrl, body, sending)).toBe(status);
    expect(await events()).toEqual([]);
  });

  it('written again from what was parsed', async () => {
    const again = JSON.stringify(JSON.parse(body), null, 2);
    expect(await deliver(vault.webhookUrl, again, { signature: right })).toBe(503);
    expect(await events()).toEqual([]);
  });

  it('too large a body is read by nobody', async () => {
    expect(await deliver(vault.webhookUrl, 'x'.repeat(256 * 1024 + 1))).toBe(413);
  });

  it("a key of the other environment verifies nothing: sandbox's events do not reach production", async () => {
    const both = await start({
      WISE_PRODUCTION_CLIENT_ID: 'acme-bank',
      WISE_PRODUCTION_CLIENT_SECRET: 'secret',
    });
    expect(await deliver(both.webhookUrl, body, { environment: 'production' })).toBe(503);
    expect(await deliver(both.webhookUrl, body)).toBe(200);
    await both.close();
  });
});

describe('keys from a file', () => {
  it('promise 13: are rotated under load, with overlap and without a restart: no delivery fails, and no connect, refresh, vend or call; half a file changes nothing', async () => {
    const old = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const oldPem = String(old.publicKey.export({ type: 'spki', format: 'pem' }));
    const byOld = (body: string) => sign('sha256', Buffer.from(body), old.privateKey).toString('base64');
    writeFileSync(keyFile, oldPem);
    const second = await start({ WISE_SANDBOX_WEBHOOK_KEYS: '', WISE_SANDBOX_WEBHOOK_KEYS_FILE: keyFile });
    /** What Wise signs with now, of the two. */
    let signNow = byOld;
    let isOver = false;
    const answers: number[] = [];
    const sender = async (from: number) => {
      for (let id = from; !isOver; id += 4) {
        const body = transfer(String(id));
        answers.push(await deliver(second.webhookUrl, body, { signature: signNow(body) }));
        await sleep(10);
      }
    };
    const load = Promise.all([1_000, 1_001, 1_002, 1_003].map(sender));
    const traffic = await startTraffic(harness, [second]);
    const probe = transfer('10');
    expect(await deliver(second.webhookUrl, probe)).toBe(503);
    writeFileSync(keyFile, `${oldPem}\n${TEST_KEY_PEM}`);
    await until('the new key is known', async () => (await deliver(second.webhookUrl, probe)) === 200);
    signNow = signed;
    // what was signed with the old one is on its way no more
    const late = answers.length + 8;
    await until('all have changed', () => answers.length >= late);
    writeFileSync(keyFile, TEST_KEY_PEM);
    const last = transfer('11');
    await until(
      'the old key is none',
      async () => (await deliver(second.webhookUrl, last, { signature: byOld(last) })) === 503,
    );
    writeFileSync(keyFile, TEST_KEY_PEM.slice(0, 100));
    expect(await deliver(second.webhookUrl, transfer('12'))).toBe(200);
    isOver = true;
    await load;
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(await traffic.end()).toEqual(NOTHING_FAILED);
    await second.close();
  });

  it('one that is lost: the first delivery is an alarm, ends no connection, and counts once the key is there', async () => {
    await harness.owner.query('DELETE FROM alarms');
    writeFileSync(keyFile, PUBLISHED_KEYS.sandbox);
    const second = await start({ WISE_SANDBOX_WEBHOOK_KEYS: '', WISE_SANDBOX_WEBHOOK_KEYS_FILE: keyFile });
    const linked = await harness.link(second.ctx);
    const at = new Date().toISOString();
    const body = eventBody({ type: 'users#state-change', id: linked.user.id, state: 'DEACTIVATED', at });
    expect(await deliver(second.webhookUrl, body)).toBe(503);
    await until('the alarm', async () => (await harness.openAlarms()).length > 0);
    expect(await harness.openAlarms()).toEqual(['webhook_signatures_failing']);
    expect(await events()).toEqual([]);
    await expectStillConnected(harness, linked);
    writeFileSync(keyFile, `${PUBLISHED_KEYS.sandbox}\n${TEST_KEY_PEM}`);
    await until('it is stored', async () => (await deliver(second.webhookUrl, body)) === 200);
    await until('its connection ends', async () => {
      return (await harness.connection(linked)).status === 'needs_reconnect';
    });
    await second.close();
  });

  it('a start with keys that cannot be read says which setting is wrong', async () => {
    await expect(start({ WISE_SANDBOX_WEBHOOK_KEYS: 'nonsense' })).rejects.toThrow(
      'WISE_SANDBOX_WEBHOOK_KEYS must be',
    );
  });
});

it('the address says what it is for, and takes nothing but POST', async () => {
  const address = `${vault.webhookUrl}/webhooks/wise/sandbox`;
  const get = await fetch(address);
  expect([get.status, await get.json()]).toEqual([
    200,
    { takes: 'POST', from: 'Wise', environment: 'sandbox' },
  ]);
  expect((await fetch(address, { method: 'HEAD' })).status).toBe(200);
  expect((await fetch(address, { method: 'PUT', body: 'x' })).status).toBe(404);
  expect((await fetch(`${vault.webhookUrl}/v1/connections`)).status).toBe(404);
  expect((await fetch(`${vault.webhookUrl}/healthz`)).status).toBe(200);
});
