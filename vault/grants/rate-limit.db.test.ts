import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { VaultContext } from '#vault/runtime/context';
import { expireGrant } from '#vault/testing/expire';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { revokeGrant } from '#vault/testing/revoke-grant';
import { refreshGrant } from './refresh';
import { startRevocation } from './start-revocation';
import { vend } from './vend';

const REFRESH = 'token:refresh_token';
const TEN_YEARS = '315360000';

let harness: Harness;

beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.close());
afterEach(() => harness.reset());

/** A vault of its own, because a pause is the memory of one process. A trial soon, so that nobody has to wait for it. */
const newVault = (trialMs = 300) =>
  harness.vault({ deadlines: { ...UNHURRIED, vendWaitMs: 22_000, backOffMaxMs: 60_000, trialMs } });

/** Connections whose access token is over: a vend has to refresh. */
async function due(vault: VaultContext, count: number): Promise<Linked[]> {
  const links: Linked[] = [];
  for (let made = 0; made < count; made += 1) links.push(await harness.link(vault));
  await expireGrant(harness, 'access_expires_at', ...links);
  return links;
}

/** Wise refuses the next call for that long, as it says, and takes every call after it. */
const limitOnce = (retryAfter: string) =>
  harness.plant({ endpoint: REFRESH, kind: 'rate-limit', retryAfter });
const limitAlways = () =>
  harness.plant({ endpoint: REFRESH, kind: 'rate-limit', retryAfter: TEN_YEARS, count: 1_000 });

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'vended',
    (error) => error.code,
  );

describe('decision 025: a limit of Wise, however long it says it is,', () => {
  it('costs a vend whose token is live nothing, also one that would be refreshed soon', async () => {
    const vault = newVault(60_000);
    const [live, nearlyOver] = [await harness.link(vault), await harness.link(vault)];
    // The last twentieth of an hour's life: due to be refreshed, and good.
    await harness.owner.query(
      `UPDATE vault.grants SET access_issued_at = now() - interval '59 minutes 30 seconds',
         access_expires_at = now() + interval '30 seconds' WHERE connection_id = $1`,
      [nearlyOver.id],
    );
    limitAlways();
    const [limited] = await due(vault, 1);
    expect(limited && (await refreshGrant(vault, limited.id, { why: 'vend' })).kind).toBe('unavailable');
    const before = harness.events('token.request').length;
    for (const linked of [live, nearlyOver])
      expect(harness.isLive((await vend(vault, linked.id)).access)).toBe(true);
    expect(harness.events('token.request'), 'nobody has asked Wise for it').toHaveLength(before);
  });

  it('costs a vend whose token meets it while it is still good no wait either', async () => {
    const vault = newVault(60_000);
    const linked = await harness.link(vault);
    await harness.owner.query(
      `UPDATE vault.grants SET access_issued_at = now() - interval '59 minutes 30 seconds',
         access_expires_at = now() + interval '30 seconds' WHERE connection_id = $1`,
      [linked.id],
    );
    limitAlways();
    expect(harness.isLive((await vend(vault, linked.id)).access)).toBe(true);
    expect(harness.refreshCallsOf(linked)).toHaveLength(1);
  });

  it('costs a vend whose token is due the time until the next trial, and the trial ends it for all', async () => {
    const vault = newVault();
    const links = await due(vault, 6);
    limitOnce(TEN_YEARS);
    const answers = await Promise.all(links.map(({ id }) => vend(vault, id)));
    for (const { access } of answers) expect(harness.isLive(access)).toBe(true);
    expect(vault.pauses.leftMs('sandbox')).toBe(0);
    for (const linked of links) expect(await harness.grant(linked)).toMatchObject({ failures: 0 });
  });

  it('is not pressed: while it lasts, one call at a time tries', async () => {
    const vault = newVault(60_000);
    const links = await due(vault, 6);
    limitAlways();
    const [first, ...others] = links;
    expect(first && (await refreshGrant(vault, first.id, { why: 'vend' })).kind).toBe('unavailable');
    const before = harness.events('token.request').length;
    const hasty: VaultContext = { ...vault, deadlines: { ...vault.deadlines, vendWaitMs: 200 } };
    const codes = await Promise.all(others.map(({ id }) => codeOf(vend(hasty, id))));
    expect(codes).toEqual(Array(5).fill('TOKEN_NOT_READY'));
    expect(harness.events('token.request')).toHaveLength(before);
  });

  it('tells a caller who cannot wait to come back for the next trial, not in ten years', async () => {
    const vault = newVault(5_000);
    const [linked] = await due(vault, 1);
    limitAlways();
    const hasty: VaultContext = { ...vault, deadlines: { ...vault.deadlines, vendWaitMs: 1_000 } };
    const refusal = await vend(hasty, String(linked?.id)).catch((error) => error);
    expect(refusal).toMatchObject({ code: 'TOKEN_NOT_READY' });
    expect(refusal.retryAfterSeconds).toBeLessThanOrEqual(5);
  });

  it('keeps what nobody waits for back for a minute at most', async () => {
    const vault = newVault();
    const [linked] = await due(vault, 1);
    limitOnce(TEN_YEARS);
    await refreshGrant(vault, String(linked?.id), { why: 'vend' });
    const leftMs = vault.pauses.leftMs('sandbox');
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(60_000);
    const routine = await refreshGrant(vault, String(linked?.id), { why: 'due' });
    expect(routine.kind).toBe('unavailable');
  });

  it('counts for the revoking refresh of a disconnect too', async () => {
    const vault = newVault();
    const linked = await harness.link(vault);
    await vault.database.db.$transaction(async (tx) => {
      await tx.$executeRaw`
        UPDATE public.connections SET status = 'disconnected', reason = 'customer', end_result = 'pending'
        WHERE id = ${linked.id}::uuid`;
      await startRevocation(tx, vault, linked.id);
    });
    limitOnce('20');
    expect(await revokeGrant(harness, vault, linked)).toBe('pending');
    expect(vault.pauses.leftMs('sandbox')).toBeGreaterThan(0);
  });
});
