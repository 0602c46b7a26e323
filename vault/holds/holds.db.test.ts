import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { HoldTarget } from '#lib/contract/holds';
import { until } from '#test/until';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { listHolds } from './hold-row';
import { placeHold } from './place-hold';
import { releaseHold } from './release-hold';

let harness: Harness;
let vaults: readonly [Vault, Vault];
let linked: Linked;
let key: string;
let keyId: string;

beforeAll(async () => {
  harness = await Harness.start();
  // no tick of the loop refreshes what a test is about
  const deadlines = { ...UNHURRIED, loopMs: 3_600_000 };
  vaults = await Promise.all([
    startVault(harness.env(), { deadlines }),
    startVault(harness.env(), { deadlines }),
  ]);
  const { database } = vaults[0].ctx;
  const made = await makeApiKey(database, [
    'tokens:read',
    'wise:call',
    'application-token:read',
    'connections:read',
    'connections:write',
  ]);
  [key, keyId] = [made.key, made.id];
  linked = await harness.link(vaults[0].ctx);
});
afterEach(async () => {
  await harness.owner.query('DELETE FROM vault.holds');
});
afterAll(async () => {
  await Promise.all(vaults.map((vault) => vault.close()));
  await harness.close();
});

/** The code of the problem, or 'ok'. */
type Asked = { at?: number; by?: string; body?: object };

async function ask(path: string, { at = 0, by = key, body: sent }: Asked = {}): Promise<string> {
  const response = await fetch(`${vaults[at]?.partnerUrl}${path}`, {
    headers: { authorization: `Bearer ${by}`, 'content-type': 'application/json' },
    ...(sent === undefined ? {} : { method: 'POST', body: JSON.stringify(sent) }),
  });
  const body = await response.json();
  return response.ok ? 'ok' : String(body.code);
}

const tokenPath = () => `/v1/connections/${linked.id}/access-token`;
const actor = { kind: 'operator', id: 'test' } as const;
const place = (target: HoldTarget) =>
  vaults[0].ctx.database.db.$transaction((tx) =>
    placeHold(tx, { target, reason: 'a laptop was stolen', actor }),
  );
const release = (id: string) =>
  vaults[1].ctx.database.db.$transaction((tx) => releaseHold(tx, { id, reason: 'it was found', actor }));

async function inForce(): Promise<string> {
  const { rows } = await harness.owner.query('SELECT id FROM vault.holds WHERE released_at IS NULL');
  return rows[0].id;
}

/** Each kind of hold that stops the connection, and what it is on. */
async function targets(): Promise<HoldTarget[]> {
  const { rows } = await harness.owner.query(
    'SELECT key_id AS id FROM vault.grants WHERE connection_id = $1',
    [linked.id],
  );
  return [
    { scope: 'everything' },
    { scope: 'environment', value: 'sandbox' },
    { scope: 'api_key', value: keyId },
    { scope: 'ring_key', value: rows[0].id },
  ];
}
describe('promise 12: a hold', () => {
  it('is in force for every vend that starts after its acknowledgement, of every vault and of every kind of hold', async () => {
    for (const target of await targets()) {
      let isAcknowledged = false;
      let vended = 0;
      const begunAfter: string[] = [];
      const caller = async (at: number) => {
        for (;;) {
          const isLate = isAcknowledged;
          const answer = await ask(tokenPath(), { at });
          if (isLate) begunAfter.push(answer);
          if (answer !== 'ok') return answer;
          vended += 1;
        }
      };
      const callers = Array.from({ length: 16 }, (_, n) => caller(n % 2));
      await until('tokens are vended', () => vended > 30);
      expect(await place(target)).toBe('placed');
      isAcknowledged = true;
      expect(new Set(await Promise.all(callers))).toEqual(new Set(['ACCESS_ON_HOLD']));
      expect(begunAfter.filter((answer) => answer === 'ok')).toEqual([]);
      expect(await ask(tokenPath(), { at: 1 })).toBe('ACCESS_ON_HOLD');
      expect(await release(await inForce())).toBe('released');
      expect([await ask(tokenPath()), await ask(tokenPath(), { at: 1 })]).toEqual(['ok', 'ok']);
    }
  });

  it('stands before every way to a token', async () => {
    const routes = [
      tokenPath(),
      `/v1/connections/${linked.id}/wise/v1/me`,
      `/v1/connections/${linked.id}/wise/v2/profiles`,
      '/v1/application-token?environment=sandbox',
      '/v1/application/sandbox/wise/v3/quotes',
    ];
    for (const target of await targets()) {
      await place(target);
      const isOfClient = target.scope !== 'ring_key';
      for (const route of isOfClient ? routes : routes.slice(0, 3))
        expect([target.scope, route, await ask(route)]).toEqual([target.scope, route, 'ACCESS_ON_HOLD']);
      if (target.scope !== 'ring_key') {
        const body = { environment: 'sandbox', email: 'new@example.com' };
        const made = await ask(`/v1/customers/${linked.customerId}/wise-user`, { body });
        expect([target.scope, made]).toEqual([target.scope, 'ACCESS_ON_HOLD']);
      }
      await harness.owner.query('DELETE FROM vault.holds');
    }
  });

  it('of something else stops nothing', async () => {
    const other = await makeApiKey(vaults[0].ctx.database, ['tokens:read']);
    await place({ scope: 'environment', value: 'production' });
    await place({ scope: 'api_key', value: other.id });
    expect(await ask(tokenPath())).toBe('ok');
    expect(await ask(tokenPath(), { by: other.key })).toBe('ACCESS_ON_HOLD');
  });

  it('leaves the list of connections to be read, unless it is on the key that asks', async () => {
    await place({ scope: 'everything' });
    expect(await ask('/v1/connections')).toBe('ok');
    await place({ scope: 'api_key', value: keyId });
    expect(await ask('/v1/connections')).toBe('ACCESS_ON_HOLD');
  });

  it('is told to nobody who has not the secret of the key', async () => {
    await place({ scope: 'api_key', value: keyId });
    const wrong = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
    expect(await ask(tokenPath(), { by: wrong })).toBe('API_KEY_REFUSED');
  });

  it('on a ring key outlasts a refresh or a rewrap, which move the record to another key', async () => {
    const { rows } = await harness.owner.query(
      'SELECT key_id AS id FROM vault.grants WHERE connection_id = $1',
      [linked.id],
    );
    const moveTo = (id: string) =>
      harness.owner.query('UPDATE vault.grants SET key_id = $2 WHERE connection_id = $1', [linked.id, id]);
    expect(await place({ scope: 'ring_key', value: rows[0].id })).toBe('placed');
    await moveTo('the-next-one');
    expect([await ask(tokenPath()), await ask(tokenPath(), { at: 1 })]).toEqual(
      Array(2).fill('ACCESS_ON_HOLD'),
    );
    await release(await inForce());
    // one on the new key stops it too, and not once the record has gone back before it was placed
    expect(await place({ scope: 'ring_key', value: 'the-next-one' })).toBe('placed');
    expect(await ask(tokenPath())).toBe('ACCESS_ON_HOLD');
    await release(await inForce());
    await moveTo(rows[0].id);
    expect(await ask(tokenPath())).toBe('ok');
  });

  it('placed by many at once is one, and leaves one row in the trail; so does its release', async () => {
    const placed = await Promise.all(Array.from({ length: 8 }, () => place({ scope: 'everything' })));
    expect(placed.toSorted()).toEqual([...Array(7).fill('in_force'), 'placed']);
    const id = await inForce();
    const released = await Promise.all(Array.from({ length: 8 }, () => release(id)));
    expect(released.toSorted()).toEqual(['released', ...Array(7).fill('unchanged')]);
    const { rows } = await harness.owner.query(
      `SELECT action, detail->>'scope' AS scope FROM audit_entries WHERE detail->>'hold' = $1 ORDER BY id`,
      [id],
    );
    expect(rows).toEqual([
      { action: 'hold.placed', scope: 'everything' },
      { action: 'hold.released', scope: 'everything' },
    ]);
    expect(await listHolds(vaults[0].ctx.database.db, 10)).toMatchObject([
      { id, reason: 'a laptop was stolen', placedBy: 'operator:test', releasedBy: 'operator:test' },
    ]);
  });

  it('is placed on no key that does not exist', async () => {
    expect(await place({ scope: 'api_key', value: '0000000000000000' })).toBe('unknown');
    expect(await place({ scope: 'ring_key', value: 'never-was' })).toBe('unknown');
  });
});
