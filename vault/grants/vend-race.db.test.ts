import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { Harness, type Linked } from '#vault/testing/harness';
import { vend } from './vend';

let harness: Harness;
let one: VaultContext;
let two: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  const patient = { deadlines: { tokenCallMs: 8_000, leaseMs: 9_000, vendWaitMs: 9_000 } };
  [one, two] = [harness.vault(patient), harness.vault(patient)];
});
afterAll(() => harness.close());
beforeEach(() => harness.reset());

async function expired(): Promise<Linked> {
  const linked = await harness.link(one, { accessSeconds: 1 });
  await until('the token has expired at Wise', () =>
    harness.emulator.state.tokens
      .live(Date.now())
      .every((token) => token.userId !== linked.user.id || !token.accessLive),
  );
  return linked;
}

async function vendAtOnce(linked: Linked, count: number) {
  return Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const answer = await vend(at % 2 === 0 ? one : two, linked.id);
      return { isLive: harness.isLive(answer.access), version: answer.version };
    }),
  );
}

describe('vending', () => {
  it('hands out the stored token, which is live at Wise, without calling Wise', async () => {
    const linked = await harness.link(one);
    const [first, again] = [await vend(one, linked.id), await vend(two, linked.id)];
    expect(harness.isLive(first.access)).toBe(true);
    expect(again.access.reveal()).toBe(first.access.reveal());
    expect(first).toMatchObject({ profileId: linked.user.profileId, environment: 'sandbox' });
    expect(first.expiresAt.getTime()).toBeGreaterThan(Date.now() + 12 * 3_600_000 - 60_000);
    expect(harness.refreshCallsOf(linked)).toEqual([]);
  });

  it.each([false, true])(
    'of an expired token by 50 callers of two vaults makes one refresh and 50 live answers (rotating: %s)',
    async (rotateRefreshTokens) => {
      const linked = await expired();
      harness.emulator.state.settings.merge({ rotateRefreshTokens });
      const answers = await vendAtOnce(linked, 50);
      expect(answers.filter(({ isLive }) => isLive)).toHaveLength(50);
      expect(new Set(answers.map(({ version }) => version)).size).toBe(1);
      expect(harness.refreshCallsOf(linked)).toHaveLength(1);
    },
  );

  it('waits for a slow refresh of another vault instead of starting its own', async () => {
    const linked = await expired();
    const held = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', when: 'after' });
    const first = vend(one, linked.id);
    await until('the refresh is held', () => held.waiting === 1);
    const others = [vend(two, linked.id), vend(two, linked.id), vend(one, linked.id)];
    await expect(Promise.race([...others, Promise.resolve('nothing yet')])).resolves.toBe('nothing yet');
    harness.release(held);
    const answers = await Promise.all([first, ...others]);
    expect(answers.map(({ access }) => harness.isLive(access))).toEqual([true, true, true, true]);
    expect(harness.refreshCallsOf(linked)).toHaveLength(1);
  });

  it('refreshes a token before its end, at 10 % of its life or a minute, whichever is less', async () => {
    const soon = await harness.link(one, { accessSeconds: 43_199 });
    await harness.owner.query(
      `UPDATE vault.grants SET access_issued_at = now() - interval '12 hours' + interval '50 seconds',
         access_expires_at = now() + interval '50 seconds' WHERE connection_id = $1`,
      [soon.id],
    );
    await vend(one, soon.id);
    expect(harness.refreshCallsOf(soon)).toHaveLength(1);

    const short = await harness.link(one, { accessSeconds: 100 });
    await vend(one, short.id);
    expect(harness.refreshCallsOf(short)).toHaveLength(0);
  });

  it('follows rotating refresh tokens over several refreshes', async () => {
    const linked = await expired();
    harness.emulator.state.settings.merge({ rotateRefreshTokens: true, accessTokenSeconds: 1 });
    const versions: bigint[] = [];
    for (let round = 0; round < 3; round += 1) {
      const answer = await vend(round % 2 === 0 ? one : two, linked.id);
      versions.push(answer.version);
      await until('it expires', () => !harness.isLive(answer.access));
    }
    expect(versions).toEqual([...versions].sort());
    expect(new Set(versions).size).toBe(3);
    expect(harness.events('token.refused')).toEqual([]);
  });

  it('says who cannot be served, by code', async () => {
    const linked = await harness.link(one);
    const code = (id = linked.id) =>
      vend(one, id).then(
        () => 'vended',
        (error) => error.code,
      );
    expect(await code('3f1d5d1e-3d5a-4a58-8f3f-000000000001')).toBe('NOT_FOUND');
    await harness.owner.query(`UPDATE connections SET frozen_at = now() WHERE id = $1`, [linked.id]);
    expect(await code()).toBe('CONNECTION_FROZEN');
    const set = (status: string, reason: string) =>
      harness.owner.query(`UPDATE connections SET frozen_at = NULL, status = $2, reason = $3 WHERE id = $1`, [
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
