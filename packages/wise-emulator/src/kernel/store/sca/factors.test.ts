import { beforeEach, describe, expect, it } from 'vitest';
import { emulatorForTests } from '#testing/emulator-for-tests';
import { ScaPartner } from '#testing/sca-partner';

const wise = emulatorForTests();
const partner = new ScaPartner(wise);
const errors = (code: string, message: unknown = expect.any(String)) => ({ errors: [{ code, message }] });
const DEVICE = { deviceFingerprint: '3207da22-a0d3-4b6b-a591-6297e646fe32' };
const CREATED = {
  deviceFingerprintId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  // As the example has it: nine decimals.
  createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/),
};
const FACE = { faceMap: Buffer.from('a face').toString('base64') };

beforeEach(async () => {
  wise.stopClock();
  await partner.connect();
});

describe('documented: the PIN of a profile (v2)', () => {
  it('is made once, verified and deleted; empty answers stay in clear', async () => {
    const path = partner.profilePath('/pin');
    expect(await partner.call('DELETE', path)).toMatchObject({ status: 404 });
    expect(await partner.sealed(path, { pin: '1234' })).toMatchObject({
      status: 200,
      body: undefined,
      isSealed: false,
    });
    expect(await partner.sealed(path, { pin: '4321' })).toMatchObject({ status: 409 });
    const token = await partner.openSession();
    expect(await partner.sealed(`${path}/verify`, { pin: '1234' }, token)).toMatchObject({
      status: 200,
      isSealed: true,
      body: {
        oneTimeToken: token,
        challenges: [
          { primaryChallenge: { type: 'PIN' }, passed: true },
          { primaryChallenge: { type: 'PARTNER_DEVICE_FINGERPRINT' }, passed: false },
        ],
        validity: 3600,
      },
    });
    expect(await partner.sealed(`${path}/verify`, { pin: '4321' }, token)).toMatchObject({ status: 400 });
    expect(await partner.call('DELETE', path)).toMatchObject({ status: 204, body: undefined });
    expect(await partner.sealed(`${path}/verify`, { pin: '1234' }, token)).toMatchObject({ status: 404 });
  });

  it('its answer is encrypted as the text says, or plain as the schema says, by a switch', async () => {
    await wise.control('PUT', '/settings', { scaEncryptedAnswers: false });
    await partner.sealed(partner.profilePath('/pin'), { pin: '1234' });
    const answer = await partner.sealed(
      partner.profilePath('/pin/verify'),
      { pin: '1234' },
      await partner.openSession(),
    );
    expect(answer).toMatchObject({ status: 200, isSealed: false, body: { validity: 3600 } });
  });

  it('assumed: is encrypted or not read at all, and has four digits', async () => {
    const path = partner.profilePath('/pin');
    expect(await partner.call('POST', path, { json: { pin: '1234' } })).toMatchObject({ status: 400 });
    for (const payload of [{ pin: '123' }, { pin: '12345' }, { pin: 1234 }, { pin: '12a4' }, {}, [], 'pin']) {
      expect(await partner.sealed(path, payload)).toMatchObject({
        status: 400,
        body: errors('payload.invalid'),
      });
    }
  });
});

describe('documented: device fingerprints of a profile (v2)', () => {
  it('are made, verified and deleted, three at most', async () => {
    const path = partner.profilePath('/device-fingerprints');
    const token = await partner.openSession();
    expect(await partner.sealed(`${path}/verify`, DEVICE, token)).toMatchObject({ status: 404 });
    const first = await partner.sealed(path, DEVICE);
    expect(first).toMatchObject({ status: 200, isSealed: true, body: CREATED });
    expect(await partner.sealed(path, DEVICE)).toMatchObject({ status: 409 });
    await partner.sealed(path, { deviceFingerprint: 'second' });
    await partner.sealed(path, { deviceFingerprint: 'third' });
    expect(await partner.sealed(path, { deviceFingerprint: 'fourth' })).toMatchObject({ status: 400 });

    expect(await partner.sealed(`${path}/verify`, { deviceFingerprint: 'x' }, token)).toMatchObject({
      status: 400,
    });
    expect(await partner.sealed(`${path}/verify`, { deviceFingerprint: 'third' }, token)).toMatchObject({
      status: 200,
      body: {
        challenges: [
          { primaryChallenge: { type: 'PARTNER_DEVICE_FINGERPRINT' }, passed: true },
          { primaryChallenge: { type: 'PIN' }, passed: false },
        ],
      },
    });
    const { deviceFingerprintId } = first.body as { deviceFingerprintId: string };
    expect((await partner.call('DELETE', `${path}/${deviceFingerprintId}`)).status).toBe(204);
    expect((await partner.call('DELETE', `${path}/${deviceFingerprintId}`)).status).toBe(404);
    expect((await partner.sealed(`${path}/verify`, DEVICE, token)).status).toBe(400);
  });
});

describe('documented: the face map of a profile (v2)', () => {
  it('is enrolled once, verified and deleted', async () => {
    const path = partner.profilePath('/facemaps');
    expect((await partner.call('DELETE', path)).status).toBe(404);
    expect(await partner.call('POST', path, { json: FACE })).toMatchObject({ status: 204, body: undefined });
    expect((await partner.call('POST', path, { json: FACE })).status).toBe(409);
    const headers = { 'one-time-token': await partner.openSession() };
    const verify = (json: unknown) => partner.call('POST', `${path}/verify`, { headers, json });
    expect(await verify(FACE)).toMatchObject({
      status: 200,
      body: { challenges: [{ primaryChallenge: { type: 'FACE_MAP' }, passed: true }, { passed: false }] },
    });
    expect((await partner.call('DELETE', path)).status).toBe(204);
    expect((await verify(FACE)).status).toBe(400);
  });

  it('assumed: any well-shaped one passes, or none by a switch', async () => {
    const path = partner.profilePath('/facemaps');
    await partner.call('POST', path, { json: FACE });
    const headers = { 'one-time-token': await partner.openSession() };
    const verify = (faceMap: unknown) =>
      partner.call('POST', `${path}/verify`, { headers, json: { faceMap } });
    for (const faceMap of ['', '<base64 encoded string>', 'a', 7, null]) {
      expect(await verify(faceMap)).toMatchObject({ status: 400, body: errors('payload.invalid') });
    }
    expect((await verify('AAAA')).status).toBe(200);
    await wise.control('PUT', '/settings', { scaFaceMap: 'none' });
    expect(await verify('AAAA')).toMatchObject({ status: 400, body: errors('challenge.failed') });
  });

  it('is encrypted with a key that is handed out as text', async () => {
    const { status, headers, body } = await partner.call('GET', '/v1/facetec/public-key');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain']);
    expect(body).toMatch(/^-----BEGIN PUBLIC KEY-----\n[\s\S]+\n-----END PUBLIC KEY-----\n$/);
    expect((await partner.call('GET', '/2026Q4/facetec/public-key')).body).toBe(body);
  });
});

describe('documented: the factors of a user (v1, deprecated)', () => {
  it('PIN', async () => {
    const missing = errors('pin.not.setup', 'PIN has not been setup.');
    const token = await partner.openSession();
    const remove = () => partner.admin('DELETE', `/v1/users/${partner.userId}/pin`);
    const verify = (pin: string) => partner.sealed('/v1/one-time-token/pin/verify', { pin }, token);
    expect(await remove()).toMatchObject({ status: 404, body: missing });
    expect(await verify('1234')).toMatchObject({ status: 404, body: missing });
    expect((await partner.sealed('/v1/user/pin', { pin: '1234' })).status).toBe(204);
    expect((await partner.sealed('/v1/user/pin', { pin: '1234' })).status).toBe(409);
    expect((await verify('0000')).status).toBe(400);
    expect(await verify('1234')).toMatchObject({
      status: 200,
      isSealed: true,
      body: {
        oneTimeTokenProperties: {
          challenges: [{ primaryChallenge: { type: 'PARTNER_DEVICE_FINGERPRINT' }, passed: false }],
        },
      },
    });
    expect((await remove()).status).toBe(204);
  });

  it('device fingerprint', async () => {
    const list = `/v1/users/${partner.userId}/partner-device-fingerprints`;
    expect(await partner.admin('GET', list)).toMatchObject({ status: 200, body: [] });
    const made = await partner.sealed('/v1/user/partner-device-fingerprints', DEVICE);
    expect(made).toMatchObject({ status: 200, body: CREATED });
    expect((await partner.admin('GET', list)).body).toEqual([made.body]);
    const path = '/v1/one-time-token/partner-device-fingerprint/verify';
    const token = await partner.openSession();
    expect((await partner.sealed(path, { deviceFingerprint: 'x' }, token)).status).toBe(400);
    expect((await partner.sealed(path, DEVICE, token)).status).toBe(200);
    const { deviceFingerprintId } = made.body as { deviceFingerprintId: string };
    expect((await partner.admin('DELETE', `${list}/${deviceFingerprintId}`)).status).toBe(204);
    expect((await partner.admin('DELETE', `${list}/${deviceFingerprintId}`)).status).toBe(404);
  });

  it('face map', async () => {
    const missing = errors('facemap.not.setup', 'FaceMap has not been setup.');
    const remove = () => partner.admin('DELETE', `/v1/users/${partner.userId}/facemap/enrol`);
    expect(await remove()).toMatchObject({ status: 404, body: missing });
    expect((await partner.call('POST', '/v1/user/facemap/enrol', { json: FACE })).status).toBe(204);
    expect((await partner.call('POST', '/v1/user/facemap/enrol', { json: FACE })).status).toBe(409);
    const headers = { 'one-time-token': await partner.openSession() };
    const verified = await partner.call('POST', '/v1/one-time-token/facemap/verify', { headers, json: FACE });
    expect(verified).toMatchObject({ status: 200, body: { oneTimeTokenProperties: { validity: 3600 } } });
    expect((await remove()).status).toBe(204);
  });
});

describe('whose factors', () => {
  it('only the granted profile’s, by a user’s token', async () => {
    for (const profileId of ['30000002', '30000001', '99']) {
      const path = `/v2/profiles/${profileId}/pin`;
      expect((await partner.sealed(path, { pin: '1234' })).status).toBe(403);
      expect((await partner.call('DELETE', path)).status).toBe(403);
    }
    expect((await partner.admin('DELETE', partner.profilePath('/pin'))).status).toBe(403);
    expect((await partner.call('DELETE', `/v1/users/${partner.userId}/pin`)).status).toBe(403);
  });

  it('assumed: a user that never gave this app access is unknown to it', async () => {
    for (const userId of ['10000001', '99']) {
      expect(await partner.admin('DELETE', `/v1/users/${userId}/pin`)).toMatchObject({
        status: 404,
        body: errors('user.not.found'),
      });
    }
  });

  it('assumed: a profile’s and its user’s are two things', async () => {
    await partner.sealed(partner.profilePath('/pin'), { pin: '1234' });
    const token = await partner.openSession();
    expect((await partner.sealed('/v1/one-time-token/pin/verify', { pin: '1234' }, token)).status).toBe(404);
  });
});
