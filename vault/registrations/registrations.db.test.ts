import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import { disconnect } from '#vault/connections/disconnect';
import { startRefreshLoop } from '#vault/grants/refresh-loop';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, signIn } from '#vault/testing/attempts';
import { exchange } from '#vault/testing/exchanges';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { madeUsers } from '#vault/testing/made-users';
import { createWiseUser } from './create-wise-user';

let harness: Harness;
let vault: VaultContext;
let made: ReturnType<typeof madeUsers>;
let other: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  made = madeUsers(harness, () => vault);
  vault = harness.vault({ deadlines: { ...UNHURRIED, uncertainPauseMs: 100, lateEffectMs: 100 } });
  other = harness.vault({ deadlines: UNHURRIED });
});
afterAll(() => harness.close());
beforeEach(() => harness.reset());

describe('a Wise user made for a customer', () => {
  it('is made once and waits without a profile; asked again, it is connected and its token is live', async () => {
    const ask = await made.wanted();
    const first = await createWiseUser(vault, ask);
    expect(first).toMatchObject({ state: 'created', reason: 'no_profile', connectionId: null });
    await made.addProfile(ask.email);
    const second = await createWiseUser(vault, ask);
    expect(second).toMatchObject({ id: first.id, state: 'connected', reason: null });
    expect(made.signUpsOf(ask.email)).toHaveLength(1);
    const { access } = await vend(vault, String(second.connectionId));
    expect(harness.isLive(access)).toBe(true);
    expect((await made.trail()).slice(-2)).toEqual(['wise_user.requested', 'wise_user.created']);
    expect(await createWiseUser(vault, ask)).toEqual(second);
    const { rows } = await harness.owner.query('SELECT customer_id FROM connections WHERE id = $1', [
      second.connectionId,
    ]);
    expect(rows).toEqual([{ customer_id: ask.customerId }]);
  });

  it('gives what Wise gave to one without a profile back: it is revoked and erased', async () => {
    const ask = await made.wanted();
    const stop = startRefreshLoop(vault);
    await createWiseUser(vault, ask);
    await until('nothing of the user is kept', async () => {
      const { rowCount } = await harness.owner.query('SELECT 1 FROM vault.grants WHERE customer_id = $1', [
        ask.customerId,
      ]);
      return rowCount === 0;
    });
    await stop();
  });

  it('is one, though two vaults are asked at the same moment', async () => {
    const ask = await made.wanted();
    const answers = await Promise.all([vault, other, vault].map((each) => createWiseUser(each, ask)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(made.signUpsOf(ask.email)).toHaveLength(1);
  });

  it('outlives a crash between store and call, and a sign-up whose answer was lost: the same code is sent again', async () => {
    const ask = await made.wanted();
    const lost = harness.plant({ endpoint: 'sign-up', kind: 'drop', when: 'after' });
    await expect(createWiseUser(vault, ask)).rejects.toMatchObject({ code: 'WISE_UNAVAILABLE' });
    harness.release(lost);
    expect(made.signUpsOf(ask.email)).toHaveLength(1);
    const after = await createWiseUser(other, ask);
    // Wise says 409 to the second sign-up; that the code is good shows that the user is ours.
    expect(after).toMatchObject({ state: 'created', reason: 'no_profile' });
    expect(made.signUpsOf(ask.email)).toHaveLength(1);
  });

  it('is taken up by another vault when the one that stored the code died before it asked Wise', async () => {
    const ask = await made.wanted();
    const dying = harness.vault({ deadlines: UNHURRIED });
    const held = harness.plant({ endpoint: 'token:client_credentials', kind: 'hold', count: 'all' });
    const dead = createWiseUser(dying, ask).catch(() => undefined);
    await until('the code is stored', async () => {
      const { rowCount } = await harness.owner.query(
        `SELECT 1 FROM wise_registrations r JOIN vault.registration_codes c ON c.registration_id = r.id
         WHERE r.customer_id = $1 AND r.worker_until IS NOT NULL`,
        [ask.customerId],
      );
      return rowCount === 1;
    });
    await dying.database.close();
    expect(made.signUpsOf(ask.email)).toHaveLength(0);
    harness.emulator.state.faults.clear('drop');
    harness.release(held);
    await dead;
    await harness.owner.query('UPDATE wise_registrations SET worker_until = now() WHERE customer_id = $1', [
      ask.customerId,
    ]);
    expect(await createWiseUser(vault, ask)).toMatchObject({ state: 'created' });
  });

  it('whose e-mail address is a member already is not ours: nothing is connected, the code is erased', async () => {
    const ask = { ...(await made.wanted()), email: 'ada@wise-user.example' };
    const registration = await createWiseUser(vault, ask);
    expect(registration).toMatchObject({ state: 'existing', connectionId: null });
    expect(await made.codeRows(registration)).toBe(0);
  });

  it('cannot be had twice with another address, nor for nobody', async () => {
    const ask = await made.wanted();
    await createWiseUser(vault, ask);
    await expect(createWiseUser(vault, { ...ask, email: 'x@example.com' })).rejects.toMatchObject({
      code: 'WISE_USER_DIFFERS',
    });
    const nobody = { ...ask, customerId: '0b7b2c3e-7a44-4f0e-9a55-6d3a1c2b4d5e' };
    await expect(createWiseUser(vault, nobody)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    ['an address that Wise refuses', 422, [{ code: 'ERROR', path: 'email' }], 'WISE_REFUSED_EMAIL'],
    [
      'something else that it refuses',
      400,
      [{ code: 'Size', path: 'registrationCode' }],
      'WISE_REFUSED_REQUEST',
    ],
  ])('%s is told plainly, and can be asked for anew', async (_what, status, errors, code) => {
    const ask = await made.wanted();
    const body = JSON.stringify({ errors });
    const fault = {
      endpoint: 'sign-up',
      kind: 'answer',
      status,
      body,
      headers: { 'content-type': 'application/json' },
    };
    harness.plant(fault as never);
    await expect(createWiseUser(vault, ask)).rejects.toMatchObject({ code });
    expect(await createWiseUser(vault, ask)).toMatchObject({ state: 'created' });
  });

  it('a 403 says that Wise has to agree first', async () => {
    const ask = await made.wanted();
    harness.plant({ endpoint: 'sign-up', kind: 'answer', status: 403, body: '{}' });
    await expect(createWiseUser(vault, ask)).rejects.toMatchObject({ code: 'WISE_NOT_ALLOWED' });
  });
});

describe('a registration code', () => {
  it('is random, sealed at rest, and opens for its own registration alone', async () => {
    const [a, b] = [await made.wanted(), await made.wanted()];
    const both = [await createWiseUser(vault, a), await createWiseUser(vault, b)];
    const { rows } = await harness.owner.query<{ code: Buffer }>(
      'SELECT code FROM vault.registration_codes WHERE registration_id = ANY ($1)',
      [both.map(({ id }) => id)],
    );
    expect(rows.map(({ code }) => code.byteLength)).toEqual([73, 73]);
    await harness.owner.query(
      `UPDATE vault.registration_codes AS c SET key_id = o.key_id, wrapped_key = o.wrapped_key, code = o.code
       FROM vault.registration_codes AS o WHERE c.registration_id = $1 AND o.registration_id = $2`,
      both.map(({ id }) => id),
    );
    await expect(createWiseUser(vault, a)).rejects.toMatchObject({ code: 'RECORD_REFUSED' });
    expect(await harness.openAlarms()).toContain('record_refused');
    await harness.owner.query('DELETE FROM alarms');
  });

  it('is erased by a disconnect', async () => {
    const { ask, registration, connectionId } = await made.connected();
    const session = {
      audience: 'customer',
      token: await signIn(harness, 'customer', ask.customerId),
    } as const;
    await disconnect(vault, { session, connectionId });
    expect(await made.codeRows(registration)).toBe(0);
    const { rows } = await harness.owner.query('SELECT state FROM wise_registrations WHERE id = $1', [
      registration.id,
    ]);
    expect(rows).toEqual([{ state: 'closed' }]);
  });

  it('is erased when the customer takes the account over and gives access themselves; the connection stays the same', async () => {
    const { ask, registration, connectionId, userId } = await made.connected();
    await made.control(`/users/${userId}/take-over`);
    const profileId = harness.emulator.state.people.find(userId)?.profiles[0]?.id ?? '';
    const attempt = await attemptOf(harness, ask.customerId, { id: userId, profileId });
    expect(await exchange(vault, attempt)).toMatchObject({ state: 'connected', connectionId });
    expect(await made.codeRows(registration)).toBe(0);
    expect(await createWiseUser(vault, ask)).toMatchObject({ state: 'existing' });
  });
});
