import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { DEADLINES } from '#vault/runtime/deadlines';
import { Harness, type Linked } from '#vault/testing/harness';
import { claimLease } from './lease';
import { refreshGrant } from './refresh';

/** No other test's patience: the proportions are the product's own, and nothing here waits for them to pass. */
const ORDINARY = {
  tokenCallMs: DEADLINES.tokenCallMs,
  leaseMs: DEADLINES.leaseMs,
  sendWithinMs: DEADLINES.sendWithinMs,
  lateEffectMs: DEADLINES.lateEffectMs,
  uncertainPauseMs: DEADLINES.uncertainPauseMs,
};
/** Two clocks, and columns of whole milliseconds. */
const ROUNDING_MS = 100;
const LATEST_SENDING_MS = DEADLINES.sendWithinMs;
const REFRESH = 'token:refresh_token';

let harness: Harness;
let vault: VaultContext;
let other: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  [vault, other] = [harness.vault({ deadlines: ORDINARY }), harness.vault({ deadlines: ORDINARY })];
});
afterAll(() => harness.close());
beforeEach(() => harness.reset());

/** Milliseconds from the claim of the last refresh until somebody may refresh the row again, by the database's clock. */
async function quietAfterClaim(linked: Linked): Promise<number> {
  const { rows } = await harness.owner.query<{ ms: number }>(
    `SELECT 1000 * extract(epoch FROM uncertain_until - refresh_sent_at)::float8 AS ms
     FROM vault.grants WHERE connection_id = $1`,
    [linked.id],
  );
  return Number(rows[0]?.ms);
}

/** As if the holder had claimed that long ago and its lease were over. */
async function age(linked: Linked, ms: number): Promise<void> {
  await harness.owner.query(
    `UPDATE vault.grants SET lease_expires_at = now() - make_interval(secs => 1),
       refresh_sent_at = now() - ($2::float8 + 1) * interval '1 millisecond' WHERE connection_id = $1`,
    [linked.id, ms],
  );
}

describe('a refresh that nobody knows the end of can act late: the next one waits, counted from the real sending', () => {
  it.each(['before', 'after'] as const)(
    'when the connection broke at once, %s Wise acted: as long as after any other silence',
    async (when) => {
      const linked = await harness.link(vault);
      harness.plant({ endpoint: REFRESH, kind: 'drop', when });
      expect(await refreshGrant(vault, linked.id, { why: 'check' })).toMatchObject({ kind: 'unavailable' });
      expect(await quietAfterClaim(linked)).toBeGreaterThan(DEADLINES.lateEffectMs - ROUNDING_MS);
    },
  );

  it('when its holder died: from the last moment at which he may have sent', async () => {
    const linked = await harness.link(vault);
    await claimLease(vault, linked.id, { why: 'check' });
    // Sent at the last moment, and not yet too old to act.
    await age(linked, LATEST_SENDING_MS + DEADLINES.lateEffectMs - 5_000);
    expect(await claimLease(other, linked.id, { why: 'recover' })).toBeUndefined();
    await age(linked, LATEST_SENDING_MS + DEADLINES.lateEffectMs);
    expect(await claimLease(other, linked.id, { why: 'recover' })).toMatchObject({ wasUncertain: true });
  });

  it('does not wait for a call that was answered: after a re-link its late answer costs one refresh, no pause', async () => {
    const linked = await harness.link(vault);
    const held = harness.plant({ endpoint: REFRESH, kind: 'hold', when: 'after' });
    const late = refreshGrant(vault, linked.id, { why: 'check' });
    await until('held', () => held.waiting === 1);
    await harness.consent(vault, linked);
    harness.release(held);
    await late;
    expect(await harness.grant(linked)).toMatchObject({ state: 'uncertain' });
    expect(await refreshGrant(other, linked.id, { why: 'recover' })).toMatchObject({ kind: 'refreshed' });
  });

  it('when a late answer meets a newer holder: from his claim, because he may not even have sent', async () => {
    const linked = await harness.link(vault);
    const held = harness.plant({ endpoint: REFRESH, kind: 'hold', when: 'after' });
    const late = refreshGrant(vault, linked.id, { why: 'check' });
    await until('held', () => held.waiting === 1);
    await age(linked, LATEST_SENDING_MS + DEADLINES.lateEffectMs);
    expect(await claimLease(other, linked.id, { why: 'recover' })).toBeDefined();
    harness.release(held);
    await late;
    expect(await harness.grant(linked)).toMatchObject({ state: 'uncertain', lease_owner: null });
    expect(await quietAfterClaim(linked)).toBeGreaterThan(
      LATEST_SENDING_MS + DEADLINES.lateEffectMs - ROUNDING_MS,
    );
  });
});
