import { beforeEach, describe, expect, it } from 'vitest';
import { ADA, emulatorForTests } from '#testing/emulator-for-tests';
import { ScaPartner, type TokenBody } from '#testing/sca-partner';

const wise = emulatorForTests();
const partner = new ScaPartner(wise);
const errors = (code: string) => ({ errors: [{ code, message: expect.any(String) }] });
const OTP = { otpCode: '111111' };

beforeEach(async () => {
  wise.stopClock();
  await partner.connect();
});

const ask = (path: string, token: string, json?: unknown) =>
  partner.call(json === undefined && path.endsWith('status') ? 'GET' : 'POST', path, {
    headers: { 'one-time-token': token },
    json,
  });
const otp = (channel: string, token: string, json: unknown = OTP) =>
  ask(`/v1/one-time-token/${channel}/verify`, token, json);
const trigger = (channel: string, token: string) => ask(`/v1/one-time-token/${channel}/trigger`, token);

describe('an SCA session by hand', () => {
  it('documented: has a one-time token with its challenges', async () => {
    const answer = await partner.call('POST', partner.profilePath('/sca-sessions/authorise'));
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toEqual({
      oneTimeTokenProperties: {
        oneTimeToken: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        challenges: [
          { primaryChallenge: { type: 'PIN' }, passed: false },
          { primaryChallenge: { type: 'PARTNER_DEVICE_FINGERPRINT' }, passed: false },
        ],
        validity: 3600,
      },
    });
    expect((await partner.call('POST', '/2026Q4/profiles/30000003/sca-sessions/authorise')).status).toBe(200);
  });

  it('is of the granted profile only', async () => {
    expect((await partner.call('POST', '/v2/profiles/30000002/sca-sessions/authorise')).status).toBe(403);
  });
});

describe('the status of a one-time token', () => {
  it('documented: the printed example, where a PIN is the only challenge', async () => {
    await wise.control('PUT', '/settings', { scaChallenges: 'PIN' });
    const token = await partner.openSession();
    for (const path of ['/v1/one-time-token/status', '/v1/identity/one-time-token/status']) {
      expect((await ask(path, token)).body).toEqual({
        oneTimeTokenProperties: {
          oneTimeToken: token,
          challenges: [
            {
              primaryChallenge: { type: 'PIN', viewData: { attributes: { userId: 10000002 } } },
              alternatives: [],
              required: true,
              passed: false,
            },
          ],
          validity: 3600,
          actionType: 'SCA__SESSION',
          userId: 10000002,
        },
      });
    }
    expect((await ask('/2026Q3/one-time-token/status', token)).status).toBe(200);
    expect((await ask('/2026Q3/identity/one-time-token/status', token)).status).toBe(404);
  });

  it('documented: the array empties as challenges pass', async () => {
    const token = await partner.openSession();
    expect((await partner.statusOf(token)).challenges).toHaveLength(2);
    await trigger('voice', token);
    const passed = await otp('voice', token);
    expect((passed.body as { oneTimeTokenProperties: TokenBody }).oneTimeTokenProperties.challenges).toEqual([
      expect.objectContaining({
        primaryChallenge: { type: 'PIN', viewData: expect.any(Object) },
        alternatives: [{ type: 'FACE_MAP', viewData: expect.any(Object) }],
      }),
    ]);
    await partner.clear(token);
    expect((await partner.statusOf(token)).challenges).toEqual([]);
  });

  it('keeps a user id of 19 digits', async () => {
    await partner.connect({ userId: '9007199254740993017', profileId: '9007199254740993021' });
    const token = await partner.openSession();
    const response = await wise.call('/v1/one-time-token/status', partner.userToken, {
      'one-time-token': token,
    });
    expect(await response.text()).toContain('"userId":9007199254740993017}');
  });

  it('counts its seconds down, and is over after an hour', async () => {
    const token = await partner.openSession();
    wise.passSeconds(600);
    expect((await partner.statusOf(token)).validity).toBe(3000);
    wise.passSeconds(3600);
    expect(await ask('/v1/one-time-token/status', token)).toMatchObject({
      status: 400,
      body: errors('one.time.token.invalid'),
    });
  });

  it('assumed: a missing, unknown or somebody else’s token is refused alike', async () => {
    const ours = await partner.openSession();
    await partner.connect(ADA);
    for (const token of ['', 'nonsense', crypto.randomUUID(), ours]) {
      const answer = await ask('/v1/one-time-token/status', token);
      expect(answer).toMatchObject({ status: 400, body: errors('one.time.token.invalid') });
      expect(await otp('sms', token)).toMatchObject({ status: 400, body: answer.body });
    }
  });
});

describe('a code by phone', () => {
  it.each(['sms', 'whatsapp', 'voice'])('documented: %s has always the code 111111', async (channel) => {
    const token = await partner.openSession();
    expect(await otp(channel, token)).toMatchObject({ status: 400, body: errors('challenge.not.triggered') });
    expect(await trigger(channel, token)).toMatchObject({
      status: 200,
      body: { obfuscatedPhoneNo: '*********0002' },
    });
    expect(await otp(channel, token, { otpCode: '111112' })).toMatchObject({ status: 400 });
    expect(await otp(channel, token)).toMatchObject({ status: 200 });
  });

  it('of one channel does not open another, and what is no code counts as no attempt', async () => {
    const token = await partner.openSession();
    await trigger('sms', token);
    expect(await otp('voice', token)).toMatchObject({ status: 400, body: errors('challenge.not.triggered') });
    for (const otpCode of ['1', 'abcdef', 111111]) {
      expect(await otp('sms', token, { otpCode })).toMatchObject({
        status: 400,
        body: errors('payload.invalid'),
      });
    }
    expect(wise.events('sca.challenge')).toEqual([]);
  });

  it('by a switch is not offered at all', async () => {
    await wise.control('PUT', '/settings', { scaChallenges: 'PIN FACE_MAP' });
    const token = await partner.openSession();
    expect(await trigger('sms', token)).toMatchObject({ status: 400, body: errors('challenge.not.offered') });
    expect(await otp('sms', token)).toMatchObject({ status: 400 });
    expect((await wise.control('PUT', '/settings', { scaChallenges: 'PIN SMOKE_SIGNAL' })).status).toBe(400);
  });
});

describe('phone numbers', () => {
  const path = () => `/v1/application/users/${partner.userId}/phone-numbers`;
  const NUMBER = { phoneNumber: '+6588888888' };
  const WIRED = { id: 1230944, ...NUMBER, type: 'PRIMARY', verified: true, clientId: 'test-app' };

  it('documented: are listed, created, changed and deleted; the code goes to the newest', async () => {
    expect((await partner.admin('GET', path())).body).toEqual([]);
    expect(await partner.admin('POST', path(), NUMBER)).toMatchObject({ status: 200, body: WIRED });
    expect((await partner.admin('GET', path())).body).toEqual([WIRED]);
    const token = await partner.openSession();
    expect((await trigger('sms', token)).body).toEqual({ obfuscatedPhoneNo: '*********8888' });
    const changed = await partner.admin('PUT', `${path()}/${WIRED.id}`, { phoneNumber: '+6581234567' });
    expect(changed).toMatchObject({ status: 200, body: { id: WIRED.id, phoneNumber: '+6581234567' } });
    expect((await trigger('sms', token)).body).toEqual({ obfuscatedPhoneNo: '*********4567' });
    expect((await partner.admin('DELETE', `${path()}/${WIRED.id}`)).status).toBe(204);
    expect((await partner.admin('DELETE', `${path()}/${WIRED.id}`)).status).toBe(404);
    expect((await partner.admin('PUT', `${path()}/${WIRED.id}`, NUMBER)).status).toBe(404);
  });

  it('documented: cannot be shared between customers', async () => {
    await partner.admin('POST', path(), NUMBER);
    await partner.connect(ADA);
    const repeated = {
      errors: [
        {
          code: 'phone.number.repeated',
          message: "It's linked to an account with the email ****@wise-user.example",
        },
      ],
    };
    expect(await partner.admin('POST', path(), NUMBER)).toMatchObject({ status: 422, body: repeated });
    const bens = { phoneNumber: '+447700900002' };
    expect(await partner.admin('POST', path(), bens)).toMatchObject({ status: 422, body: repeated });
    expect((await partner.admin('POST', path(), { phoneNumber: '+447700900001' })).status).toBe(200);
  });

  it('assumed: somebody without any gets no code', async () => {
    const { people } = wise.get().state;
    const ben = people.find(partner.userId)?.profiles.find(({ type }) => type === 'PERSONAL');
    const { phoneNumber } = ben ?? {};
    try {
      Object.assign(ben ?? {}, { phoneNumber: undefined });
      const answer = await trigger('sms', await partner.openSession());
      expect(answer).toMatchObject({ status: 404, body: errors('phone.number.not.setup') });
    } finally {
      Object.assign(ben ?? {}, { phoneNumber });
    }
  });

  it('assumed: have to be numbers', async () => {
    for (const phoneNumber of ['', '88888888', '+0123456789', '+65 8888', 7]) {
      expect(await partner.admin('POST', path(), { phoneNumber })).toMatchObject({
        status: 422,
        body: errors('phone.number.invalid'),
      });
    }
    expect((await partner.call('GET', path())).status).toBe(403);
  });
});

describe('documented: five failures in a row block the user for 15 minutes', () => {
  const fail = async (token: string, times: number) => {
    await trigger('sms', token);
    for (let each = 0; each < times; each += 1) {
      expect((await otp('sms', token, { otpCode: '000000' })).status).toBe(400);
    }
  };
  const authorise = () => partner.call('POST', partner.profilePath('/sca-sessions/authorise'));

  it('no new one-time token, and no factor is taken, whatever it is', async () => {
    const token = await partner.openSession();
    await fail(token, 5);
    expect(wise.events('sca.challenge').map((event) => 'outcome' in event && event.outcome)).toEqual([
      ...Array<string>(4).fill('failed'),
      'blocked',
    ]);
    const refused = await authorise();
    expect([refused.status, refused.headers.get('x-rate-limited-by')]).toEqual([429, 'wise-public-api']);
    expect(refused.headers.get('retry-after')).toBe('900');
    expect(await otp('sms', token)).toMatchObject({ status: 400, body: errors('challenge.blocked') });
    wise.passSeconds(901);
    expect((await otp('sms', token)).status).toBe(200);
    expect((await authorise()).status).toBe(200);
  });

  it('a success in between begins anew, and another user is not touched', async () => {
    const token = await partner.openSession();
    await fail(token, 4);
    await otp('sms', token);
    await fail(token, 4);
    expect((await authorise()).status).toBe(200);
    await fail(token, 1);
    expect((await authorise()).status).toBe(429);
    await partner.connect(ADA);
    expect((await authorise()).status).toBe(200);
  });

  it('assumed: 403 without a token, another number or no block at all, by switches', async () => {
    await wise.control('PUT', '/settings', { scaBlockedStatus: '403', scaFailures: 2, scaBlockSeconds: 60 });
    const token = await partner.openSession();
    await fail(token, 2);
    const refused = await authorise();
    expect(refused.status).toBe(403);
    expect(refused.headers.get('x-2fa-approval-result')).toBe('REJECTED');
    expect(refused.headers.get('x-2fa-approval')).toBeNull();
    wise.passSeconds(61);
    await wise.control('PUT', '/settings', { scaFailures: 0 });
    await fail(token, 20);
    expect((await authorise()).status).toBe(200);
  });
});
