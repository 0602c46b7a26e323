import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { refreshGrant } from '#vault/grants/refresh';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { newCustomer, newStaff, signIn } from '#vault/testing/attempts';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { madeUsers } from '#vault/testing/made-users';
import { createWiseUser } from './create-wise-user';
import { takeOver } from './take-over';

let harness: Harness;
let vault: VaultContext;
let made: ReturnType<typeof madeUsers>;

beforeAll(async () => {
  harness = await Harness.start();
  made = madeUsers(harness, () => vault);
  vault = harness.vault({ deadlines: { ...UNHURRIED, uncertainPauseMs: 100, lateEffectMs: 100 } });
});
afterAll(() => harness.close());
beforeEach(() => harness.reset());

describe('when Wise ends the refresh token of such a connection', () => {
  const revoke = (userId: string) => made.control(`/users/${userId}/enhanced-security`);
  const stateOf = async (connectionId: string) => {
    const { rows } = await harness.owner.query('SELECT status, reason FROM connections WHERE id = $1', [
      connectionId,
    ]);
    return rows[0];
  };

  it('the code gives new tokens within one refresh, and nobody has to reconnect', async () => {
    const { connectionId, userId, registration } = await made.connected();
    await revoke(userId);
    const before = harness.events('token.request').length;
    expect(await refreshGrant(vault, connectionId, { why: 'check' })).toMatchObject({ kind: 'refreshed' });
    expect(
      harness
        .events('token.request')
        .slice(before)
        .map(({ grantType }) => grantType),
    ).toEqual(['refresh_token', 'registration_code']);
    expect(await stateOf(connectionId)).toEqual({ status: 'active', reason: null });
    expect(harness.isLive((await vend(vault, connectionId)).access)).toBe(true);
    expect(await made.codeRows(registration)).toBe(1);
    expect((await made.trail()).at(-1)).toBe('wise_user.tokens_reissued');
  });

  it('a reclaimed account refuses the code too: needs_reconnect, and the code is erased', async () => {
    const { connectionId, userId, registration } = await made.connected();
    await made.control(`/users/${userId}/take-over`);
    await revoke(userId);
    expect(await refreshGrant(vault, connectionId, { why: 'check' })).toEqual({ kind: 'lost' });
    expect(await stateOf(connectionId)).toEqual({ status: 'needs_reconnect', reason: 'lost_at_wise' });
    expect(await made.codeRows(registration)).toBe(0);
  });

  it('an outage between the two calls demotes nobody; the next refresh mints', async () => {
    const { connectionId, userId } = await made.connected();
    await revoke(userId);
    const fault = harness.plant({
      endpoint: 'token:registration_code',
      kind: 'answer',
      status: 503,
      body: '',
    });
    expect(await refreshGrant(vault, connectionId, { why: 'check' })).toMatchObject({ kind: 'unavailable' });
    harness.release(fault);
    expect(await stateOf(connectionId)).toEqual({ status: 'active', reason: null });
    await until('the row may be tried again', async () => {
      const { rowCount } = await harness.owner.query(
        'SELECT 1 FROM vault.grants WHERE connection_id = $1 AND uncertain_until <= now()',
        [connectionId],
      );
      return rowCount === 1;
    });
    expect(await refreshGrant(vault, connectionId, { why: 'check' })).toMatchObject({ kind: 'refreshed' });
  });
});

describe('a customer takes the account over', () => {
  const sessionOf = async (customerId: string) =>
    ({ audience: 'customer', token: await signIn(harness, 'customer', customerId) }) as const;
  const takeOverPage = async (code: Secret | undefined) => {
    const query = new URLSearchParams({
      client_id: 'acme-bank',
      redirect_uri: 'http://localhost:3000/connect/sandbox/callback',
      state: 's',
      claim_account_code: code?.reveal() ?? '',
    });
    return (await fetch(`${harness.emulator.url}/oauth/authorize/?${query}`)).text();
  };

  it('by a code of Wise that is made when they go there, without a connection and with one', async () => {
    const ask = await made.wanted();
    await createWiseUser(vault, ask);
    const session = await sessionOf(ask.customerId);
    const first = await takeOver(vault, { session, environment: 'sandbox' });
    expect(await takeOverPage(first)).toContain('Take over this account');
    const { ask: other } = await made.connected();
    const second = await takeOver(vault, {
      session: await sessionOf(other.customerId),
      environment: 'sandbox',
    });
    expect(await takeOverPage(second)).toContain('Take over this account');
    expect((await made.trail()).at(-1)).toBe('wise_user.claim_link_used');
  });

  it('gets none where there is nothing to take over, nor with an old sign-in; staff never do', async () => {
    const customerId = await newCustomer(harness);
    const environment = 'sandbox';
    expect(await takeOver(vault, { session: await sessionOf(customerId), environment })).toBeUndefined();
    const old = {
      audience: 'customer',
      token: await signIn(harness, 'customer', customerId, { age: 31 }),
    } as const;
    await expect(takeOver(vault, { session: old, environment })).rejects.toMatchObject({
      code: 'SIGN_IN_TOO_OLD',
    });
    const staff = {
      audience: 'staff',
      token: await signIn(harness, 'staff', await newStaff(harness, 'admin')),
    } as const;
    await expect(takeOver(vault, { session: staff, environment })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
