import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FaultRequest } from 'wise-emulator';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { expireGrant } from '#vault/testing/expire';
import { Harness, type Linked } from '#vault/testing/harness';
import { claimLease } from './lease';
import { refreshGrant } from './refresh';
import { vend } from './vend';

let harness: Harness;
let one: VaultContext;
let two: VaultContext;
/** Pauses for so long that no machine is too busy to look meanwhile. */
let patient: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  [one, two] = [harness.vault(), harness.vault()];
  patient = harness.vault({ deadlines: { uncertainPauseMs: 60_000 } });
});
afterAll(() => harness.close());
beforeEach(() => harness.reset());

const state = async (linked: Linked) => (await harness.grant(linked))?.state;

/** Vends until it works; every token issued on the way must be live at that moment (promise 3). */
async function vendHonestly(vault: VaultContext, linked: Linked, withinMs = 15_000) {
  return until(
    'it vends again',
    async () => {
      try {
        const answer = await vend(vault, linked.id);
        expect(harness.isLive(answer.access), 'a vended token is live').toBe(true);
        return answer;
      } catch (error) {
        expect(error).toMatchObject({ code: 'TOKEN_NOT_READY' });
        return undefined;
      }
    },
    { withinMs },
  );
}

async function expectStoredIsLive(linked: Linked): Promise<void> {
  const answer = await vendHonestly(one, linked);
  expect(harness.refreshesOf(linked).at(-1)?.accessToken).toBe(answer.access.reveal());
  expect((await harness.connection(linked)).status).toBe('active');
}

const TROUBLES: [string, FaultRequest][] = [
  ['dropped after Wise acted', { endpoint: 'token:refresh_token', kind: 'drop', when: 'after' }],
  ['dropped before Wise acted', { endpoint: 'token:refresh_token', kind: 'drop', when: 'before' }],
  ['503', { endpoint: 'token:refresh_token', kind: 'answer', when: 'before', status: 503, body: 'busy' }],
  [
    '500 after Wise acted',
    { endpoint: 'token:refresh_token', kind: 'answer', when: 'after', status: 500, body: '' },
  ],
  [
    'half an answer',
    {
      endpoint: 'token:refresh_token',
      kind: 'answer',
      when: 'after',
      status: 200,
      body: '{"access_token":"',
    },
  ],
  [
    'an answer later than the deadline',
    { endpoint: 'token:refresh_token', kind: 'delay', when: 'after', delayMs: 1_200 },
  ],
];

describe('an answer that may have been lost', () => {
  it.each(TROUBLES)(
    '%s: nothing is vended until a proved refresh, then the live token is',
    async (_what, fault) => {
      const linked = await harness.link(one);
      harness.plant(fault);
      const calls = harness.events('api.call').length;
      const lost = await refreshGrant(patient, linked.id, { why: 'check' });
      expect(lost).toMatchObject({ kind: 'unavailable' });
      expect(await state(linked)).toBe('uncertain');
      await expect(vend(two, linked.id)).rejects.toMatchObject({
        code: 'TOKEN_NOT_READY',
        retryAfterSeconds: expect.any(Number),
      });
      await expireGrant(harness, 'uncertain_until', linked);
      await expectStoredIsLive(linked);
      expect(harness.refreshCallsOf(linked)).toHaveLength(2);
      const proofs = harness.events('api.call').slice(calls);
      expect(proofs.map(({ path, status }) => ({ path, status }))).toEqual([{ path: '/v1/me', status: 200 }]);
      expect(await state(linked)).toBe('settled');
    },
  );

  it('stays uncertain while the new token cannot be proved, and keeps what Wise gave', async () => {
    const linked = await harness.link(one);
    harness.emulator.state.settings.merge({ rotateRefreshTokens: true });
    harness.plant({ endpoint: 'token:refresh_token', kind: 'drop', when: 'before' });
    harness.plant({ endpoint: 'me', kind: 'answer', status: 503, body: '' });
    await refreshGrant(one, linked.id, { why: 'check' });
    const unproved = await until('the second try', async () => {
      const result = await refreshGrant(two, linked.id, { why: 'recover' });
      return harness.refreshesOf(linked).length === 1 ? result : undefined;
    });
    expect(unproved).toMatchObject({ kind: 'unavailable' });
    expect(await state(linked)).toBe('uncertain');
    await expectStoredIsLive(linked);
    expect(harness.events('token.refused')).toEqual([]);
  });

  it('a holder that died after taking the lease: nobody sends before its time is over, then another does', async () => {
    const linked = await harness.link(one);
    const lease = await claimLease(one, linked.id, { why: 'check' });
    expect(lease).toBeDefined();
    expect(await refreshGrant(two, linked.id, { why: 'check' })).toEqual({ kind: 'busy' });
    expect(await refreshGrant(two, linked.id, { why: 'recover' })).toEqual({ kind: 'busy' });
    await expectStoredIsLive(linked);
    expect(harness.refreshCallsOf(linked)).toHaveLength(1);
  });
});

describe('a lease', () => {
  it('is respected to its end by a vault with shorter deadlines, as after a change of version', async () => {
    const linked = await harness.link(one);
    const patient = harness.vault({ deadlines: { leaseMs: 60_000 } });
    const hasty = harness.vault({ deadlines: { sendWithinMs: 0, lateEffectMs: 0 } });
    await claimLease(patient, linked.id, { why: 'check' });
    expect(await claimLease(hasty, linked.id, { why: 'recover' })).toBeUndefined();
    await expireGrant(harness, 'lease_expires_at', linked);
    expect(await claimLease(hasty, linked.id, { why: 'recover' })).toBeDefined();
  });
});

describe('a process that was stopped', () => {
  it('does not send when its time to send is over', async () => {
    const late = harness.vault({ deadlines: { sendWithinMs: 0 } });
    const linked = await harness.link(one);
    expect(await refreshGrant(late, linked.id, { why: 'check' })).toEqual({ kind: 'busy' });
    expect(harness.refreshCallsOf(linked)).toEqual([]);
    expect(await state(linked)).toBe('settled');
    expect(harness.isLive((await vend(one, linked.id)).access)).toBe(true);
  });

  it.each([false, true])(
    'past its lease has its late write refused, and stored is live after it was reconciled (rotating: %s)',
    async (rotateRefreshTokens) => {
      const linked = await harness.link(one);
      harness.emulator.state.settings.merge({ rotateRefreshTokens });
      // its own call may take long, and its lease is short: as if it had been stopped in between
      const sleeper = harness.vault({
        deadlines: { tokenCallMs: 10_000, leaseMs: 300, sendWithinMs: 10_000 },
      });
      const held = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', when: 'after' });
      const late = refreshGrant(sleeper, linked.id, { why: 'check' });
      await until('the refresh acted and is held', () => held.waiting === 1);
      const quick = harness.vault({ deadlines: { tokenCallMs: 300, uncertainPauseMs: 200 } });
      await until('another vault has taken over', async () => {
        await refreshGrant(quick, linked.id, { why: 'recover' });
        return harness.refreshCallsOf(linked).length >= 2;
      });
      const taken = await harness.grant(linked);
      harness.release(held);
      expect(await late).toMatchObject({ kind: 'unavailable' });
      const after = await harness.grant(linked);
      expect(after?.state).toBe('uncertain');
      expect(BigInt(String(after?.epoch))).toBeGreaterThan(BigInt(String(taken?.epoch)));
      await expectStoredIsLive(linked);
      expect(await harness.auditActions(linked)).toEqual([]);
    },
  );
});

describe('an answer that reached us', () => {
  it('is written again and again while the database is away', async () => {
    const linked = await harness.link(one);
    const held = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', when: 'after' });
    const refresh = refreshGrant(one, linked.id, { why: 'check' });
    await until('held', () => held.waiting === 1);
    const outside = await harness.owner.connect();
    await outside.query('BEGIN');
    await outside.query('LOCK TABLE vault.grants IN SHARE MODE');
    harness.release(held);
    const waiting = `SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'vault.grants'::regclass`;
    const first = await until('the write waits', async () => (await outside.query(waiting)).rows[0]?.pid);
    await harness.kill(Number(first));
    await until('another write waits', async () => {
      const { rows } = await outside.query(waiting);
      return rows.length > 0 && rows[0].pid !== first;
    });
    await outside.query('COMMIT');
    outside.release();
    expect(await refresh).toMatchObject({ kind: 'refreshed' });
    expect(harness.refreshCallsOf(linked)).toHaveLength(1);
    await expectStoredIsLive(linked);
  });
});
