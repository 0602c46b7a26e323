import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { expireGrant } from '#vault/testing/expire';
import { Harness, type Linked } from '#vault/testing/harness';
import { revokeGrant } from '#vault/testing/revoke-grant';
import { refreshGrant } from './refresh';
import { claimRevocation } from './revoke';
import { startRevocation } from './start-revocation';
import { vend } from './vend';

const REFRESH = 'token:refresh_token';

let harness: Harness;
let one: VaultContext;
let two: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  [one, two] = [harness.vault(), harness.vault()];
});
afterAll(() => harness.close());
beforeEach(() => harness.reset());

/** The first commit of a disconnect, as vault/connections makes it. */
async function disconnect(linked: Linked): Promise<void> {
  await one.database.db.$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE public.connections SET status = 'disconnected', reason = 'customer', disconnected_at = now(),
        end_result = 'pending', token_may_work_until = now() + interval '12 hours'
      WHERE id = ${linked.id}::uuid`;
    await startRevocation(tx, one, linked.id);
  });
}

const receipt = async (linked: Linked) => {
  const { end_result, ended_at, token_may_work_until } = await harness.connection(linked);
  return { end_result, hasEnded: ended_at !== null, mayWork: token_may_work_until !== null };
};

async function expectErased(linked: Linked): Promise<void> {
  expect(await harness.grant(linked)).toBeUndefined();
  expect(await harness.auditActions(linked)).toEqual(['connection.ended_at_wise']);
}

describe('ending a grant', () => {
  it('kills the access token that was issued by one last refresh, then erases everything', async () => {
    const linked = await harness.link(one);
    const handedOut = (await vend(one, linked.id)).access;
    await disconnect(linked);
    expect((await harness.grant(linked))?.access).toBeNull();
    await expect(vend(one, linked.id)).rejects.toMatchObject({ code: 'CONNECTION_DISCONNECTED' });
    expect(await revokeGrant(harness, one, linked)).toBe('cancelled');
    expect(harness.isLive(handedOut)).toBe(false);
    expect(await receipt(linked)).toEqual({ end_result: 'cancelled', hasEnded: true, mayWork: false });
    await expectErased(linked);
  });

  it('is done once, whoever asks at the same time', async () => {
    const linked = await harness.link(one);
    await disconnect(linked);
    const results = await Promise.all(
      [one, two, one, two].map((vault) => revokeGrant(harness, vault, linked)),
    );
    expect(results.sort()).toEqual(['cancelled', 'pending', 'pending', 'pending']);
    expect(harness.refreshCallsOf(linked)).toHaveLength(1);
    await expectErased(linked);
  });

  it('says so when Wise had ended the grant already', async () => {
    const linked = await harness.link(one);
    await disconnect(linked);
    harness.removeApp(linked);
    expect(await revokeGrant(harness, one, linked)).toBe('ended_at_wise');
    expect(await receipt(linked)).toEqual({ end_result: 'ended_at_wise', hasEnded: true, mayWork: true });
    await expectErased(linked);
  });

  it('does not say that Wise had ended it when a lost answer of ours may have used up the refresh token', async () => {
    harness.emulator.state.settings.merge({ rotateRefreshTokens: true });
    const linked = await harness.link(one);
    await disconnect(linked);
    harness.plant({ endpoint: REFRESH, kind: 'drop', when: 'after' });
    expect(await revokeGrant(harness, one, linked)).toBe('pending');
    const answer = await until('Wise has refused', async () => {
      const result = await revokeGrant(harness, two, linked);
      return result === 'pending' ? undefined : result;
    });
    expect(answer).toBe('unconfirmed');
    expect(await receipt(linked)).toEqual({ end_result: 'unconfirmed', hasEnded: true, mayWork: true });
    await expectErased(linked);
  });

  it('nor when a vault died in the revoking refresh, with the only refresh token that was left', async () => {
    harness.emulator.state.settings.merge({ rotateRefreshTokens: true });
    const linked = await harness.link(one);
    await disconnect(linked);
    // Its lease, and no more of it: as if it had died with Wise's answer in hand.
    const grant = await harness.grant(linked);
    expect(await claimRevocation(one, String(grant?.id))).toMatchObject({ failures: 0 });
    harness.removeApp(linked);
    await expireGrant(harness, 'lease_expires_at', linked);
    expect(await revokeGrant(harness, two, linked)).toBe('unconfirmed');
    await expectErased(linked);
  });

  it('tries again after an answer that was lost, then is cancelled', async () => {
    const linked = await harness.link(one);
    await disconnect(linked);
    harness.plant({ endpoint: REFRESH, kind: 'drop', when: 'after' });
    expect(await revokeGrant(harness, one, linked)).toBe('pending');
    expect(await receipt(linked)).toEqual({ end_result: 'pending', hasEnded: false, mayWork: true });
    await until('cancelled', async () => (await revokeGrant(harness, two, linked)) === 'cancelled');
    await expectErased(linked);
  });

  it('erases everything when the kill window is over, and says that it is not confirmed', async () => {
    const vault = harness.vault({ deadlines: { revocationWindowMs: 60_000 } });
    const linked = await harness.link(one);
    await disconnect(linked);
    harness.plant({ endpoint: REFRESH, kind: 'answer', status: 503, body: '', count: 1_000 });
    expect(await revokeGrant(harness, vault, linked)).toBe('pending');
    await expireGrant(harness, 'ending_until', linked);
    expect(await revokeGrant(harness, vault, linked)).toBe('unconfirmed');
    expect(await receipt(linked)).toEqual({ end_result: 'unconfirmed', hasEnded: true, mayWork: true });
    await expectErased(linked);
  });

  it.each([false, true])(
    'waits for a refresh in flight, whose late answer is not stored for use (rotating: %s)',
    async (rotateRefreshTokens) => {
      const vault = harness.vault({ deadlines: { tokenCallMs: 1_800, leaseMs: 2_500 } });
      const linked = await harness.link(one);
      harness.emulator.state.settings.merge({ rotateRefreshTokens });
      const held = harness.plant({ endpoint: REFRESH, kind: 'hold', when: 'after' });
      const flying = refreshGrant(vault, linked.id, { why: 'check' });
      await until('held', () => held.waiting === 1);
      await disconnect(linked);
      expect(await revokeGrant(harness, two, linked)).toBe('pending');
      harness.release(held);
      await flying;
      expect((await harness.grant(linked))?.access).toBeNull();
      await until('cancelled', async () => (await revokeGrant(harness, two, linked)) === 'cancelled');
      const live = harness.emulator.state.tokens
        .live(Date.now())
        .filter(({ userId }) => userId === linked.user.id);
      const newest = harness.refreshesOf(linked).at(-1)?.accessToken;
      expect(live.filter(({ accessLive }) => accessLive).map(({ accessToken }) => accessToken)).toEqual([
        newest,
      ]);
      await expectErased(linked);
    },
  );

  it('erases a record that does not open, with an alarm', async () => {
    const linked = await harness.link(one);
    await disconnect(linked);
    await harness.owner.query(`UPDATE vault.grants SET refresh = '\\x00' WHERE connection_id = $1`, [
      linked.id,
    ]);
    expect(await revokeGrant(harness, one, linked)).toBe('unconfirmed');
    expect(await harness.openAlarms()).toEqual(['record_refused']);
    await expectErased(linked);
  });
});
