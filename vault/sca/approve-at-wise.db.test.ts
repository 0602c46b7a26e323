import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listEvents } from '#vault/events/list-events';
import type { VaultContext } from '#vault/runtime/context';
import { newCustomer, newStaff, signIn } from '#vault/testing/attempts';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { challengeOf, decideOnHostedPage } from '#vault/testing/sca';
import { handOut } from './hand-out';
import { lookAtChallenge } from './look-at-challenge';

const environment = 'sandbox' as const;

let harness: Harness;
let vault: VaultContext;
let linked: Linked;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault({ deadlines: UNHURRIED });
});
afterAll(() => harness.close());
beforeEach(async () => {
  harness.reset();
  linked = await harness.link(vault);
});

async function owner(age = 0) {
  return {
    audience: 'customer',
    token: await signIn(harness, 'customer', linked.customerId, { age }),
  } as const;
}

/** As if the page had been looked at long enough ago. */
async function look(challengeId: string) {
  await harness.owner.query(`UPDATE vault.sca_challenges SET asked_at = NULL WHERE id = $1`, [challengeId]);
  return lookAtChallenge(vault, { session: await owner(), challengeId });
}

describe('the customer approves on Wise’s hosted page', () => {
  it('with the token that the vault hands to the owner’s browser; the vault hears of it from Wise itself', async () => {
    const { challengeId, oneTimeToken } = await challengeOf(harness, vault, linked);
    expect(await look(challengeId)).toEqual({ challengeId, state: 'pending' });
    const { rows } = await harness.owner.query(`SELECT factors_left FROM approvals WHERE id = $1`, [
      challengeId,
    ]);
    expect(rows[0].factors_left).toEqual(['PIN', expect.stringContaining('SMS')]);

    const handed = await handOut(vault, { session: await owner(), challengeId, environment });
    expect(handed).toEqual({ oneTimeToken });
    const other = { session: await owner(), challengeId, environment: 'production' } as const;
    await expect(handOut(vault, other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await decideOnHostedPage(harness, handed.oneTimeToken, { code: '000000' });
    expect(await look(challengeId)).toMatchObject({ state: 'pending' });
    await decideOnHostedPage(harness, handed.oneTimeToken);
    expect(await look(challengeId)).toMatchObject({ state: 'approved' });
    // the partner hears of both ends, once (promise 17)
    await look(challengeId);
    const { events } = await listEvents(vault.database, { after: '0', limit: 500 }, environment);
    const own = events.filter(({ data }) => data.connection_id === linked.id).slice(1);
    expect(own).toMatchObject([
      { type: 'sca.required', data: { challenge_id: challengeId, expires_at: expect.any(String) } },
      { type: 'sca.done', data: { challenge_id: challengeId, customer: { id: linked.customerId } } },
    ]);
  });

  it('closing the window changes nothing: it can be opened again, five times in all', async () => {
    const { challengeId, oneTimeToken } = await challengeOf(harness, vault, linked);
    const session = await owner();
    for (let times = 0; times < 5; times += 1) {
      await handOut(vault, { session, challengeId, environment });
      await decideOnHostedPage(harness, oneTimeToken, { decision: 'close' });
    }
    expect(await look(challengeId)).toMatchObject({ state: 'pending' });
    await expect(handOut(vault, { session, challengeId, environment })).rejects.toMatchObject({
      code: 'TOO_MANY_REQUESTS',
    });
  });

  it('to another customer the challenge does not exist, and staff cannot approve', async () => {
    const { challengeId } = await challengeOf(harness, vault, linked);
    const token = await signIn(harness, 'customer', await newCustomer(harness));
    const stranger = { session: { audience: 'customer', token } as const, challengeId, environment };
    await expect(handOut(vault, stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(lookAtChallenge(vault, stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const admin = await signIn(harness, 'staff', await newStaff(harness, 'admin'));
    const staff = { session: { audience: 'staff', token: admin } as const, challengeId, environment };
    await expect(handOut(vault, staff)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('an old sign-in may look, but is handed nothing', async () => {
    const { challengeId } = await challengeOf(harness, vault, linked);
    const session = await owner(31);
    await expect(handOut(vault, { session, challengeId, environment })).rejects.toMatchObject({
      code: 'SIGN_IN_TOO_OLD',
    });
    await expect(lookAtChallenge(vault, { session, challengeId })).resolves.toMatchObject({
      state: 'pending',
    });
  });

  it('nothing is handed out once it is approved or its time is over', async () => {
    const { challengeId, oneTimeToken } = await challengeOf(harness, vault, linked);
    await decideOnHostedPage(harness, oneTimeToken);
    await look(challengeId);
    const ask = { session: await owner(), challengeId, environment };
    await expect(handOut(vault, ask)).rejects.toMatchObject({ code: 'CONFLICT' });
    await harness.owner.query(
      `UPDATE vault.sca_challenges SET expires_at = now() - interval '1 second' WHERE id = $1`,
      [challengeId],
    );
    await expect(handOut(vault, ask)).rejects.toMatchObject({ code: 'CHALLENGE_EXPIRED' });
    expect(await look(challengeId)).toMatchObject({ state: 'expired' });
  });

  it.each([
    ['frozen', `frozen_at = now()`],
    ['waiting for the customer', `status = 'needs_reconnect', reason = 'lost_at_wise'`],
    ['disconnected', `status = 'disconnected', reason = 'customer', disconnected_at = now()`],
  ])('nothing is handed out for a connection that is %s', async (_how, change) => {
    const { challengeId } = await challengeOf(harness, vault, linked);
    const { rowCount } = await harness.owner.query(`UPDATE connections SET ${change} WHERE id = $1`, [
      linked.id,
    ]);
    expect(rowCount).toBe(1);
    const ask = { session: await owner(), challengeId, environment };
    await expect(handOut(vault, ask)).rejects.toMatchObject({ code: 'CHALLENGE_EXPIRED' });
  });

  it('Wise’s own validity ends it earlier than ours', async () => {
    const { challengeId } = await challengeOf(harness, vault, linked);
    await harness.owner.query(
      `UPDATE vault.sca_challenges SET expires_at = now() + interval '10 hours' WHERE id = $1`,
      [challengeId],
    );
    await look(challengeId);
    const { rows } = await harness.owner.query(
      `SELECT expires_at < now() + interval '61 minutes' AS "isEarlier" FROM approvals WHERE id = $1`,
      [challengeId],
    );
    expect(rows[0].isEarlier).toBe(true);
  });

  it('while Wise is away, or says what cannot be read, what is known stands', async () => {
    const { challengeId } = await challengeOf(harness, vault, linked);
    for (const fault of [
      { status: 503, body: '{}' },
      { status: 400, body: '{"errors":[{"code":"one.time.token.invalid"}]}' },
      { status: 200, body: '<html>' },
    ]) {
      harness.plant({ endpoint: 'sca:status', kind: 'answer', ...fault, count: 1 });
      expect(await look(challengeId)).toMatchObject({ state: 'pending' });
    }
  });

  it('a page that looks again and again asks Wise once in two seconds', async () => {
    const { challengeId } = await challengeOf(harness, vault, linked);
    const fault = harness.plant({
      endpoint: 'sca:status',
      kind: 'answer',
      status: 503,
      body: '{}',
      count: 9,
    });
    const session = await owner();
    for (let times = 0; times < 4; times += 1) await lookAtChallenge(vault, { session, challengeId });
    const applied = harness.events('fault.applied').filter(({ faultId }) => faultId === fault.id);
    expect(applied).toHaveLength(1);
  });
});
