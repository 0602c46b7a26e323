import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { grantTimeIsOver } from '#vault/testing/over';
import { revokeGrant } from '#vault/testing/revoke-grant';
import { type Linked, Rig } from '#vault/testing/rig';
import { refreshGrant } from './refresh';
import { claimRevocation } from './revoke';
import { startRevocation } from './start-revocation';
import { vend } from './vend';

const REFRESH = 'token:refresh_token';

let rig: Rig;
let one: VaultContext;
let two: VaultContext;

beforeAll(async () => {
  rig = await Rig.start();
  [one, two] = [rig.vault(), rig.vault()];
});
afterAll(() => rig.close());
beforeEach(() => rig.calm());

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
  const { end_result, ended_at, token_may_work_until } = await rig.connection(linked);
  return { end_result, hasEnded: ended_at !== null, mayWork: token_may_work_until !== null };
};

async function expectErased(linked: Linked): Promise<void> {
  expect(await rig.grant(linked)).toBeUndefined();
  expect(await rig.auditActions(linked)).toEqual(['connection.ended_at_wise']);
}

describe('ending a grant', () => {
  it('kills the access token that was issued by one last refresh, then erases everything', async () => {
    const linked = await rig.link(one);
    const handedOut = (await vend(one, linked.id)).access;
    await disconnect(linked);
    expect((await rig.grant(linked))?.access).toBeNull();
    await expect(vend(one, linked.id)).rejects.toMatchObject({ code: 'CONNECTION_DISCONNECTED' });
    expect(await revokeGrant(rig, one, linked)).toBe('cancelled');
    expect(rig.isLive(handedOut)).toBe(false);
    expect(await receipt(linked)).toEqual({ end_result: 'cancelled', hasEnded: true, mayWork: false });
    await expectErased(linked);
  });

  it('is done once, whoever asks at the same time', async () => {
    const linked = await rig.link(one);
    await disconnect(linked);
    const results = await Promise.all([one, two, one, two].map((vault) => revokeGrant(rig, vault, linked)));
    expect(results.sort()).toEqual(['cancelled', 'pending', 'pending', 'pending']);
    expect(rig.refreshCallsOf(linked)).toHaveLength(1);
    await expectErased(linked);
  });

  it('says so when Wise had ended the grant already', async () => {
    const linked = await rig.link(one);
    await disconnect(linked);
    rig.removeApp(linked);
    expect(await revokeGrant(rig, one, linked)).toBe('ended_at_wise');
    expect(await receipt(linked)).toEqual({ end_result: 'ended_at_wise', hasEnded: true, mayWork: true });
    await expectErased(linked);
  });

  it('does not say that Wise had ended it when a lost answer of ours may have used up the refresh token', async () => {
    rig.emulator.state.settings.merge({ rotateRefreshTokens: true });
    const linked = await rig.link(one);
    await disconnect(linked);
    rig.plant({ endpoint: REFRESH, kind: 'drop', when: 'after' });
    expect(await revokeGrant(rig, one, linked)).toBe('pending');
    const answer = await until('Wise has refused', async () => {
      const result = await revokeGrant(rig, two, linked);
      return result === 'pending' ? undefined : result;
    });
    expect(answer).toBe('unconfirmed');
    expect(await receipt(linked)).toEqual({ end_result: 'unconfirmed', hasEnded: true, mayWork: true });
    await expectErased(linked);
  });

  it('nor when a vault died in the revoking refresh, with the only refresh token that was left', async () => {
    rig.emulator.state.settings.merge({ rotateRefreshTokens: true });
    const linked = await rig.link(one);
    await disconnect(linked);
    // Its lease, and no more of it: as if it had died with Wise's answer in hand.
    const grant = await rig.grant(linked);
    expect(await claimRevocation(one, String(grant?.id))).toMatchObject({ failures: 0 });
    rig.removeApp(linked);
    await grantTimeIsOver(rig, 'lease_expires_at', linked);
    expect(await revokeGrant(rig, two, linked)).toBe('unconfirmed');
    await expectErased(linked);
  });

  it('tries again after an answer that was lost, then is cancelled', async () => {
    const linked = await rig.link(one);
    await disconnect(linked);
    rig.plant({ endpoint: REFRESH, kind: 'drop', when: 'after' });
    expect(await revokeGrant(rig, one, linked)).toBe('pending');
    expect(await receipt(linked)).toEqual({ end_result: 'pending', hasEnded: false, mayWork: true });
    await until('cancelled', async () => (await revokeGrant(rig, two, linked)) === 'cancelled');
    await expectErased(linked);
  });

  it('erases everything when the kill window is over, and says that it is not confirmed', async () => {
    const vault = rig.vault({ deadlines: { revocationWindowMs: 60_000 } });
    const linked = await rig.link(one);
    await disconnect(linked);
    rig.plant({ endpoint: REFRESH, kind: 'answer', status: 503, body: '', count: 1_000 });
    expect(await revokeGrant(rig, vault, linked)).toBe('pending');
    await grantTimeIsOver(rig, 'ending_until', linked);
    expect(await revokeGrant(rig, vault, linked)).toBe('unconfirmed');
    expect(await receipt(linked)).toEqual({ end_result: 'unconfirmed', hasEnded: true, mayWork: true });
    await expectErased(linked);
  });

  it.each([false, true])(
    'waits for a refresh in flight, whose late answer is not stored for use (rotating: %s)',
    async (rotateRefreshTokens) => {
      const vault = rig.vault({ deadlines: { tokenCallMs: 1_800, leaseMs: 2_500 } });
      const linked = await rig.link(one);
      rig.emulator.state.settings.merge({ rotateRefreshTokens });
      const held = rig.plant({ endpoint: REFRESH, kind: 'hold', when: 'after' });
      const flying = refreshGrant(vault, linked.id, { why: 'check' });
      await until('held', () => held.waiting === 1);
      await disconnect(linked);
      expect(await revokeGrant(rig, two, linked)).toBe('pending');
      rig.release(held);
      await flying;
      expect((await rig.grant(linked))?.access).toBeNull();
      await until('cancelled', async () => (await revokeGrant(rig, two, linked)) === 'cancelled');
      const live = rig.emulator.state.tokens
        .live(Date.now())
        .filter(({ userId }) => userId === linked.user.id);
      const newest = rig.refreshesOf(linked).at(-1)?.accessToken;
      expect(live.filter(({ accessLive }) => accessLive).map(({ accessToken }) => accessToken)).toEqual([
        newest,
      ]);
      await expectErased(linked);
    },
  );

  it('erases a record that does not open, with an alarm', async () => {
    const linked = await rig.link(one);
    await disconnect(linked);
    await rig.owner.query(`UPDATE vault.grants SET refresh = '\\x00' WHERE connection_id = $1`, [linked.id]);
    expect(await revokeGrant(rig, one, linked)).toBe('unconfirmed');
    expect(await rig.openAlarms()).toEqual(['record_refused']);
    await expectErased(linked);
  });
});
