import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import { confirmByRefresh } from '#vault/grants/confirming-refresh';
import { LeaseLostError } from '#vault/grants/lease';
import {
  claimReceived,
  extendLease,
  type HeldTokens,
  openReceived,
  type ReceivedLease,
} from '#vault/grants/received-grant';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, type Claimed, newCustomer } from '#vault/testing/attempts';
import { type CuttableDatabase, cuttableDatabase } from '#vault/testing/cuttable-database';
import {
  abandon,
  connectionsOf,
  exchange,
  exchangeRow,
  issuedTo,
  liveAccessOf,
  untilErased,
} from '#vault/testing/exchanges';
import { ageExchange, expireExchangeLease } from '#vault/testing/expire';
import { Harness } from '#vault/testing/harness';
import { startRecovery } from '#vault/testing/start-recovery';

import { newWiseUser } from '#vault/testing/wise-users';
import { waitForExchange } from './read-exchange';
import { startExchange } from './start-exchange';

/** A lease that a test can wait for, and patience with whoever lost theirs that a busy machine does not use up. */
const DEADLINES = { tokenCallMs: 20_000, leaseMs: 40_000, uncertainPauseMs: 15_000, writeRetryMs: 60_000 };

let harness: Harness;
let survivor: VaultContext;
let stop: () => Promise<void> = async () => undefined;
let way: CuttableDatabase | undefined;

beforeAll(async () => {
  harness = await Harness.start();
  survivor = harness.vault({ deadlines: DEADLINES });
});
afterEach(async () => {
  await stop();
  stop = async () => undefined;
  harness.reset();
});
afterAll(async () => {
  await harness.close();
  await way?.close();
});

const endLease = (attempt: Claimed) => expireExchangeLease(harness, attempt);

/** Two customers link one profile at the same minute, and the refresh that decides between them is held. */
async function decidingRefresh(when: 'before' | 'after') {
  way = await cuttableDatabase(harness.database.vaultUrl);
  const sender = harness.vault({ deadlines: DEADLINES, env: { VAULT_DATABASE_URL: way.url } });
  const user = newWiseUser(harness.emulator);
  const [former, incoming] = [await newCustomer(harness), await newCustomer(harness)];
  await exchange(survivor, await attemptOf(harness, former, user));
  const attempt = await attemptOf(harness, incoming, user);
  const held = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', when });
  await startExchange(sender, attempt);
  await until('the deciding refresh is held', () => held.waiting === 1);
  return { user, former, attempt, held };
}

/** Nobody else has a grant of these Wise users. */
const nothing = async () => undefined;

/** The lease of a received grant that some vault has taken up, with the tokens opened. */
async function takeUp(
  vault: VaultContext,
  attempt: Claimed,
): Promise<{ lease: ReceivedLease; held: HeldTokens }> {
  const claimed = await claimReceived(vault, attempt.attemptId);
  if (claimed === undefined) throw new Error('the exchange is not free');
  return { lease: claimed.lease, held: openReceived(vault, claimed.sealed, claimed.times) };
}

/** An exchange whose vault died before anything was checked: free to be taken up by anybody. */
async function received() {
  const victim = harness.vault({ deadlines: { writeRetryMs: 100 } });
  const user = newWiseUser(harness.emulator);
  const attempt = await attemptOf(harness, await newCustomer(harness), user);
  const held = harness.plant({ endpoint: 'me', kind: 'hold' });
  await startExchange(victim, attempt);
  await until('the profile is asked for', () => held.waiting === 1);
  await abandon(victim);
  harness.release(held);
  await endLease(attempt);
  return { attempt, user };
}

describe('a rotated refresh token whose holder could not write it in time', () => {
  it('is kept when the database is back, though another vault has taken over and was refused', async () => {
    harness.emulator.state.settings.merge({ rotateRefreshTokens: true });
    const { user, former, attempt, held } = await decidingRefresh('after');
    way?.cut();
    harness.release(held);
    await endLease(attempt);
    stop = startRecovery(survivor);
    await until('another vault was refused, and leaves room for whoever held the lease', async () => {
      const { rowCount } = await harness.owner.query(
        `SELECT 1 FROM vault.grants WHERE attempt_id = $1 AND lease_owner IS NULL AND next_refresh_at > now()`,
        [attempt.attemptId],
      );
      return rowCount === 1;
    });
    expect(issuedTo(harness, user.id), 'two codes and one refresh').toHaveLength(3);
    way?.restore();
    const answer = await waitForExchange(survivor, attempt.attemptId, 60_000);
    expect(answer).toMatchObject({ state: 'connected' });
    expect(await connectionsOf(harness, former)).toMatchObject([{ status: 'needs_reconnect' }]);
    const { access } = await vend(survivor, String(answer.connectionId));
    expect(liveAccessOf(harness, user.id)).toEqual([access.reveal()]);
  });

  it('fences off whoever builds on the tokens before it', async () => {
    harness.emulator.state.settings.merge({ rotateRefreshTokens: true });
    const { attempt } = await received();
    const late = await takeUp(survivor, attempt);
    const hold = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', when: 'after' });
    const renewal = confirmByRefresh(survivor, late.lease, late.held, nothing);
    await until('the refresh is held', () => hold.waiting === 1);
    await endLease(attempt);
    const other = await takeUp(harness.vault({ deadlines: DEADLINES }), attempt);
    expect(other.lease.isTakenOver).toBe(true);
    harness.release(hold);
    expect(await renewal).toMatchObject({ kind: 'alive' });
    await expect(extendLease(survivor, other.lease)).rejects.toThrow(LeaseLostError);
    await extendLease(survivor, late.lease);
  });

  it('that comes after the exchange was given up: the grant is ended at Wise', async () => {
    harness.emulator.state.settings.merge({ rotateRefreshTokens: true });
    const { attempt, user } = await received();
    const late = await takeUp(survivor, attempt);
    const hold = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', when: 'after' });
    const renewal = confirmByRefresh(survivor, late.lease, late.held, nothing).catch(
      (error: unknown) => error,
    );
    await until('the refresh is held', () => hold.waiting === 1);
    await ageExchange(harness, attempt, 25 * 60);
    stop = startRecovery(survivor);
    await untilErased(harness, attempt);
    harness.release(hold);
    expect(await renewal).toBeInstanceOf(LeaseLostError);
    await until('nothing that Wise gave works any more', async () => {
      const row = await exchangeRow(harness, attempt);
      return row?.hasTokens === false && issuedTo(harness, user.id).length === 3;
    });
    const [given, renewed] = issuedTo(harness, user.id);
    const live = liveAccessOf(harness, user.id);
    expect(live).not.toContain(given?.accessToken);
    expect(live).not.toContain(renewed?.accessToken);
  });
});

describe('a refresh that Wise serves after its holder has lost the lease', () => {
  it('has the stored token checked again before it is promoted, for it killed that one', async () => {
    const { attempt } = await received();
    const late = await takeUp(survivor, attempt);
    const hold = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', when: 'before' });
    const renewal = confirmByRefresh(survivor, late.lease, late.held, nothing).catch(
      (error: unknown) => error,
    );
    await until('the refresh is held', () => hold.waiting === 1);
    await endLease(attempt);
    const other = await takeUp(survivor, attempt);
    expect(await confirmByRefresh(survivor, other.lease, other.held, nothing)).toMatchObject({
      kind: 'alive',
    });
    harness.release(hold);
    expect(await renewal).toBeInstanceOf(LeaseLostError);
    await expect(extendLease(survivor, other.lease)).rejects.toThrow(LeaseLostError);
    stop = startRecovery(survivor);
    const answer = await waitForExchange(survivor, attempt.attemptId, 60_000);
    expect(answer).toMatchObject({ state: 'connected' });
    expect(harness.isLive((await vend(survivor, String(answer.connectionId))).access)).toBe(true);
  });
});
