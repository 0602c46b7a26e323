import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { ADA, CLIENT, emulatorForTests, exchangeOf } from '#testing/emulator-for-tests';
import { JosePartner } from '#testing/jose-partner';

const wise = emulatorForTests();
const partner = new JosePartner(wise);
const UPLOAD = '/v1/auth/jose/request/public-keys';

beforeEach(() => partner.signIn());

// openapi.yml, joseRequestPublicKeysCreate: the printed example, byte for byte.
const EXAMPLE = {
  keyId: 'e87da464-8e5e-4380-8f2d-4e4e04052672',
  scope: 'PAYLOAD_SIGNING',
  validFrom: '2023-04-27 00:00:00',
  validTill: '2024-04-01 00:00:00',
  publicKeyMaterial: {
    algorithm: 'ES512',
    keyMaterial:
      'MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBYAwVICxD0Paq7MOuO34omujHxSrQXZtiTQ/VMteqAeUfM4wE+vTSpbYCqb1pNhhcQpF+FJd2H8jB1H1zil7qLLcBw+yl4PrnLza1pmNLr+kqQVoVXVyVx/xxMK2WObLn8tHxXtW4k+bm1/ySF+0RQ265IZcw2i8YYX2FY59JkwE2Fac=',
  },
};

describe('Wise’s keys', () => {
  const get = (query: string, token = partner.token) =>
    wise.call(`/v1/auth/jose/response/public-keys?${query}`, token);

  it.each([
    ['ES256', 'PAYLOAD_SIGNING', 'P-256'],
    ['ES384', 'PAYLOAD_SIGNING', 'P-384'],
    ['ES512', 'PAYLOAD_SIGNING', 'P-521'],
    ['PS256', 'PAYLOAD_SIGNING', 2048],
    ['PS384', 'PAYLOAD_SIGNING', 2048],
    ['PS512', 'PAYLOAD_SIGNING', 2048],
    ['RSA_OAEP_256', 'PAYLOAD_ENCRYPTION', 2048],
  ])('documented: %s is fetched as base64 DER, the same at every call', async (algorithm, scope, kind) => {
    const response = await get(`algorithm=${algorithm}&scope=${scope}`);
    const body = await response.json();
    expect([response.status, body]).toEqual([
      200,
      { version: 1, keyMaterial: { algorithm, keyMaterial: expect.any(String) }, scope },
    ]);
    const { key } = await partner.wiseKey(algorithm);
    expect(body).toMatchObject({
      keyMaterial: { keyMaterial: key.export({ format: 'der', type: 'spki' }).toString('base64') },
    });
    const { crv = '', n = '' } = key.export({ format: 'jwk' });
    expect(crv || Buffer.from(n, 'base64url').length * 8).toBe(kind);
  });

  it('a rotated key has another version; the older one can still be fetched', async () => {
    const { key: first } = await partner.wiseKey('ES384', 1);
    expect((await wise.control('POST', '/jose/rotate', { algorithm: 'ES384' })).body).toMatchObject({
      version: 2,
    });
    const newest = await partner.wiseKey('ES384');
    expect(newest.version).toBe(2);
    expect(newest.key.equals(first)).toBe(false);
    expect((await partner.wiseKey('ES384', 1)).key.equals(first)).toBe(true);
  });

  it.each([
    ['scope=PAYLOAD_SIGNING', 422],
    ['algorithm=RS256&scope=PAYLOAD_SIGNING', 422],
    ['algorithm=RSA-OAEP-256&scope=PAYLOAD_ENCRYPTION', 422],
    ['algorithm=ES256&scope=PAYLOAD_ENCRYPTION', 422],
    ['algorithm=ES256&scope=PAYLOAD_SIGNING&version=x', 422],
    ['algorithm=ES256&scope=PAYLOAD_SIGNING&version=7', 404],
  ])('assumed: "%s" gets %s', async (query, status) => {
    const response = await get(query);
    expect([response.status, await response.json()]).toMatchObject([
      status,
      { errors: [{ code: expect.any(String), message: expect.any(String), path: expect.any(String) }] },
    ]);
  });

  it('documented: a user token is not enough', async () => {
    const { code } = await wise.consent(ADA);
    const user = (await wise.token(exchangeOf(code))).body.access_token;
    expect((await get('algorithm=ES256&scope=PAYLOAD_SIGNING', user)).status).toBe(403);
    expect((await get('algorithm=ES256&scope=PAYLOAD_SIGNING', 'dead')).status).toBe(401);
  });
});

describe('a partner’s key', () => {
  it('documented: the printed example is taken and answered as printed', async () => {
    expect(await partner.post(UPLOAD, EXAMPLE)).toEqual({
      status: 201,
      body: { clientId: null, ...EXAMPLE, deactivationTimestamp: null },
    });
    expect((await partner.post(UPLOAD, EXAMPLE)).status).toBe(409);
    expect((await partner.post(UPLOAD.replace('/v1/', '/2026Q4/'), EXAMPLE)).status).toBe(409);
    await wise.control('DELETE', `/clients/${CLIENT.clientId}/jose-keys/${EXAMPLE.keyId}`);
  });

  const material = (algorithm: string, keyMaterial: string) => ({
    publicKeyMaterial: { algorithm, keyMaterial },
  });
  const der = (curve: string) =>
    generateKeyPairSync('ec', { namedCurve: curve })
      .publicKey.export({ format: 'der', type: 'spki' })
      .toString('base64');
  const rsa1024 = generateKeyPairSync('rsa', { modulusLength: 1024 })
    .publicKey.export({ format: 'der', type: 'spki' })
    .toString('base64');

  it.each([
    ['a label instead of a UUID', { keyId: 'signing-2026-05-11' }],
    ['an unknown scope', { scope: 'SIGNING' }],
    ['an algorithm of the other scope', { scope: 'PAYLOAD_ENCRYPTION' }],
    ['RS256', material('RS256', EXAMPLE.publicKeyMaterial.keyMaterial)],
    ['a key of another curve', material('ES256', EXAMPLE.publicKeyMaterial.keyMaterial)],
    ['secp256k1', material('ES256', der('secp256k1'))],
    ['RSA of 1024 bits', material('PS256', rsa1024)],
    ['an EC key for PS256', material('PS256', der('P-256'))],
    ['no key at all', material('ES512', 'AAAA')],
    ['nonsense', material('ES512', '***')],
    ['a date with a T', { validFrom: '2023-04-27T00:00:00' }],
    ['the 30th of February', { validFrom: '2023-02-30 00:00:00' }],
    ['an end before the beginning', { validTill: '2022-04-01 00:00:00' }],
  ])('assumed: %s gets 422', async (_what, change) => {
    expect(await partner.post(UPLOAD, { ...EXAMPLE, ...change })).toMatchObject({
      status: 422,
      body: { errors: [{ code: 'NOT_VALID' }] },
    });
  });

  it('the Developer Hub takes any label and PEM, and removes a key', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const path = `/clients/${CLIENT.clientId}/jose-keys`;
    const asked = { keyId: 'signing-2026-05-11', scope: 'PAYLOAD_SIGNING', ...material('ES256', pem) };
    expect((await wise.control('POST', path, asked)).status).toBe(201);
    expect((await wise.control('POST', path, asked)).status).toBe(409);
    expect((await wise.control('POST', path, { ...asked, scope: 'x' })).status).toBe(400);
    expect((await wise.control('POST', '/clients/nobody/jose-keys', asked)).status).toBe(404);
    expect((await wise.control('GET', path)).body).toMatchObject([{ keyId: 'signing-2026-05-11' }]);
    expect((await wise.control('DELETE', `${path}/signing-2026-05-11`)).status).toBe(200);
    expect((await wise.control('DELETE', `${path}/signing-2026-05-11`)).status).toBe(404);
  });
});
