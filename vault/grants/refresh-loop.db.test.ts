import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { expireGrant } from '#vault/testing/expire';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { claimLease } from './lease';
import { refreshGrant } from './refresh';
import { startRefreshLoop } from './refresh-loop';
import { startRevocation } from './start-revocation';
import { vend } from './vend';

let harness: Harness;
let one: VaultContext;
let two: VaultContext;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  harness = await Harness.start();
  [one, two] = [harness.vault(), harness.vault()];
});
afterAll(() => harness.close());
afterEach(async () => {
  harness.reset();
  await Promise.all(stops.splice(0).map((stop) => stop()));
  await aMinuteLater();
});

const startLoops = () => stops.push(startRefreshLoop(one), startRefreshLoop(two));

/** Many ticks later: the loop has come round to its housekeeping, which forgets this row. */
async function aTendingLater(): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await harness.owner.query(
      `INSERT INTO vault.refresh_outcomes (connection_id, environment, outcome, at)
       VALUES (gen_random_uuid(), 'production', 'refreshed', now() - interval '1 day')`,
    );
    await until('the loop has tended', async () => {
      const { rowCount } = await harness.owner.query(
        `SELECT 1 FROM vault.refresh_outcomes WHERE environment = 'production'`,
      );
      return rowCount === 0;
    });
  }
}

/** What was reserved of the rate is over. */
async function aMinuteLater(): Promise<void> {
  await harness.owner.query(`UPDATE vault.refresh_rates SET reserved_until = now() - interval '1 second'`);
}

async function makeDue(links: Linked[]): Promise<void> {
  await expireGrant(harness, 'next_refresh_at', ...links);
}

describe('the refresh loop', () => {
  it('of two vaults refreshes each due grant once, and plans the next time 6 hours on, spread', async () => {
    const links: Linked[] = [];
    for (let count = 0; count < 12; count += 1) links.push(await harness.link(one));
    const idle = await harness.link(one);
    await makeDue(links);
    startLoops();
    await until('all are refreshed', () => links.every((linked) => harness.refreshesOf(linked).length > 0));
    await Promise.all(stops.splice(0).map((stop) => stop()));
    expect(links.map((linked) => harness.refreshCallsOf(linked).length)).toEqual(Array(12).fill(1));
    expect(harness.refreshCallsOf(idle)).toEqual([]);
    const { rows } = await harness.owner.query<{ hours: number }>(
      `SELECT extract(epoch FROM next_refresh_at - now()) / 3600 AS hours FROM vault.grants
       WHERE connection_id = ANY ($1)`,
      [links.map(({ id }) => id)],
    );
    const hours = rows.map((row) => Number(row.hours));
    expect(Math.min(...hours)).toBeGreaterThan(5.3);
    expect(Math.max(...hours)).toBeLessThan(6.7);
    expect(Math.max(...hours) - Math.min(...hours)).toBeGreaterThan(0.05);
    for (const linked of links) expect((await harness.connection(linked)).last_check).toBe('healthy');
  });

  it('plans the next time by REFRESH_INTERVAL_HOURS', async () => {
    const vault = harness.vault({ deadlines: UNHURRIED, env: { REFRESH_INTERVAL_HOURS: '10' } });
    const linked = await harness.link(one);
    expect((await refreshGrant(vault, linked.id, { why: 'check' })).kind).toBe('refreshed');
    const { rows } = await harness.owner.query<{ hours: number }>(
      `SELECT extract(epoch FROM next_refresh_at - now())::float8 / 3600 AS hours FROM vault.grants
       WHERE connection_id = $1`,
      [linked.id],
    );
    // a token of 12 hours: 0.9 × 12 / 1.1 is below 10, and moved by at most a tenth
    expect(rows[0]?.hours).toBeGreaterThan(8.8);
    expect(rows[0]?.hours).toBeLessThanOrEqual(11);
  });

  it('goes on as soon as a call has ended: a tick does not bound how many are refreshed', async () => {
    const links: Linked[] = [];
    for (let count = 0; count < 40; count += 1) links.push(await harness.link(one));
    await makeDue(links);
    const vault = harness.vault({
      deadlines: { ...UNHURRIED, loopMs: 3_600_000 },
      env: { WISE_SANDBOX_REFRESHES_PER_MINUTE: '60000' },
    });
    stops.push(startRefreshLoop(vault));
    const isDone = () => links.every((linked) => harness.refreshesOf(linked).length > 0);
    await until('all are refreshed in one tick', isDone, { withinMs: 30_000 });
    expect(links.map((linked) => harness.refreshCallsOf(linked).length)).toEqual(Array(40).fill(1));
  });

  it('has no more calls open than it may', async () => {
    const links: Linked[] = [];
    for (let count = 0; count < 10; count += 1) links.push(await harness.link(one));
    await makeDue(links);
    const held = harness.plant({
      endpoint: 'token:refresh_token',
      kind: 'hold',
      when: 'before',
      count: 1_000,
    });
    stops.push(startRefreshLoop(harness.vault({ deadlines: UNHURRIED }), { atOnce: 4 }));
    await until('some are held', () => held.waiting > 0);
    await aTendingLater();
    expect(held.waiting).toBe(4);
    harness.release(held);
    const isDone = () => links.every((linked) => harness.refreshesOf(linked).length > 0);
    await until('all are refreshed', isDone, { withinMs: 30_000 });
  });

  it('starts no more calls in a time than it may, however quickly they end', async () => {
    const links: Linked[] = [];
    for (let count = 0; count < 10; count += 1) links.push(await harness.link(one));
    await makeDue(links);
    const env = { WISE_SANDBOX_REFRESHES_PER_MINUTE: '1' };
    for (let vaults = 0; vaults < 3; vaults += 1)
      stops.push(startRefreshLoop(harness.vault({ deadlines: UNHURRIED, env })));
    const refreshed = () => links.filter((linked) => harness.refreshesOf(linked).length > 0).length;
    for (const minute of [1, 2]) {
      await until('one more is refreshed', () => refreshed() === minute, { withinMs: 30_000 });
      await aTendingLater();
      expect(refreshed(), 'of three vaults together').toBe(minute);
      await aMinuteLater();
    }
  });

  it('does not look at a frozen connection again and again, and refreshes it once it is not frozen any more', async () => {
    const linked = await harness.link(one);
    await harness.owner.query(`UPDATE connections SET frozen_at = now() WHERE id = $1`, [linked.id]);
    await makeDue([linked]);
    startLoops();
    await until('it is put off', async () => {
      const { rowCount } = await harness.owner.query(
        `SELECT 1 FROM vault.grants WHERE connection_id = $1 AND next_refresh_at > now() + interval '4 minutes'`,
        [linked.id],
      );
      return rowCount === 1;
    });
    expect(harness.refreshCallsOf(linked)).toEqual([]);
    await harness.owner.query(`UPDATE connections SET frozen_at = NULL WHERE id = $1`, [linked.id]);
    // As if those minutes were over.
    await makeDue([linked]);
    await until('it is refreshed', () => harness.refreshesOf(linked).length === 1);
  });

  it('leaves frozen connections alone', async () => {
    const linked = await harness.link(one);
    await harness.owner.query(`UPDATE connections SET frozen_at = now() WHERE id = $1`, [linked.id]);
    const other = await harness.link(one);
    await makeDue([linked, other]);
    startLoops();
    await until('the other one is refreshed', () => harness.refreshesOf(other).length === 1);
    expect(harness.refreshCallsOf(linked)).toEqual([]);
  });

  it('resolves a lost answer and the row of a dead holder without anybody asking', async () => {
    const [lost, dead] = [await harness.link(one), await harness.link(one)];
    await claimLease(one, dead.id, { why: 'check' });
    harness.plant({ endpoint: 'token:refresh_token', kind: 'drop', when: 'after' });
    await makeDue([lost]);
    startLoops();
    await until('both are settled', async () => {
      const states = [await harness.grant(lost), await harness.grant(dead)].map((row) => row?.state);
      return harness.refreshesOf(lost).length === 2 && states.every((state) => state === 'settled');
    });
    for (const linked of [lost, dead]) expect(harness.isLive((await vend(two, linked.id)).access)).toBe(true);
  });

  it('takes over from a holder that died between storing a token and proving it', async () => {
    const dying = harness.vault({ deadlines: { apiCallMs: 20_000 } });
    const linked = await harness.link(one);
    harness.plant({ endpoint: 'token:refresh_token', kind: 'drop', when: 'after' });
    const held = harness.plant({ endpoint: 'me', kind: 'hold', when: 'before' });
    await refreshGrant(dying, linked.id, { why: 'check' });
    await until('the pause is over', async () => {
      const pause = (await harness.grant(linked))?.uncertain_until;
      return pause instanceof Date && pause < new Date();
    });
    const stuck = refreshGrant(dying, linked.id, { why: 'recover' });
    await until('its token is stored, unproved', () => held.waiting === 1);
    expect(await harness.grant(linked)).toMatchObject({ state: 'refreshing' });
    startLoops();
    await until(
      'another vault has settled it',
      async () => (await harness.grant(linked))?.state === 'settled',
    );
    const live = (await vend(two, linked.id)).access;
    expect(harness.isLive(live)).toBe(true);
    harness.reset();
    expect(await stuck).toMatchObject({ kind: 'unavailable' });
  });

  it('ends what was disconnected', async () => {
    const linked = await harness.link(one);
    const handedOut = (await vend(one, linked.id)).access;
    await one.database.db.$transaction(async (tx) => {
      await tx.$executeRaw`
        UPDATE public.connections SET status = 'disconnected', reason = 'customer', end_result = 'pending'
        WHERE id = ${linked.id}::uuid`;
      await startRevocation(tx, one, linked.id);
    });
    startLoops();
    await until('ended', async () => (await harness.connection(linked)).end_result === 'cancelled');
    expect(harness.isLive(handedOut)).toBe(false);
  });

  it('stops after the calls in flight, not in the middle of one', async () => {
    const linked = await harness.link(one);
    const held = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', when: 'after' });
    await makeDue([linked]);
    const stop = startRefreshLoop(one);
    await until('held', () => held.waiting === 1);
    const stopped = stop();
    await expect(Promise.race([stopped, Promise.resolve('not yet')])).resolves.toBe('not yet');
    harness.release(held);
    await stopped;
    expect((await harness.grant(linked))?.state).toBe('settled');
    expect(harness.isLive((await vend(two, linked.id)).access)).toBe(true);
  });
});
