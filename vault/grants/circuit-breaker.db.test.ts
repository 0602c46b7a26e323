import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { expectStillConnected } from '#vault/testing/expect-still-connected';
import { expireGrant } from '#vault/testing/expire';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { endOverride, overrideBreaker } from './circuit-breaker';
import { refreshGrant } from './refresh';
import { housekeeping, startRefreshLoop } from './refresh-loop';
import { vend } from './vend';

const REFRESH = 'token:refresh_token';
const INVALID_GRANT = { status: 400, body: '{"error":"invalid_grant"}' };
const HOURS_6 = 6 * 60;

let harness: Harness;
let one: VaultContext;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  harness = await Harness.start();
  one = harness.vault({ deadlines: UNHURRIED });
});
afterAll(() => harness.close());
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});
beforeEach(async () => {
  harness.reset();
  await harness.owner.query('TRUNCATE vault.refresh_outcomes, vault.brake_lifts');
  await harness.owner.query('DELETE FROM alarms');
});

async function link(count: number): Promise<Linked[]> {
  const links: Linked[] = [];
  while (links.length < count) links.push(await harness.link(one));
  return links;
}

async function ask(links: Linked[]): Promise<string[]> {
  const kinds: string[] = [];
  for (const { id } of links) kinds.push((await refreshGrant(one, id, { why: 'check' })).kind);
  return kinds;
}

/** Other connections, each with its latest outcome, the oldest of them so long ago. */
async function others(count: number, outcome: 'refreshed' | 'grant_refused', withinMinutes: number) {
  await harness.owner.query(
    `INSERT INTO vault.refresh_outcomes (connection_id, environment, outcome, at, since)
     SELECT gen_random_uuid(), 'sandbox', $2, moment, moment
     FROM (SELECT now() - n * $3::float8 / $1::int * interval '1 minute' AS moment
           FROM generate_series(0, $1::int - 1) n)`,
    [count, outcome, withinMinutes],
  );
}

/** Rows that wait may be asked again. */
async function endPauses(): Promise<void> {
  await harness.owner.query(
    `UPDATE vault.grants SET uncertain_until = to_timestamp(0) WHERE state = 'uncertain'`,
  );
}

/** What was told is eleven minutes old now. */
async function aWindowLater(): Promise<void> {
  await harness.owner.query(
    `UPDATE vault.refresh_outcomes SET at = at - interval '11 minutes', since = since - interval '11 minutes'`,
  );
  await endPauses();
}

const refuseAll = () => harness.plant({ endpoint: REFRESH, kind: 'answer', ...INVALID_GRANT, count: 10_000 });
const vendCode = (linked: Linked) =>
  vend(one, linked.id).then(
    () => 'vended',
    (error) => error.code,
  );

const heldBack = (count: number): string[] => [
  ...Array(19).fill('lost'),
  ...Array(count - 19).fill('breaker_open'),
];

describe('the circuit breaker on mass refusals (promise 8)', () => {
  it('stops marking connections as lost when 20 grants and more than 5 % are refused, says so, and lets go when Wise is well', async () => {
    const links = await link(23);
    refuseAll();
    expect(await ask(links)).toEqual(heldBack(23));
    for (const linked of links.slice(19)) await expectStillConnected(harness, linked);
    expect(await harness.openAlarms()).toEqual(['mass_refresh_failure']);

    harness.reset();
    expect(await ask(links.slice(19))).toEqual(Array(4).fill('refreshed'));
    await housekeeping(one);
    expect(await harness.openAlarms()).toEqual([]);
  });

  it('is as quick in a large fleet of which everybody who is asked is refused', async () => {
    await others(1_000, 'refreshed', HOURS_6);
    const links = await link(22);
    refuseAll();
    expect(await ask(links)).toEqual(heldBack(22));
  });

  it('stays for as long as the fault does, though it lasts longer than the window', async () => {
    const links = await link(23);
    refuseAll();
    await ask(links);
    for (let windows = 0; windows < 3; windows += 1) {
      await aWindowLater();
      expect(await ask(links.slice(19))).toEqual(Array(4).fill('breaker_open'));
      await housekeeping(one);
      expect(await harness.openAlarms()).toEqual(['mass_refresh_failure']);
    }
  });

  it('is not held by the dead of a healthy fleet, however often they are asked: 42 of 1,000', async () => {
    await others(958, 'refreshed', HOURS_6);
    const links = await link(42);
    for (const linked of links) harness.removeApp(linked);
    expect(await ask(links)).toEqual(heldBack(42));
    await endPauses();
    expect(await ask(links.slice(19))).toEqual(Array(23).fill('breaker_open'));
    await aWindowLater();
    expect(await ask(links.slice(19))).toEqual(Array(23).fill('lost'));
    await housekeeping(one);
    expect(await harness.openAlarms()).toEqual([]);
  });

  it('lets the loop come to the end of them by itself', async () => {
    await others(958, 'refreshed', HOURS_6);
    const vault = harness.vault({ deadlines: { ...UNHURRIED, breakerWindowMs: 1_000 } });
    const links = await link(42);
    for (const linked of links) harness.removeApp(linked);
    const ids = links.map(({ id }) => id);
    await expireGrant(harness, 'next_refresh_at', ...links);
    stops.push(startRefreshLoop(vault));
    const isOver = async () => {
      const { rowCount } = await harness.owner.query(
        `SELECT 1 FROM connections WHERE id = ANY ($1) AND status = 'active'`,
        [ids],
      );
      return rowCount === 0;
    };
    await until('all dead grants are marked as lost', isOver, { withinMs: 90_000 });
  }, 120_000);

  it('does not stop a few refusals among many refreshes', async () => {
    await others(970, 'refreshed', 5);
    await others(30, 'grant_refused', 5);
    const [linked] = await link(1);
    if (linked) harness.removeApp(linked);
    expect(await ask(linked ? [linked] : [])).toEqual(['lost']);
  });

  it('forgets the refusal of a grant in whose place the customer gave a new one', async () => {
    const links = await link(20);
    refuseAll();
    await ask(links);
    harness.reset();
    const [first] = links;
    if (first) await harness.consent(one, first);
    const { rows } = await harness.owner.query('SELECT connection_id FROM vault.refresh_outcomes');
    expect(rows).toHaveLength(19);
    expect(rows).not.toContainEqual({ connection_id: first?.id });
  });
});

describe('an operator who accepts the refusals of an environment', () => {
  const accept = (environment: 'sandbox' | 'production') =>
    overrideBreaker(one.database, { environment, hours: 1 }, 'operator');
  let dead: Linked[];

  beforeEach(async () => {
    dead = await link(24);
    for (const linked of dead) harness.removeApp(linked);
    expect(await ask(dead)).toEqual(heldBack(24));
    await endPauses();
  });

  it('lets go of grants that Wise has really ended, though they are the whole fleet, and the alarm closes', async () => {
    expect((await accept('sandbox')).refused).toBe(5);
    expect(await ask(dead.slice(19))).toEqual(Array(5).fill('lost'));
    await housekeeping(one);
    expect(await harness.openAlarms()).toEqual([]);
  });

  it('does so for that environment only', async () => {
    await accept('production');
    expect(await ask(dead.slice(19))).toEqual(Array(5).fill('breaker_open'));
  });

  it('may take it back', async () => {
    await accept('sandbox');
    expect(await endOverride(one.database, 'sandbox', 'operator')).toBe(true);
    expect(await ask(dead.slice(19))).toEqual(Array(5).fill('breaker_open'));
  });

  it('does so for a time: what is refused later opens the breaker again, what was refused before does not', async () => {
    await accept('sandbox');
    await harness.owner.query('UPDATE vault.brake_lifts SET until = now()');
    const later = await link(23);
    refuseAll();
    expect(await ask(later)).toEqual(heldBack(23));
  });
});

describe('a grant that the breaker holds', () => {
  let linked: Linked;
  const askAgain = async () => {
    await expireGrant(harness, 'uncertain_until', linked);
    return (await refreshGrant(one, linked.id, { why: 'recover' })).kind;
  };

  beforeEach(async () => {
    linked = await harness.link(one);
    await others(30, 'grant_refused', 5);
  });

  it('whose access token is live is vended: an outage at Wise costs nobody his connection', async () => {
    refuseAll();
    expect((await refreshGrant(one, linked.id, { why: 'check' })).kind).toBe('breaker_open');
    expect((await harness.grant(linked))?.state).toBe('settled');
    expect(harness.isLive((await vend(one, linked.id)).access)).toBe(true);
    await expectStillConnected(harness, linked);
  });

  it('whose access token is dead is never vended, and is asked again in each window (promise 3)', async () => {
    harness.removeApp(linked);
    expect((await refreshGrant(one, linked.id, { why: 'check' })).kind).toBe('breaker_open');
    const refused = await vend(one, linked.id).catch((error) => error);
    expect(refused.code).toBe('TOKEN_NOT_READY');
    expect(refused.retryAfterSeconds).toBeGreaterThan(7 * 60);
    await expectStillConnected(harness, linked);

    expect(await askAgain()).toBe('breaker_open');
    expect(await vendCode(linked)).toBe('TOKEN_NOT_READY');
    await harness.owner.query('TRUNCATE vault.refresh_outcomes');
    expect(await askAgain()).toBe('lost');
    expect(await vendCode(linked)).toBe('CONNECTION_NEEDS_RECONNECT');
  });

  it('is not vended while Wise does not say whose its token is, and is again once Wise does', async () => {
    refuseAll();
    harness.plant({ endpoint: 'me', kind: 'answer', status: 503, body: '', count: 1 });
    expect((await refreshGrant(one, linked.id, { why: 'check' })).kind).toBe('breaker_open');
    expect((await harness.grant(linked))?.state).toBe('uncertain');
    expect(await vendCode(linked)).toBe('TOKEN_NOT_READY');
    await expectStillConnected(harness, linked);

    expect(await askAgain()).toBe('breaker_open');
    expect(await harness.grant(linked)).toMatchObject({
      state: 'settled',
      uncertain_until: null,
      refusals: 0,
    });
    expect(harness.isLive((await vend(one, linked.id)).access)).toBe(true);
  });

  it('comes back by itself when the refusals were a fault, though its access token had died', async () => {
    refuseAll();
    harness.plant({ endpoint: 'me', kind: 'answer', status: 401, body: '{}', count: 1 });
    await refreshGrant(one, linked.id, { why: 'check' });
    expect((await harness.grant(linked))?.state).toBe('uncertain');
    harness.reset();
    expect(await askAgain()).toBe('refreshed');
    expect(harness.isLive((await vend(one, linked.id)).access)).toBe(true);
  });
});
