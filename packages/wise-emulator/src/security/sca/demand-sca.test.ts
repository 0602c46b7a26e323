import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonAnswer } from '#emulator/kernel/http/answer';
import { forbidden } from '#emulator/kernel/http/bearer';
import { addWiseRoute } from '#emulator/kernel/routes/wise-route';
import type { EmulatorClient } from '#emulator/kernel/store/client-schema';
import { ADA, CLIENT, emulatorForTests } from '#testing/emulator-for-tests';
import { ScaPartner, type Spoken } from '#testing/sca-partner';

// One operation of each kind, so that this test does not hang on what the real ones want besides.
const wise = emulatorForTests({
  addRoutes: (server, state) => {
    addWiseRoute(server, state, {
      method: 'GET',
      path: '/v1/profiles/:profileId/test-statement',
      endpoint: 'test-statement',
      token: 'user',
      sca: 'statement',
      answer: ({ token, params }) =>
        params.profileId === token.profileId ? jsonAnswer(200, '{"read":true}') : forbidden(),
    });
    addWiseRoute(server, state, {
      method: 'POST',
      path: '/v3/profiles/:profileId/test-payment',
      endpoint: 'test-payment',
      token: 'user',
      sca: 'fundTransfer',
      answer: ({ request }) =>
        jsonAnswer((request.body as { status?: number }).status ?? 201, '{"paid":true}'),
    });
  },
});
const partner = new ScaPartner(wise);

beforeEach(async () => {
  wise.stopClock();
  await partner.connect();
});

const approvalHeader = (token: string | undefined) =>
  token === undefined ? {} : { headers: { 'X-2FA-Approval': token } };
const read = (token?: string, query = '') =>
  partner.call('GET', `/v1/profiles/${partner.profileId}/test-statement${query}`, approvalHeader(token));
const pay = (token?: string, json: unknown = { type: 'BALANCE' }) =>
  partner.call('POST', `/v3/profiles/${partner.profileId}/test-payment`, { json, ...approvalHeader(token) });
const tokenOf = ({ headers }: Spoken) => headers.get('x-2fa-approval') ?? '';
const resultOf = ({ headers }: Spoken) => headers.get('x-2fa-approval-result');
/** Status, result, and whether there is a one-time token. */
const said = (answer: Spoken) => [answer.status, resultOf(answer), tokenOf(answer) !== ''];

describe('documented: the trigger contract', () => {
  it('403 with a one-time token, then the same call with the cleared token goes through', async () => {
    const first = await pay();
    expect(said(first)).toEqual([403, 'REJECTED', true]);
    expect(tokenOf(first)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(first.body).toEqual({
      timestamp: expect.any(String),
      status: 403,
      error: 'Forbidden',
      message: 'You are forbidden to send this request',
      path: '/v3/profiles/30000003/test-payment',
    });
    await partner.clear(tokenOf(first));
    const second = await pay(tokenOf(first));
    expect([second.status, resultOf(second), second.body]).toEqual([201, 'APPROVED', { paid: true }]);
  });

  it('the status of the token names the action and the user', async () => {
    const status = await partner.statusOf(tokenOf(await read()));
    expect(status).toMatchObject({ actionType: 'BALANCE__GET_STATEMENT', userId: 10000002, validity: 3600 });
  });

  it('the hosted page clears it too', async () => {
    const token = tokenOf(await pay());
    const page = await fetch(`${wise.get().url}/approve-api-action/`, {
      method: 'POST',
      body: new URLSearchParams({ ott: token }),
    });
    expect(await page.text()).toContain('asks to fund a transfer.');
    await fetch(`${wise.get().url}/approve-api-action/decision`, {
      method: 'POST',
      body: new URLSearchParams({ ott: token, decision: 'approve', code: '111111' }),
    });
    expect((await pay(token)).status).toBe(201);
  });

  it('the other body that was seen, by a switch', async () => {
    await wise.control('PUT', '/settings', { scaRefusalBody: 'unauthorized' });
    const answer = await pay();
    expect(said(answer)).toEqual([403, 'REJECTED', true]);
    expect(answer.body).toEqual({
      error: 'unauthorized',
      message: 'Unauthorized',
      path: null,
      status: 403,
      timestamp: expect.any(String),
    });
  });
});

describe('documented: what is not risky shares a session of five minutes, what is risky does not', () => {
  it('statements need no other SCA until it is over; payments need their own', async () => {
    const token = tokenOf(await read());
    await partner.clear(token);
    expect(await read(token)).toMatchObject({ status: 200, body: { read: true } });
    expect(said(await read())).toEqual([200, null, false]);
    expect((await pay()).status).toBe(403);
    wise.passSeconds(299);
    expect((await read()).status).toBe(200);
    wise.passSeconds(300);
    expect((await read()).status).toBe(403);
    expect((await read(token)).status).toBe(403);
  });

  it('the session is as long as setting scaSessionSeconds has it', async () => {
    await wise.control('PUT', '/settings', { scaSessionSeconds: 20 });
    await partner.clear(tokenOf(await read()));
    wise.passSeconds(19);
    expect((await read()).status).toBe(200);
    wise.passSeconds(20);
    expect((await read()).status).toBe(403);
  });

  it('a session by hand opens it too, for this app and profile only', async () => {
    await partner.clear(await partner.openSession());
    expect((await read()).status).toBe(200);
    expect((await pay()).status).toBe(403);
    await partner.connect({ userId: '10000002', profileId: '30000002' });
    expect((await read()).status).toBe(403);
  });

  it('passing a challenge again does not keep it open', async () => {
    const token = await partner.openSession();
    await partner.clear(token);
    wise.passSeconds(200);
    await partner.clear(token);
    wise.passSeconds(301);
    expect((await read()).status).toBe(403);
  });

  it('one factor is not enough, and two of one kind are one', async () => {
    const token = tokenOf(await read());
    for (const channel of ['sms', 'voice']) {
      const headers = { 'one-time-token': token };
      await partner.call('POST', `/v1/one-time-token/${channel}/trigger`, { headers });
      const json = { otpCode: '111111' };
      await partner.call('POST', `/v1/one-time-token/${channel}/verify`, { headers, json });
    }
    expect(tokenOf(await read(token))).toBe(token);
    expect((await read()).status).toBe(403);
  });

  it('statements once in 90 days, by a switch', async () => {
    await wise.control('PUT', '/settings', { scaStatementDays: 90 });
    await partner.clear(await partner.openSession());
    wise.passSeconds(90 * 86_400 - 1);
    await partner.connect();
    expect((await read()).status).toBe(200);
    wise.passSeconds(90 * 86_400);
    expect((await read()).status).toBe(403);
  });
});

describe('assumed: a one-time token is good for one call', () => {
  it('that succeeds: a spent one is refused with a new one, a failed call does not spend it', async () => {
    const failing = { type: 'BALANCE', status: 422 };
    const token = tokenOf(await pay(undefined, failing));
    await partner.clear(token);
    for (let each = 0; each < 2; each += 1) {
      expect(said(await pay(token, failing))).toEqual([422, 'APPROVED', false]);
    }
    const good = tokenOf(await pay());
    await partner.clear(good);
    expect((await pay(good)).status).toBe(201);
    const again = await pay(good);
    expect(said(again)).toEqual([403, 'REJECTED', true]);
    expect(tokenOf(again)).not.toBe(good);
  });

  it('of the same body, address and action; less by a switch', async () => {
    const token = tokenOf(await read(undefined, '?currency=EUR'));
    await partner.clear(token);
    wise.passSeconds(301);
    const row = async () => [
      (await read(token, '?currency=GBP')).status,
      (await pay(token)).status,
      (await read(token, '?currency=EUR')).status,
    ];
    expect(await row()).toEqual([403, 403, 200]);

    const other = tokenOf(await pay(undefined, { type: 'BALANCE', note: 1 }));
    await partner.clear(other);
    expect((await pay(other)).status).toBe(403);
    await wise.control('PUT', '/settings', { scaTokenBinding: 'path' });
    expect((await pay(other)).status).toBe(201);
  });

  it('of the same body, digit for digit: a double would take both of these ids for one', async () => {
    const path = `/v3/profiles/${partner.profileId}/test-payment`;
    const payTo = (id: string, token?: string) =>
      partner.call('POST', path, { text: `{"targetAccount":${id}}`, ...approvalHeader(token) });
    const token = tokenOf(await payTo('9007199254740993017'));
    await partner.clear(token);
    expect((await payTo('9007199254740993019', token)).status).toBe(403);
    expect((await payTo('9007199254740993017', token)).status).toBe(201);
  });

  it('and of its app, user and profile; an unknown, foreign, expired or malformed one gets a new one', async () => {
    const token = tokenOf(await pay());
    await partner.clear(token);
    await partner.connect(ADA);
    for (const shown of [token, crypto.randomUUID(), 'nonsense', '']) {
      const answer = await pay(shown);
      expect(said(answer)).toEqual([403, 'REJECTED', true]);
      expect(tokenOf(answer)).not.toBe(shown);
    }
    await partner.connect();
    wise.passSeconds(3_600);
    expect((await pay(token)).status).toBe(403);
    wise.passSeconds(0);
    expect((await pay(token)).status).toBe(201);
  });

  it('a session’s token opens nothing risky', async () => {
    const token = await partner.openSession();
    await partner.clear(token);
    expect((await pay(token)).status).toBe(403);
  });

  it('a blocked user gets no token, yet what was cleared before goes through', async () => {
    const cleared = tokenOf(await pay());
    await partner.clear(cleared);
    await wise.control('PUT', '/settings', { scaFailures: 1 });
    const headers = { 'one-time-token': await partner.openSession() };
    await partner.call('POST', '/v1/one-time-token/sms/trigger', { headers });
    const json = { otpCode: '000000' };
    await partner.call('POST', '/v1/one-time-token/sms/verify', { headers, json });
    expect(said(await pay(undefined, { other: 1 }))).toEqual([429, null, false]);
    expect((await pay(cleared)).status).toBe(201);
  });
});

describe('whom Wise asks for it', () => {
  afterEach(() => void wise.get().state.clients.put(CLIENT));
  const enforce = (sca: boolean) => {
    const client: EmulatorClient = { ...CLIENT, enforce: { sca } };
    wise.get().state.clients.put(client);
  };
  const OMAR = { userId: '10000006', profileId: '30000007' };
  const GMBH = { userId: '10000002', profileId: '30000004' };

  it('documented: profiles in the UK and the EEA', async () => {
    await partner.connect(GMBH);
    expect((await read()).status).toBe(403);
    await partner.connect(OMAR);
    expect(said(await read())).toEqual([200, null, false]);
    expect((await pay()).status).toBe(201);
  });

  it.each([
    ['SG', [200, 200, 403]],
    ['DE SG', [200, 403, 403]],
    ['*', [403, 403, 403]],
    ['', [200, 200, 200]],
  ])('by a switch: profiles of the countries "%s"', async (scaCountries, statuses) => {
    await wise.control('PUT', '/settings', { scaCountries });
    const row: number[] = [];
    for (const who of [ADA, GMBH, OMAR]) {
      await partner.connect(who);
      row.push((await read()).status);
    }
    expect(row).toEqual(statuses);
  });

  it('by a switch of the client: all profiles, or none (Wise can disable it for a client)', async () => {
    enforce(false);
    expect((await pay()).status).toBe(201);
    enforce(true);
    await partner.connect(OMAR);
    expect((await pay()).status).toBe(403);
  });

  it('nobody for a profile that was not granted: it is just forbidden', async () => {
    const answer = await partner.call('GET', '/v1/profiles/30000002/test-statement');
    expect(said(answer)).toEqual([403, null, false]);
    expect(
      (await partner.call('GET', '/v1/profiles/30000003/test-statement', { token: 'dead' })).status,
    ).toBe(401);
  });

  it('ill-formed lists of countries are refused', async () => {
    for (const scaCountries of ['gb', 'GB,DE', 'GBR', ' ']) {
      expect((await wise.control('PUT', '/settings', { scaCountries })).status).toBe(400);
    }
  });
});
