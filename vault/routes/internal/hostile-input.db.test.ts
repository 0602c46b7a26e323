import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SessionClaim } from '#lib/contract/internal-api';
import { Secret } from '#lib/log/secret';
import { startVault, type Vault } from '#vault/server';
import { attemptOf, newCustomer, newStaff, signIn } from '#vault/testing/attempts';
import { connectionsOf, sendingsOf } from '#vault/testing/exchanges';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { newWiseUser } from '#vault/testing/wise-users';
import { checkConnection, disconnectConnection, exchangeCode } from '#web/vault-client/vault-client';

const KEY = new Secret('an internal key of more than 32 characters');
let harness: Harness;
let vault: Vault;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env(), { deadlines: { ...UNHURRIED, drainMs: 5_000, loopMs: 100 } });
});
afterEach(() => harness.reset());
afterAll(async () => {
  await vault.close();
  await harness.close();
});

const endpoint = () => ({ url: vault.internalUrl, key: KEY });

async function customer(): Promise<{ id: string; session: SessionClaim }> {
  const id = await newCustomer(harness);
  return { id, session: { audience: 'customer', token: await signIn(harness, 'customer', id) } };
}

describe('what comes through the internal API', () => {
  it.each([
    ['NUL', '"asked\\u0000by phone"'],
    ['a lone surrogate', '"asked \\ud800 by phone"'],
  ])('refuses a reason with %s, which cannot be stored, and disconnects nothing', async (_what, reason) => {
    const linked = await harness.link(vault.ctx);
    const token = await signIn(harness, 'staff', await newStaff(harness, 'operator'));
    const session = JSON.stringify({ audience: 'staff', token: token.reveal() });
    const response = await fetch(
      new URL(`/internal/connections/${linked.id}/disconnect`, vault.internalUrl),
      {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY.reveal()}`, 'content-type': 'application/json' },
        body: `{"session":${session},"reason":${reason}}`,
      },
    );
    expect([response.status, (await response.json()).code]).toEqual([400, 'BAD_REQUEST']);
    expect(await connectionsOf(harness, linked.customerId)).toMatchObject([{ status: 'active' }]);
  });

  it('reads ids in upper case: the attempt’s code is sent once, and its connection can be disconnected', async () => {
    const owner = await customer();
    const attempt = await attemptOf(harness, owner.id, newWiseUser(harness.emulator));
    const ask = { session: owner.session, profileId: null, ...attempt };
    const upper = { ...ask, attemptId: attempt.attemptId.toUpperCase() };
    const answers = await Promise.all([exchangeCode(upper, endpoint()), exchangeCode(ask, endpoint())]);
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ attemptId: attempt.attemptId, state: 'connected' });
    expect(sendingsOf(harness, attempt)).toHaveLength(1);
    const connectionId = String(answers[0]?.connectionId).toUpperCase();
    const { session } = owner;
    expect(await checkConnection({ session, connectionId }, endpoint())).toMatchObject({ result: 'healthy' });
    expect(await disconnectConnection({ session, connectionId }, endpoint())).toMatchObject({
      connectionId: connectionId.toLowerCase(),
      alreadyDisconnected: false,
    });
    expect(await harness.openAlarms()).toEqual([]);
  });
});
