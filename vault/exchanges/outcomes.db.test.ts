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
import { Rig, UNHURRIED } from '#vault/testing/rig';
import { startRecovery } from '#vault/testing/start-recovery';
import { newWiseUser } from '#vault/testing/wise-users';

const BEN = { id: '10000002', personal: '30000002', business: '30000003' };
const LIN = { id: '9007199254740993017', profileId: '9007199254740993019' };
const MALLORY = { id: '10000004', profileId: '30000006' };
const NORA = { id: '10000005' };

let rig: Rig;
let vault: VaultContext;
let stop: () => Promise<void>;

beforeAll(async () => {
  rig = await Rig.start();
  vault = rig.vault({ deadlines: UNHURRIED });
  stop = startRecovery(vault);
});
afterEach(() => rig.calm());
afterAll(async () => {
  await stop();
  await rig.close();
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
    const customerId = await newCustomer(rig);
    const user = newWiseUser(rig.emulator);
    const answer = await exchange(vault, await attemptOf(rig, customerId, user));
    expect(answer).toMatchObject({ state: 'connected', reason: null });
    const [connection] = await connectionsOf(rig, customerId);
    expect(connection).toMatchObject({
      id: answer.connectionId,
      status: 'active',
      wise_user_id: user.id,
      profile_id: user.profileId,
      profile_type: 'personal',
      profile_name: user.name,
      last_check: 'healthy',
    });
    expect(await trailOf(rig, customerId)).toEqual(['connection.connected']);
    expect(await noticesOf(rig, customerId)).toEqual(['connected']);
    const vended = await vend(vault, String(answer.connectionId));
    expect(liveAccessOf(rig, user.id)).toEqual([vended.access.reveal()]);
  });

  it('leaves no sealed token behind in the exchange', async () => {
    const customerId = await newCustomer(rig);
    const attempt = await attemptOf(rig, customerId, newWiseUser(rig.emulator));
    await exchange(vault, attempt);
    expect(await exchangeRow(rig, attempt)).toMatchObject({ state: 'connected', hasTokens: false });
  });

  it('keeps ids of 19 digits digit by digit', async () => {
    const customerId = await newCustomer(rig);
    await exchange(vault, await attemptOf(rig, customerId, LIN));
    expect(await connectionsOf(rig, customerId)).toMatchObject([
      { wise_user_id: LIN.id, profile_id: LIN.profileId },
    ]);
  });

  it('is not stopped by a hostile name, and stores it without NUL, surrogates and overlength', async () => {
    const customerId = await newCustomer(rig);
    await exchange(vault, await attemptOf(rig, customerId, MALLORY));
    const [connection] = await connectionsOf(rig, customerId);
    const name = String(connection?.profile_name);
    expect(name).toContain('<img src=x onerror=alert(1)>');
    expect(name.isWellFormed()).toBe(true);
    expect(name.length).toBeLessThanOrEqual(200);
  });

  it('makes another connection of another profile, and keeps the id when the same profile comes again', async () => {
    const customerId = await newCustomer(rig);
    const personal = await exchange(
      vault,
      await attemptOf(rig, customerId, { id: BEN.id, profileId: BEN.personal }),
    );
    const business = await exchange(
      vault,
      await attemptOf(rig, customerId, { id: BEN.id, profileId: BEN.business }),
    );
    const again = await exchange(
      vault,
      await attemptOf(rig, customerId, { id: BEN.id, profileId: BEN.personal }),
    );
    expect(business.connectionId).not.toBe(personal.connectionId);
    expect(again.connectionId).toBe(personal.connectionId);
    expect(await trailOf(rig, customerId)).toEqual([
      'connection.connected',
      'connection.connected',
      'connection.reconnected',
    ]);
    expect(await noticesOf(rig, customerId)).toEqual(['connected', 'connected', 'reconnected']);
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
      const customerId = await newCustomer(rig);
      const { code } = await consentOf(rig, { id: BEN.id, profileId: BEN.personal });
      const attempt = await claimedAttempt(rig, { customerId, code, profileId });
      expect(await exchange(vault, attempt)).toMatchObject({ state: 'refused', reason: 'profile_mismatch' });
      expect(await connectionsOf(rig, customerId)).toEqual([]);
      await untilErased(rig, attempt);
      const [revoking, given] = issuedTo(rig, BEN.id).reverse();
      expect(revoking).toMatchObject({ grantType: 'refresh_token', previousAccessToken: given?.accessToken });
      expect(liveAccessOf(rig, BEN.id)).not.toContain(given?.accessToken);
      expect(await trailOf(rig, customerId)).toEqual(['connection.refused']);
    },
  );

  it('finds no profile at Wise', async () => {
    const customerId = await newCustomer(rig);
    const attempt = await attemptOf(rig, customerId, NORA);
    expect(await exchange(vault, attempt)).toMatchObject({ state: 'refused', reason: 'no_profile' });
    await untilErased(rig, attempt);
    expect(await connectionsOf(rig, customerId)).toEqual([]);
  });
});

describe('an exchange that fails', () => {
  const answers: [string, Parameters<Rig['plant']>[0], { state: string; reason: string | null }][] = [
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
    const customerId = await newCustomer(rig);
    const attempt = await attemptOf(rig, customerId, newWiseUser(rig.emulator));
    rig.plant(fault);
    expect(await exchange(vault, attempt)).toMatchObject({ ...expected, connectionId: null });
    expect(await exchange(vault, attempt)).toMatchObject(expected);
    expect(sendingsOf(rig, attempt)).toHaveLength(1);
    expect(await exchangeRow(rig, attempt)).toMatchObject({ hasTokens: false });
    expect(await connectionsOf(rig, customerId)).toEqual([]);
    expect(await trailOf(rig, customerId)).toEqual(['connection.refused']);
  });

  it('because Wise cannot be reached', async () => {
    const customerId = await newCustomer(rig);
    const attempt = await attemptOf(rig, customerId, newWiseUser(rig.emulator));
    const cut = rig.vault({ deadlines: UNHURRIED, env: { WISE_SANDBOX_API_URL: await closedAddress() } });
    expect(await exchange(cut, attempt)).toMatchObject({ state: 'failed', reason: 'wise_unavailable' });
    expect(sendingsOf(rig, attempt)).toHaveLength(0);
  });

  it('because the code is unknown, used or expired at Wise', async () => {
    const customerId = await newCustomer(rig);
    const attempt = await claimedAttempt(rig, { customerId, code: 'made-up', profileId: '1' });
    expect(await exchange(vault, attempt)).toMatchObject({ state: 'failed', reason: 'code_refused' });
  });

  it('because Wise refuses our client: staff are alarmed, and the alarm clears with the next success', async () => {
    const customerId = await newCustomer(rig);
    const wrong = rig.vault({ deadlines: UNHURRIED, env: { WISE_SANDBOX_CLIENT_SECRET: 'not the secret' } });
    const refused = await attemptOf(rig, customerId, newWiseUser(rig.emulator));
    expect(await exchange(wrong, refused)).toMatchObject({ state: 'failed', reason: 'client_refused' });
    expect(await rig.openAlarms()).toContain('wise_client_refused');
    await exchange(vault, await attemptOf(rig, customerId, newWiseUser(rig.emulator)));
    expect(await rig.openAlarms()).not.toContain('wise_client_refused');
  });

  it('because the client id is another one since the attempt began: no call is made, staff are alarmed', async () => {
    const customerId = await newCustomer(rig);
    const { code, profileId } = await consentOf(rig, newWiseUser(rig.emulator));
    const attempt = await claimedAttempt(rig, { customerId, code, profileId, clientId: 'the-old-client' });
    expect(await exchange(vault, attempt)).toMatchObject({ state: 'failed', reason: 'client_refused' });
    expect(sendingsOf(rig, attempt)).toHaveLength(0);
    expect(await rig.openAlarms()).toContain('client_id_changed');
  });
});
