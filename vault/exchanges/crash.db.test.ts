import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultRequest } from 'wise-emulator';
import { createLogger } from '#lib/log/logger';
import { until } from '#test/until';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, claimedAttempt, consentOf, newCustomer } from '#vault/testing/attempts';
import { cuttableDatabase } from '#vault/testing/cuttable-database';
import {
  abandon,
  connectionsOf,
  exchangeRow,
  issuedTo,
  liveAccessOf,
  sendingsOf,
  trailOf,
  untilErased,
} from '#vault/testing/exchanges';
import { ageExchange, expireDeadline } from '#vault/testing/expire';
import { Harness, UNHURRIED } from '#vault/testing/harness';

import { startRecovery } from '#vault/testing/start-recovery';
import { untilWaitedFor } from '#vault/testing/until-waited-for';

import { newWiseUser } from '#vault/testing/wise-users';
import { waitForExchange } from './read-exchange';
import { startExchange } from './start-exchange';

/** Short enough to wait for, long enough for a busy machine. */
const MORTAL = { tokenCallMs: 1_500, leaseMs: 4_000 };

let harness: Harness;
let survivor: VaultContext;
/** For tests that are not about its deadlines. */
let patient: VaultContext;
let stop: () => Promise<void>;

beforeAll(async () => {
  harness = await Harness.start();
  survivor = harness.vault({ deadlines: MORTAL });
  patient = harness.vault({ deadlines: UNHURRIED });
  stop = startRecovery(survivor);
});
afterEach(() => harness.reset());
afterAll(async () => {
  await stop();
  await harness.close();
});

/** A vault that dies while its request to Wise is held at this point. */
async function dieAt(fault: FaultRequest) {
  const victim = harness.vault({ deadlines: { ...MORTAL, writeRetryMs: 100 } });
  const customerId = await newCustomer(harness);
  const user = newWiseUser(harness.emulator);
  const attempt = await attemptOf(harness, customerId, user);
  const held = harness.plant({ ...fault, kind: 'hold' });
  await startExchange(victim, attempt);
  await until(`${fault.endpoint} is held`, () => held.waiting === 1);
  await abandon(victim);
  harness.release(held);
  return { customerId, user, attempt };
}

describe('a vault that dies in an exchange', () => {
  it.each(['before', 'after'] as const)(
    'while the code is on its way (%s the effect): interrupted, and the code is not sent again',
    async (when) => {
      const { attempt, customerId } = await dieAt({
        endpoint: 'token:authorization_code',
        kind: 'hold',
        when,
      });
      const answer = await waitForExchange(survivor, attempt.attemptId, 9_000);
      expect(answer).toMatchObject({ state: 'interrupted', connectionId: null });
      expect(sendingsOf(harness, attempt)).toHaveLength(1);
      expect(await exchangeRow(harness, attempt)).toMatchObject({ hasTokens: false });
      expect(await connectionsOf(harness, customerId)).toEqual([]);
      expect(await trailOf(harness, customerId)).toEqual(['connection.refused']);
    },
  );

  it.each(['me', 'profiles', 'profile'] as const)(
    'after the answer has come (asking for %s): another vault finishes it with the stored tokens',
    async (endpoint) => {
      const { attempt, customerId, user } = await dieAt({ endpoint, kind: 'hold' });
      const answer = await waitForExchange(survivor, attempt.attemptId, 9_000);
      expect(answer).toMatchObject({ state: 'connected' });
      expect(sendingsOf(harness, attempt)).toHaveLength(1);
      expect(issuedTo(harness, user.id)).toHaveLength(1);
      expect(await trailOf(harness, customerId)).toEqual(['connection.connected']);
      const { access } = await vend(survivor, String(answer.connectionId));
      expect(liveAccessOf(harness, user.id)).toEqual([access.reveal()]);
    },
  );

  it.each(['before', 'after'] as const)(
    'in the refresh that decides between two grants (%s the effect): one live grant, and it is vended',
    async (when) => {
      const victim = harness.vault({ deadlines: { ...MORTAL, writeRetryMs: 100 } });
      const user = newWiseUser(harness.emulator);
      const [former, incoming] = [await newCustomer(harness), await newCustomer(harness)];
      const first = await attemptOf(harness, former, user);
      await startExchange(survivor, first);
      expect(await waitForExchange(survivor, first.attemptId, 9_000)).toMatchObject({ state: 'connected' });
      const attempt = await attemptOf(harness, incoming, user);
      const held = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', when });
      await startExchange(victim, attempt);
      await until('the deciding refresh is held', () => held.waiting === 1);
      await abandon(victim);
      harness.release(held);
      const answer = await waitForExchange(survivor, attempt.attemptId, 15_000);
      expect(answer).toMatchObject({ state: 'connected' });
      expect(sendingsOf(harness, attempt)).toHaveLength(1);
      expect(await connectionsOf(harness, former)).toMatchObject([{ status: 'needs_reconnect' }]);
      const { access } = await vend(survivor, String(answer.connectionId));
      expect(liveAccessOf(harness, user.id)).toEqual([access.reveal()]);
    },
  );

  it.each(['before', 'after'] as const)(
    'in the revoking refresh of a refused grant (%s the effect): another vault ends it and erases it',
    async (when) => {
      const victim = harness.vault({ deadlines: { ...MORTAL, writeRetryMs: 100 } });
      const stopVictim = startRecovery(victim);
      await stop();
      const customerId = await newCustomer(harness);
      const user = newWiseUser(harness.emulator);
      const { code } = await consentOf(harness, user);
      const attempt = await claimedAttempt(harness, { customerId, code, profileId: '1' });
      const held = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', when });
      await startExchange(victim, attempt);
      await until('the revoking refresh is held', () => held.waiting === 1);
      await Promise.all([stopVictim(), abandon(victim)]);
      harness.release(held);
      stop = startRecovery(survivor);
      await untilErased(harness, attempt);
      const [given] = issuedTo(harness, user.id);
      expect(liveAccessOf(harness, user.id)).not.toContain(given?.accessToken);
      expect(await exchangeRow(harness, attempt)).toMatchObject({
        state: 'refused',
        reason: 'profile_mismatch',
      });
    },
  );
});

describe('an answer that comes late or into an outage', () => {
  it('is not lost when it comes after the deadline: the interrupted exchange connects after all', async () => {
    // A vault that was stopped: it waits for its answer far longer than the others believe.
    const slow = harness.vault({ deadlines: { tokenCallMs: 20_000, leaseMs: 21_000 } });
    const customerId = await newCustomer(harness);
    const attempt = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    const held = harness.plant({ endpoint: 'token:authorization_code', kind: 'hold', when: 'after' });
    await startExchange(slow, attempt);
    await until('the answer is held', () => held.waiting === 1);
    await expireDeadline(harness, attempt);
    await until('the deadline has passed', async () => {
      return (await exchangeRow(harness, attempt))?.state === 'interrupted';
    });
    harness.release(held);
    await until('the late answer is used', async () => {
      return (await exchangeRow(harness, attempt))?.state === 'connected';
    });
    expect(sendingsOf(harness, attempt)).toHaveLength(1);
  });

  it('is ended at Wise when a newer exchange has begun meanwhile, also if Wise does not answer at first', async () => {
    const slow = harness.vault({ deadlines: { tokenCallMs: 20_000, leaseMs: 21_000 } });
    const customerId = await newCustomer(harness);
    const user = newWiseUser(harness.emulator);
    const late = await attemptOf(harness, customerId, user);
    const held = harness.plant({ endpoint: 'token:authorization_code', kind: 'hold', when: 'after' });
    await startExchange(slow, late);
    await until('the answer is held', () => held.waiting === 1);
    await expireDeadline(harness, late);
    await until('the deadline has passed', async () => {
      return (await exchangeRow(harness, late))?.state === 'interrupted';
    });
    const newer = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    const checking = harness.plant({ endpoint: 'me', kind: 'hold' });
    await startExchange(patient, newer);
    await until('the newer one is in flight', () => checking.waiting === 1);
    harness.plant({ endpoint: 'token:refresh_token', kind: 'answer', status: 503, body: '{}', count: 2 });
    harness.release(held);
    await until('the late grant is ended', () => issuedTo(harness, user.id).length === 2);
    const [given] = issuedTo(harness, user.id);
    expect(liveAccessOf(harness, user.id)).not.toContain(given?.accessToken);
    harness.release(checking);
    expect(await waitForExchange(survivor, newer.attemptId, 20_000)).toMatchObject({ state: 'connected' });
    expect(await exchangeRow(harness, late)).toMatchObject({ state: 'interrupted', hasTokens: false });
  });

  it('is ended at Wise when a newer exchange begins at this very moment', async () => {
    const slow = harness.vault({ deadlines: { tokenCallMs: 20_000, leaseMs: 21_000 } });
    const customerId = await newCustomer(harness);
    const user = newWiseUser(harness.emulator);
    const late = await attemptOf(harness, customerId, user);
    const held = harness.plant({ endpoint: 'token:authorization_code', kind: 'hold', when: 'after' });
    await startExchange(slow, late);
    await until('the answer is held', () => held.waiting === 1);
    await expireDeadline(harness, late);
    await until('the deadline has passed', async () => {
      return (await exchangeRow(harness, late))?.state === 'interrupted';
    });
    const newer = await harness.owner.connect();
    await newer.query('BEGIN');
    await newer.query(
      `INSERT INTO exchanges (attempt_id, code_hash, customer_id, environment, client_id, state, deadline_at)
       VALUES (gen_random_uuid(), sha256('newer'), $1, 'sandbox', 'acme-bank', 'sent', now() + interval '1 hour')`,
      [customerId],
    );
    harness.release(held);
    await untilWaitedFor(newer);
    await newer.query('COMMIT');
    newer.release();
    await until('the late grant is ended', () => issuedTo(harness, user.id).length === 2);
    await untilErased(harness, late);
    const [given] = issuedTo(harness, user.id);
    expect(liveAccessOf(harness, user.id)).not.toContain(given?.accessToken);
  });

  it('is written as soon as the database is back', async () => {
    const customerId = await newCustomer(harness);
    const attempt = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    const held = harness.plant({ endpoint: 'token:authorization_code', kind: 'hold', when: 'after' });
    const way = await cuttableDatabase(harness.database.vaultUrl);
    const lines: string[] = [];
    const log = createLogger('test', 'warn', { write: (line) => lines.push(line) });
    const env = { VAULT_DATABASE_URL: way.url };
    await startExchange(
      harness.vault({ deadlines: { ...UNHURRIED, writeRetryMs: 60_000 }, env, log }),
      attempt,
    );
    await until('the answer is held', () => held.waiting === 1);
    way.cut();
    harness.release(held);
    await until('the answer could not be written', () => lines.join('').includes('exchange-received'));
    expect(await exchangeRow(harness, attempt)).toMatchObject({ state: 'sent' });
    way.restore();
    expect(await waitForExchange(survivor, attempt.attemptId, 20_000)).toMatchObject({ state: 'connected' });
    await way.close();
  });

  it('waits for Wise’s own outage to end before the profile is checked', async () => {
    const customerId = await newCustomer(harness);
    const attempt = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    harness.plant({ endpoint: 'me', kind: 'answer', status: 503, body: '{}', count: 1 });
    await startExchange(patient, attempt);
    expect(await waitForExchange(survivor, attempt.attemptId, 20_000)).toMatchObject({ state: 'connected' });
    expect(sendingsOf(harness, attempt)).toHaveLength(1);
  });

  it('is given up after a day, and what Wise gave is ended', async () => {
    const customerId = await newCustomer(harness);
    const user = newWiseUser(harness.emulator);
    const attempt = await attemptOf(harness, customerId, user);
    harness.plant({ endpoint: 'me', kind: 'answer', status: 503, body: '{}', count: 1_000 });
    await startExchange(patient, attempt);
    await until(
      'the answer is stored',
      async () => (await exchangeRow(harness, attempt))?.state === 'received',
    );
    await ageExchange(harness, attempt, 25 * 60);
    expect(await waitForExchange(survivor, attempt.attemptId, 9_000)).toMatchObject({
      state: 'failed',
      reason: 'wise_unavailable',
    });
    await untilErased(harness, attempt);
    const [given] = issuedTo(harness, user.id);
    expect(liveAccessOf(harness, user.id)).not.toContain(given?.accessToken);
  });

  it('is not used when the stored tokens were tampered with: alarm, no connection, the grant ended', async () => {
    const { attempt, customerId, user } = await dieAt({ endpoint: 'me', kind: 'hold' });
    await harness.owner.query(
      `UPDATE vault.grants SET access = set_byte(access, 20, get_byte(access, 20) # 1)
       WHERE attempt_id = $1`,
      [attempt.attemptId],
    );
    expect(await waitForExchange(survivor, attempt.attemptId, 9_000)).toMatchObject({ state: 'interrupted' });
    expect(await harness.openAlarms()).toContain('record_refused');
    expect(await connectionsOf(harness, customerId)).toEqual([]);
    await untilErased(harness, attempt);
    const [given] = issuedTo(harness, user.id);
    expect(liveAccessOf(harness, user.id)).not.toContain(given?.accessToken);
  });
});
