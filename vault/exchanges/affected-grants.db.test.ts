import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors/app-error';
import { until } from '#test/until';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, type Claimed, claimedAttempt, consentOf, newCustomer } from '#vault/testing/attempts';
import { exchange, exchangeRow, untilErased } from '#vault/testing/exchanges';
import { ageExchange, expireDeadline } from '#vault/testing/expire';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { startRecovery } from '#vault/testing/start-recovery';

import { newWiseUser } from '#vault/testing/wise-users';
import { startExchange } from './start-exchange';

const LONG_MS = 30_000;

let harness: Harness;
let vault: VaultContext;
let stop: () => Promise<void>;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault({ deadlines: UNHURRIED });
  stop = startRecovery(vault);
});
afterEach(() => harness.reset());
afterAll(async () => {
  await stop();
  await harness.close();
});

/** What a partner gets now: a token that works at Wise, one that does not, or the reason for none. */
async function vended(connectionId: string): Promise<string> {
  try {
    const { access } = await vend(vault, connectionId);
    return harness.isLive(access) ? 'live' : 'dead';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

async function linked(customerId: string, user: ReturnType<typeof newWiseUser>): Promise<string> {
  const { connectionId } = await exchange(vault, await attemptOf(harness, customerId, user), LONG_MS);
  const id = String(connectionId);
  expect(await vended(id)).toBe('live');
  return id;
}

async function stateOf(connectionId: string): Promise<string> {
  const { rows } = await harness.owner.query<{ state: string }>(
    `SELECT state::text FROM vault.grants WHERE connection_id = $1`,
    [connectionId],
  );
  return String(rows[0]?.state);
}

const untilState = (attempt: Claimed, state: string) =>
  until(`it is ${state}`, async () => (await exchangeRow(harness, attempt))?.state === state, {
    withinMs: LONG_MS,
  });

const age = (attempt: Claimed, minutes: number) => ageExchange(harness, attempt, minutes);

/** A grant that was stored before the answer came that `age` has moved into the past. */
const agedBefore = (connectionId: string) =>
  harness.owner.query(
    `UPDATE vault.grants SET access_issued_at = now() - interval '30 hours' WHERE connection_id = $1`,
    [connectionId],
  );

/** Wise gives a grant and never says whose it is, until the exchange is so old that it ends. */
async function endsUnknown(attempt: Claimed, minutes: number, status = 403): Promise<void> {
  harness.plant({ endpoint: 'me', kind: 'answer', status, body: '{}', count: 100_000 });
  await startExchange(vault, attempt);
  await untilState(attempt, 'received');
  await age(attempt, minutes);
  await untilState(attempt, 'failed');
}

/** What the circuit breaker does with a refused grant whose access token still works: refreshing, then settled. */
async function settleBetweenTries(id: string, { attemptId }: Claimed): Promise<boolean> {
  const client = await harness.owner.connect();
  try {
    await client.query('BEGIN');
    const { rowCount } = await client.query(
      `UPDATE vault.grants SET state = 'refreshing', lease_owner = 'the breaker', lease_expires_at = now(),
         refresh_sent_at = now() WHERE connection_id = $1
         AND NOT EXISTS (SELECT FROM vault.grants WHERE attempt_id = $2 AND lease_owner IS NOT NULL)`,
      [id, attemptId],
    );
    await client.query(
      `UPDATE vault.grants SET state = 'settled', uncertain_until = NULL, lease_owner = NULL
       WHERE connection_id = $1 AND state = 'refreshing' AND lease_owner = 'the breaker'`,
      [id],
    );
    await client.query('COMMIT');
    return rowCount === 1;
  } finally {
    client.release();
  }
}

describe('a refresh of an incoming grant, which kills what the existing one has stored (promise 3)', () => {
  const whose = [
    ['of the same customer', true],
    ['of another customer', false],
  ] as const;

  it.each(whose)(
    'for one 401 to a fresh token: no dead token is vended for the grant %s',
    async (_, isSame) => {
      const user = newWiseUser(harness.emulator);
      const owner = await newCustomer(harness);
      const id = await linked(owner, user);
      const again = await attemptOf(harness, isSame ? owner : await newCustomer(harness), user);
      harness.plant({ endpoint: 'me', kind: 'answer', status: 401, body: '{}', count: 1 });
      const held = harness.plant({ endpoint: 'profiles', kind: 'hold' });
      await startExchange(vault, again);
      await until('the renewed token is being checked', () => held.waiting === 1);
      expect(await vended(id)).not.toBe('dead');
      expect(await stateOf(id)).not.toBe('settled');
      harness.release(held);
      await untilState(again, 'connected');
    },
  );

  it.each([
    ...whose.map(([text, isSame]) => [`after minutes of 403, ${text}`, 6, 403, isSame] as const),
    ...whose.map(([text, isSame]) => [`after a day of outage, ${text}`, 25 * 60, 503, isSame] as const),
  ])('that ends a grant of which Wise never said whose it is, %s', async (_, minutes, status, isSame) => {
    const user = newWiseUser(harness.emulator);
    const owner = await newCustomer(harness);
    const id = await linked(owner, user);
    await agedBefore(id);
    const again = await attemptOf(harness, isSame ? owner : await newCustomer(harness), user);
    await endsUnknown(again, minutes, status);
    await untilErased(harness, again);
    expect(await vended(id)).not.toBe('dead');
    expect(await stateOf(id)).not.toBe('settled');
  });

  it('that comes late, when the circuit breaker on mass refusals has settled the existing grant again (017)', async () => {
    const user = newWiseUser(harness.emulator);
    const customerId = await newCustomer(harness);
    const id = await linked(customerId, user);
    await agedBefore(id);
    const again = await attemptOf(harness, customerId, user);
    harness.plant({
      endpoint: 'token:refresh_token',
      kind: 'answer',
      status: 503,
      body: '{}',
      count: 100_000,
    });
    await endsUnknown(again, 6);
    // The breaker's own act is fenced off by a try under way (its epoch), which these are not: so between tries.
    await until('the breaker has settled the grant between two tries', () => settleBetweenTries(id, again));
    harness.reset();
    await untilErased(harness, again);
    expect(await vended(id)).not.toBe('dead');
  });

  it('that ends an exchange which a newer one of the customer has superseded', async () => {
    const user = newWiseUser(harness.emulator);
    const customerId = await newCustomer(harness);
    const id = await linked(customerId, user);
    await agedBefore(id);
    const stale = await attemptOf(harness, customerId, user);
    harness.plant({ endpoint: 'me', kind: 'answer', status: 503, body: '{}', count: 100_000 });
    await startExchange(vault, stale);
    await untilState(stale, 'received');
    await age(stale, 16);
    await startExchange(vault, await attemptOf(harness, customerId, newWiseUser(harness.emulator)));
    await untilState(stale, 'failed');
    await untilErased(harness, stale);
    expect(await vended(id)).not.toBe('dead');
  });

  it('that ends a grant whose answer came when its exchange was over', async () => {
    const user = newWiseUser(harness.emulator);
    const customerId = await newCustomer(harness);
    const id = await linked(customerId, user);
    const late = await attemptOf(harness, customerId, user);
    const code = harness.plant({ endpoint: 'token:authorization_code', kind: 'hold', when: 'after' });
    await startExchange(vault, late);
    await until('the grant is given, its answer held', () => code.waiting === 1);
    await expireDeadline(harness, late);
    await untilState(late, 'interrupted');
    const me = harness.plant({ endpoint: 'me', kind: 'hold' });
    await startExchange(vault, await attemptOf(harness, customerId, newWiseUser(harness.emulator)));
    await until('a newer exchange is under way', () => me.waiting === 1);
    const issued = () => harness.events('token.issued').length;
    const before = issued();
    harness.release(code);
    await until('the late grant is ended', () => issued() > before, { withinMs: LONG_MS });
    await untilErased(harness, late);
    expect(await vended(id)).not.toBe('dead');
    harness.release(me);
  });
});

describe('a profile that a forged callback names: its holder, a stranger,', () => {
  /** A stranger's connection, and an attempt of somebody else whose callback names the stranger's profile. */
  async function forged() {
    const victim = newWiseUser(harness.emulator);
    const id = await linked(await newCustomer(harness), victim);
    const forger = newWiseUser(harness.emulator);
    const { code } = await consentOf(harness, forger);
    const customerId = await newCustomer(harness);
    const attempt = await claimedAttempt(harness, { customerId, code, profileId: victim.profileId });
    return { id, customerId, attempt };
  }

  it('does not notice where Wise has said whose grant it is', async () => {
    const { id, attempt } = await forged();
    expect(await exchange(vault, attempt, LONG_MS)).toMatchObject({ reason: 'profile_mismatch' });
    await untilErased(harness, attempt);
    expect([await stateOf(id), await vended(id)]).toEqual(['settled', 'live']);
  });

  it('has one refresh more, once', async () => {
    const { id, attempt } = await forged();
    await agedBefore(id);
    await endsUnknown(attempt, 6);
    harness.reset();
    expect(await stateOf(id)).toBe('uncertain');
    await until('it is refreshed, proved and vended again', async () => (await vended(id)) === 'live', {
      withinMs: LONG_MS,
    });
  });

  it('does not notice when the grant was refreshed since, which Wise refuses to one that was replaced (W3)', async () => {
    const { id, attempt } = await forged();
    await endsUnknown(attempt, 6);
    expect([await stateOf(id), await vended(id)]).toEqual(['settled', 'live']);
  });

  it('does not notice after the forger’s first few exchanges of an hour', async () => {
    const { id, customerId, attempt } = await forged();
    await agedBefore(id);
    for (let n = 0; n < 5; n += 1) {
      await harness.owner.query(
        `INSERT INTO exchanges (attempt_id, code_hash, customer_id, environment, client_id, state, reason, deadline_at)
         VALUES (gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), $1, 'sandbox', 'acme-bank', 'failed',
           'code_refused', now())`,
        [customerId],
      );
    }
    await endsUnknown(attempt, 6);
    expect([await stateOf(id), await vended(id)]).toEqual(['settled', 'live']);
  });
});
