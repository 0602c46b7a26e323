import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { type Linked, Rig } from '#vault/testing/rig';
import { vend } from './vend';

let rig: Rig;
let one: VaultContext;
let two: VaultContext;

beforeAll(async () => {
  rig = await Rig.start();
  const patient = { deadlines: { tokenCallMs: 8_000, leaseMs: 9_000, vendWaitMs: 9_000 } };
  [one, two] = [rig.vault(patient), rig.vault(patient)];
});
afterAll(() => rig.close());
beforeEach(() => rig.calm());

async function expired(): Promise<Linked> {
  const linked = await rig.link(one, { accessSeconds: 1 });
  await until('the token has expired at Wise', () =>
    rig.emulator.state.tokens
      .live(Date.now())
      .every((token) => token.userId !== linked.user.id || !token.accessLive),
  );
  return linked;
}

async function vendAtOnce(linked: Linked, count: number) {
  return Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const answer = await vend(at % 2 === 0 ? one : two, linked.id);
      return { isLive: rig.isLive(answer.access), version: answer.version };
    }),
  );
}

describe('vending', () => {
  it('hands out the stored token, which is live at Wise, without calling Wise', async () => {
    const linked = await rig.link(one);
    const [first, again] = [await vend(one, linked.id), await vend(two, linked.id)];
    expect(rig.isLive(first.access)).toBe(true);
    expect(again.access.reveal()).toBe(first.access.reveal());
    expect(first).toMatchObject({ profileId: linked.user.profileId, environment: 'sandbox' });
    expect(first.expiresAt.getTime()).toBeGreaterThan(Date.now() + 12 * 3_600_000 - 60_000);
    expect(rig.refreshCallsOf(linked)).toEqual([]);
  });

  it.each([false, true])(
    'of an expired token by 50 callers of two vaults makes one refresh and 50 live answers (rotating: %s)',
    async (rotateRefreshTokens) => {
      const linked = await expired();
      rig.emulator.state.settings.merge({ rotateRefreshTokens });
      const answers = await vendAtOnce(linked, 50);
      expect(answers.filter(({ isLive }) => isLive)).toHaveLength(50);
      expect(new Set(answers.map(({ version }) => version)).size).toBe(1);
      expect(rig.refreshCallsOf(linked)).toHaveLength(1);
    },
  );

  it('waits for a slow refresh of another vault instead of starting its own', async () => {
    const linked = await expired();
    const held = rig.plant({ endpoint: 'token:refresh_token', kind: 'hold', when: 'after' });
    const first = vend(one, linked.id);
    await until('the refresh is held', () => held.waiting === 1);
    const others = [vend(two, linked.id), vend(two, linked.id), vend(one, linked.id)];
    await expect(Promise.race([...others, Promise.resolve('nothing yet')])).resolves.toBe('nothing yet');
    rig.release(held);
    const answers = await Promise.all([first, ...others]);
    expect(answers.map(({ access }) => rig.isLive(access))).toEqual([true, true, true, true]);
    expect(rig.refreshCallsOf(linked)).toHaveLength(1);
  });

  it('refreshes a token before its end, at 10 % of its life or a minute, whichever is less', async () => {
    const soon = await rig.link(one, { accessSeconds: 43_199 });
    await rig.owner.query(
      `UPDATE vault.grants SET access_issued_at = now() - interval '12 hours' + interval '50 seconds',
         access_expires_at = now() + interval '50 seconds' WHERE connection_id = $1`,
      [soon.id],
    );
    await vend(one, soon.id);
    expect(rig.refreshCallsOf(soon)).toHaveLength(1);

    const short = await rig.link(one, { accessSeconds: 100 });
    await vend(one, short.id);
    expect(rig.refreshCallsOf(short)).toHaveLength(0);
  });

  it('follows rotating refresh tokens over several refreshes', async () => {
    const linked = await expired();
    rig.emulator.state.settings.merge({ rotateRefreshTokens: true, accessTokenSeconds: 1 });
    const versions: bigint[] = [];
    for (let round = 0; round < 3; round += 1) {
      const answer = await vend(round % 2 === 0 ? one : two, linked.id);
      versions.push(answer.version);
      await until('it expires', () => !rig.isLive(answer.access));
    }
    expect(versions).toEqual([...versions].sort());
    expect(new Set(versions).size).toBe(3);
    expect(rig.events('token.refused')).toEqual([]);
  });

  it('says who cannot be served, by code', async () => {
    const linked = await rig.link(one);
    const code = (id = linked.id) =>
      vend(one, id).then(
        () => 'vended',
        (error) => error.code,
      );
    expect(await code('3f1d5d1e-3d5a-4a58-8f3f-000000000001')).toBe('NOT_FOUND');
    await rig.owner.query(`UPDATE connections SET frozen_at = now() WHERE id = $1`, [linked.id]);
    expect(await code()).toBe('CONNECTION_FROZEN');
    const set = (status: string, reason: string) =>
      rig.owner.query(`UPDATE connections SET frozen_at = NULL, status = $2, reason = $3 WHERE id = $1`, [
        linked.id,
        status,
        reason,
      ]);
    await set('needs_reconnect', 'replaced');
    expect(await code()).toBe('CONNECTION_NEEDS_RECONNECT');
    await set('disconnected', 'customer');
    expect(await code()).toBe('CONNECTION_DISCONNECTED');
  });
});
