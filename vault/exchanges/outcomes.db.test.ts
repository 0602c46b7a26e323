import { type AddressInfo, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, claimedAttempt, consentOf, newCustomer } from '#vault/testing/attempts';
import {
  connectionsOf,
  exchange,
  exchangeRow,
  issuedTo,
  liveAccessOf,
  noticesOf,
  sendingsOf,
  trailOf,
  untilErased,
} from '#vault/testing/exchanges';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { startRecovery } from '#vault/testing/start-recovery';
import { newWiseUser } from '#vault/testing/wise-users';

const BEN = { id: '10000002', personal: '30000002', business: '30000003' };
const LIN = { id: '9007199254740993017', profileId: '9007199254740993019' };
const MALLORY = { id: '10000004', profileId: '30000006' };
const NORA = { id: '10000005' };

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

/** Where nobody listens any more. */
async function closedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

describe('an exchange that connects', () => {
  it('stores the grant sealed, with connection, audit row and notice, and vends the live token', async () => {
    const customerId = await newCustomer(harness);
    const user = newWiseUser(harness.emulator);
    const answer = await exchange(vault, await attemptOf(harness, customerId, user));
    expect(answer).toMatchObject({ state: 'connected', reason: null });
    const [connection] = await connectionsOf(harness, customerId);
    expect(connection).toMatchObject({
      id: answer.connectionId,
      status: 'active',
      wise_user_id: user.id,
      profile_id: user.profileId,
      profile_type: 'personal',
      profile_name: user.name,
      last_check: 'healthy',
    });
    expect(await trailOf(harness, customerId)).toEqual(['connection.connected']);
    expect(await noticesOf(harness, customerId)).toEqual(['connected']);
    const vended = await vend(vault, String(answer.connectionId));
    expect(liveAccessOf(harness, user.id)).toEqual([vended.access.reveal()]);
  });

  it('leaves no sealed token behind in the exchange', async () => {
    const customerId = await newCustomer(harness);
    const attempt = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    await exchange(vault, attempt);
    expect(await exchangeRow(harness, attempt)).toMatchObject({ state: 'connected', hasTokens: false });
  });

  it('keeps ids of 19 digits digit by digit', async () => {
    const customerId = await newCustomer(harness);
    await exchange(vault, await attemptOf(harness, customerId, LIN));
    expect(await connectionsOf(harness, customerId)).toMatchObject([
      { wise_user_id: LIN.id, profile_id: LIN.profileId },
    ]);
  });

  it('is not stopped by a hostile name, and stores it without NUL, surrogates and overlength', async () => {
    const customerId = await newCustomer(harness);
    await exchange(vault, await attemptOf(harness, customerId, MALLORY));
    const [connection] = await connectionsOf(harness, customerId);
    const name = String(connection?.profile_name);
    expect(name).toContain('<img src=x onerror=alert(1)>');
    expect(name.isWellFormed()).toBe(true);
    expect(name.length).toBeLessThanOrEqual(200);
  });

  it('makes another connection of another profile, and keeps the id when the same profile comes again', async () => {
    const customerId = await newCustomer(harness);
    const personal = await exchange(
      vault,
      await attemptOf(harness, customerId, { id: BEN.id, profileId: BEN.personal }),
    );
    const business = await exchange(
      vault,
      await attemptOf(harness, customerId, { id: BEN.id, profileId: BEN.business }),
    );
    const again = await exchange(
      vault,
      await attemptOf(harness, customerId, { id: BEN.id, profileId: BEN.personal }),
    );
    expect(business.connectionId).not.toBe(personal.connectionId);
    expect(again.connectionId).toBe(personal.connectionId);
    expect(await trailOf(harness, customerId)).toEqual([
      'connection.connected',
      'connection.connected',
      'connection.reconnected',
    ]);
    expect(await noticesOf(harness, customerId)).toEqual(['connected', 'connected', 'reconnected']);
  });
});

describe('an exchange that is refused', () => {
  it.each([
    ['another user’s profile', '30000001'],
    ['a profile that is listed but was not granted', BEN.business],
    ['no profile though the user has some', null],
    ['a number too large', '99999999999999999999'],
    ['a negative number', '-30000002'],
    ['a path', '30000002/../30000003'],
    ['a list', '30000002,30000003'],
  ])(
    'names %s in the redirect: nothing is stored and the grant is ended at Wise',
    async (_what, profileId) => {
      const customerId = await newCustomer(harness);
      const { code } = await consentOf(harness, { id: BEN.id, profileId: BEN.personal });
      const attempt = await claimedAttempt(harness, { customerId, code, profileId });
      expect(await exchange(vault, attempt)).toMatchObject({ state: 'refused', reason: 'profile_mismatch' });
      expect(await connectionsOf(harness, customerId)).toEqual([]);
      await untilErased(harness, attempt);
      const [revoking, given] = issuedTo(harness, BEN.id).reverse();
      expect(revoking).toMatchObject({ grantType: 'refresh_token', previousAccessToken: given?.accessToken });
      expect(liveAccessOf(harness, BEN.id)).not.toContain(given?.accessToken);
      expect(await trailOf(harness, customerId)).toEqual(['connection.refused']);
    },
  );

  it('finds no profile at Wise', async () => {
    const customerId = await newCustomer(harness);
    const attempt = await attemptOf(harness, customerId, NORA);
    expect(await exchange(vault, attempt)).toMatchObject({ state: 'refused', reason: 'no_profile' });
    await untilErased(harness, attempt);
    expect(await connectionsOf(harness, customerId)).toEqual([]);
  });
});

describe('an exchange that fails', () => {
  const answers: [string, Parameters<Harness['plant']>[0], { state: string; reason: string | null }][] = [
    [
      'Wise answers 503',
      { endpoint: 'token:authorization_code', kind: 'answer', status: 503, body: '<html>' },
      { state: 'failed', reason: 'wise_unavailable' },
    ],
    [
      'Wise limits us',
      { endpoint: 'token:authorization_code', kind: 'answer', status: 429, body: '{}' },
      { state: 'failed', reason: 'wise_unavailable' },
    ],
    [
      'Wise answers another OAuth error',
      {
        endpoint: 'token:authorization_code',
        kind: 'answer',
        status: 400,
        body: '{"error":"invalid_request"}',
      },
      { state: 'failed', reason: 'wise_unavailable' },
    ],
    [
      'Wise drops the connection after the effect',
      { endpoint: 'token:authorization_code', kind: 'drop', when: 'after' },
      { state: 'interrupted', reason: null },
    ],
    [
      'Wise answers 200 with a web page',
      { endpoint: 'token:authorization_code', kind: 'answer', status: 200, body: '<html>', when: 'after' },
      { state: 'interrupted', reason: 'unreadable_answer' },
    ],
    [
      'the answer has no refresh token',
      {
        endpoint: 'token:authorization_code',
        kind: 'answer',
        status: 200,
        body: '{"access_token":"a","token_type":"bearer","expires_in":100}',
      },
      { state: 'failed', reason: 'unreadable_answer' },
    ],
  ];
  it.each(answers)('because %s; the code is never sent again', async (_what, fault, expected) => {
    const customerId = await newCustomer(harness);
    const attempt = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    harness.plant(fault);
    expect(await exchange(vault, attempt)).toMatchObject({ ...expected, connectionId: null });
    expect(await exchange(vault, attempt)).toMatchObject(expected);
    expect(sendingsOf(harness, attempt)).toHaveLength(1);
    expect(await exchangeRow(harness, attempt)).toMatchObject({ hasTokens: false });
    expect(await connectionsOf(harness, customerId)).toEqual([]);
    expect(await trailOf(harness, customerId)).toEqual(['connection.refused']);
  });

  it('because Wise cannot be reached', async () => {
    const customerId = await newCustomer(harness);
    const attempt = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    const cut = harness.vault({ deadlines: UNHURRIED, env: { WISE_SANDBOX_API_URL: await closedAddress() } });
    expect(await exchange(cut, attempt)).toMatchObject({ state: 'failed', reason: 'wise_unavailable' });
    expect(sendingsOf(harness, attempt)).toHaveLength(0);
  });

  it('because the code is unknown, used or expired at Wise', async () => {
    const customerId = await newCustomer(harness);
    const attempt = await claimedAttempt(harness, { customerId, code: 'made-up', profileId: '1' });
    expect(await exchange(vault, attempt)).toMatchObject({ state: 'failed', reason: 'code_refused' });
  });

  it('because Wise refuses our client: staff are alarmed, and the alarm clears with the next success', async () => {
    const customerId = await newCustomer(harness);
    const wrong = harness.vault({
      deadlines: UNHURRIED,
      env: { WISE_SANDBOX_CLIENT_SECRET: 'not the secret' },
    });
    const refused = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    expect(await exchange(wrong, refused)).toMatchObject({ state: 'failed', reason: 'client_refused' });
    expect(await harness.openAlarms()).toContain('wise_client_refused');
    await exchange(vault, await attemptOf(harness, customerId, newWiseUser(harness.emulator)));
    expect(await harness.openAlarms()).not.toContain('wise_client_refused');
  });

  it('because the client id is another one since the attempt began: no call is made, staff are alarmed', async () => {
    const customerId = await newCustomer(harness);
    const { code, profileId } = await consentOf(harness, newWiseUser(harness.emulator));
    const attempt = await claimedAttempt(harness, {
      customerId,
      code,
      profileId,
      clientId: 'the-old-client',
    });
    expect(await exchange(vault, attempt)).toMatchObject({ state: 'failed', reason: 'client_refused' });
    expect(sendingsOf(harness, attempt)).toHaveLength(0);
    expect(await harness.openAlarms()).toContain('client_id_changed');
  });
});
