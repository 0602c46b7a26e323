import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { housekeeping, startRefreshLoop } from '#vault/grants/refresh-loop';
import { openKeyRing } from '#vault/keys/key-ring';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, type Claimed, claimedAttempt, consentOf, newCustomer } from '#vault/testing/attempts';
import { abandon, exchangeRow, issuedTo, liveAccessOf, untilErased } from '#vault/testing/exchanges';
import { expireExchangeLease } from '#vault/testing/expire';
import { Harness } from '#vault/testing/harness';
import { revokeGrant } from '#vault/testing/revoke-grant';
import { startRecovery } from '#vault/testing/start-recovery';

import { newWiseUser } from '#vault/testing/wise-users';
import { waitForExchange } from './read-exchange';
import { takeUp } from './recover-exchanges';
import { startExchange } from './start-exchange';

let harness: Harness;
/** Has another key than the vaults whose exchanges it meets. */
let lacking: VaultContext;
let stop: () => Promise<void> = async () => undefined;

beforeAll(async () => {
  harness = await Harness.start();
  lacking = harness.vault({
    ring: openKeyRing(new Secret(`other:${randomBytes(32).toString('base64')}`)),
  });
});
beforeEach(() => harness.owner.query('DELETE FROM alarms'));
afterEach(async () => {
  await stop();
  stop = async () => undefined;
  harness.reset();
});
afterAll(() => harness.close());

/** A vault with the key that died when the answer was stored and the profile was being asked for. */
async function leftReceived(): Promise<Claimed & { userId: string }> {
  const victim = harness.vault({ deadlines: { writeRetryMs: 100 } });
  const user = newWiseUser(harness.emulator);
  const attempt = await attemptOf(harness, await newCustomer(harness), user);
  const held = harness.plant({ endpoint: 'me', kind: 'hold' });
  await startExchange(victim, attempt);
  await until('the profile is asked for', () => held.waiting === 1);
  await abandon(victim);
  harness.release(held);
  await free(attempt);
  return { ...attempt, userId: user.id };
}

/** The same, with a grant that was refused and waits for its revoking refresh. */
async function leftRefused(): Promise<Claimed & { userId: string }> {
  const vault = harness.vault();
  const user = newWiseUser(harness.emulator);
  const { code } = await consentOf(harness, user);
  const attempt = await claimedAttempt(harness, {
    customerId: await newCustomer(harness),
    code,
    profileId: '1',
  });
  await startExchange(vault, attempt);
  await waitForExchange(vault, attempt.attemptId, 9_000);
  return { ...attempt, userId: user.id };
}

/** As after the lease. */
const free = (attempt: Claimed) => expireExchangeLease(harness, attempt);

async function rowsOf({ attemptId }: Claimed): Promise<unknown> {
  const { rows } = await harness.owner.query(
    `SELECT to_jsonb(e) AS exchange, to_jsonb(g) AS tokens
     FROM exchanges e LEFT JOIN vault.grants g USING (attempt_id) WHERE attempt_id = $1`,
    [attemptId],
  );
  return rows;
}

describe('a vault whose key ring lacks the key of an exchange', () => {
  it('leaves a received one as it is, alarms, and a vault that has the key connects it', async () => {
    const attempt = await leftReceived();
    const before = await rowsOf(attempt);
    stop = startRecovery(lacking);
    await housekeeping(lacking);
    expect(await harness.openAlarms()).toContain('vault_key_missing');
    await takeUp(lacking, attempt.attemptId);
    expect(await rowsOf(attempt)).toEqual(before);
    await takeUp(harness.vault(), attempt.attemptId);
    expect(await exchangeRow(harness, attempt)).toMatchObject({ state: 'connected' });
    expect(await harness.openAlarms()).toEqual(['vault_key_missing']);
  });

  it('does not skip the revoking refresh of a refused one: a vault that has the key makes it', async () => {
    const attempt = await leftRefused();
    const [handedOut] = issuedTo(harness, attempt.userId);
    const before = await rowsOf(attempt);
    stop = startRecovery(lacking);
    await housekeeping(lacking);
    expect(await harness.openAlarms()).toContain('vault_key_missing');
    await revokeGrant(harness, lacking, attempt);
    expect(await rowsOf(attempt)).toEqual(before);
    await revokeGrant(harness, harness.vault(), attempt);
    expect(await exchangeRow(harness, attempt)).toMatchObject({ hasTokens: false });
    expect(liveAccessOf(harness, attempt.userId)).not.toContain(handedOut?.accessToken);
  });

  it('erases at the end of the kill window all the same', async () => {
    const attempt = await leftRefused();
    await harness.owner.query(
      `UPDATE vault.grants SET ending_until = now() - interval '1 minute' WHERE attempt_id = $1`,
      [attempt.attemptId],
    );
    stop = startRecovery(lacking);
    expect(await untilErased(harness, attempt)).toMatchObject({
      state: 'refused',
      reason: 'profile_mismatch',
    });
  });

  it('gives up a received one after a day, as everybody does', async () => {
    const attempt = await leftReceived();
    await harness.owner.query(
      `UPDATE exchanges SET received_at = now() - interval '25 hours' WHERE attempt_id = $1`,
      [attempt.attemptId],
    );
    await takeUp(lacking, attempt.attemptId);
    expect(await exchangeRow(harness, attempt)).toMatchObject({
      state: 'failed',
      reason: 'wise_unavailable',
    });
  });
});

describe('the alarm about a missing key', () => {
  it('closes when no vault has met such a record for ten minutes', async () => {
    const attempt = await leftReceived();
    stop = startRefreshLoop(lacking);
    await until('staff are alarmed', async () => (await harness.openAlarms()).includes('vault_key_missing'));
    const age = () =>
      harness.owner.query(
        `UPDATE alarms SET last_seen_at = now() - interval '11 minutes' WHERE cleared_at IS NULL`,
      );
    await age();
    await until('it is seen again', async () => {
      const { rows } = await harness.owner.query(
        `SELECT 1 FROM alarms WHERE last_seen_at > now() - interval '1 minute' AND cleared_at IS NULL`,
      );
      return rows.length === 1;
    });
    await takeUp(harness.vault(), attempt.attemptId);
    await until('no record is left without its key', async () => {
      await age();
      return (await harness.openAlarms()).length === 0;
    });
  });
});
