import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { CLIENT, emulatorForTests } from '#testing/emulator-for-tests';
import { signByHand, verifyByHand } from '#testing/jose-by-hand';
import { answered, JosePartner, JWS_ERROR, SAID } from '#testing/jose-partner';

const wise = emulatorForTests();
const partner = new JosePartner(wise);
const JWS = '/v1/auth/jose/playground/jws';

beforeEach(() => partner.signIn());

const reasons = () => wise.events('jose.refused').map((event) => ('reason' in event ? event.reason : ''));

describe('assumed', () => {
  const badHeaders: [string, Record<string, string>, number][] = [
    ['another method', { 'x-tw-jose-method': 'jwe' }, 400],
    ['no method', { 'x-tw-jose-method': '' }, 400],
    ['an unknown method', { 'x-tw-jose-method': 'JWS' }, 400],
    ['Accept: application/json', { accept: 'application/json' }, 406],
    ['Content-Type: application/jose', { 'content-type': 'application/jose' }, 415],
    ['a JSON body', { 'content-type': 'application/json' }, 415],
  ];

  it.each(badHeaders)(
    '%s is refused; Accept and Content-Type not by a switch',
    async (_what, headers, status) => {
      const { privateKey } = await partner.uploadSigningKey('ES256');
      const body =
        headers['content-type'] === 'application/json'
          ? SAID
          : signByHand('ES256', privateKey, { url: JWS }, SAID);
      expect((await partner.call(JWS, 'jws', body, headers)).status).toBe(status);
      await wise.control('PUT', '/settings', { joseHeadersChecked: false });
      const lenient = status === 400 || body === SAID ? 400 : 200;
      expect((await partner.call(JWS, 'jws', body, headers)).status).toBe(lenient);
    },
  );

  it('the url is the path without the query, or with it, or anything, by a switch', async () => {
    const { privateKey } = await partner.uploadSigningKey('ES256');
    const statusOf = async (url: string) =>
      (await partner.call(`${JWS}?a=b`, 'jws', signByHand('ES256', privateKey, { url }, SAID))).status;
    const row = async () => [await statusOf(JWS), await statusOf(`${JWS}?a=b`), await statusOf('/x')];
    expect(await row()).toEqual([200, 400, 400]);
    await wise.control('PUT', '/settings', { joseUrl: 'path-and-query' });
    expect(await row()).toEqual([400, 200, 400]);
    await wise.control('PUT', '/settings', { joseUrl: 'anything' });
    expect(await row()).toEqual([200, 200, 200]);
    expect(await statusOf('')).toBe(400);
  });

  it('at a CalVer path the url is that path', async () => {
    const { privateKey } = await partner.uploadSigningKey('ES256');
    const path = JWS.replace('/v1/', '/2026Q3/');
    const message = signByHand('ES256', privateKey, { url: path }, SAID);
    expect((await partner.call(path, 'jws', message)).status).toBe(200);
  });

  it.each([
    ['more than 100 characters', JSON.stringify({ message: 'x'.repeat(101) })],
    ['no text', JSON.stringify({ message: 1 })],
    ['no JSON', 'message'],
  ])('a message of %s gets 400', async (_what, said) => {
    const { privateKey } = await partner.uploadSigningKey('ES256');
    const answer = await partner.call(JWS, 'jws', signByHand('ES256', privateKey, { url: JWS }, said));
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([400, { error: 'Bad Request' }]);
  });

  it('any other call may be signed too, and is answered signed', async () => {
    const { privateKey, kid } = await partner.uploadSigningKey('ES256');
    const path = '/v1/authenticated/playground';
    const answer = await partner.call(path, 'jws', undefined);
    const { key } = await partner.wiseKey('ES256');
    expect(JSON.parse(verifyByHand('ES256', key, answer.text))).toMatchObject({ clientId: CLIENT.clientId });

    const upload = '/v1/auth/jose/request/public-keys';
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const said = JSON.stringify({
      keyId: crypto.randomUUID(),
      scope: 'PAYLOAD_SIGNING',
      publicKeyMaterial: {
        algorithm: 'ES256',
        keyMaterial: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
      },
    });
    const created = await partner.call(
      upload,
      'jws',
      signByHand('ES256', privateKey, { kid, url: upload }, said),
    );
    expect([created.status, created.type]).toEqual([201, 'application/jose+json']);
    const wrong = await partner.call(upload, 'jws', signByHand('ES256', privateKey, { kid, url: JWS }, said));
    expect(answered(wrong)).toEqual([400, JWS_ERROR]);
  });

  it('an answer that is an error goes as it is, and a dead token comes before everything', async () => {
    expect((await partner.call('/v1/me', 'jws', undefined)).type).toContain('application/json');
    partner.token = 'dead';
    const answer = await partner.call(JWS, 'jws', 'nonsense');
    expect([answer.status, reasons()]).toEqual([401, []]);
  });

  it('a client that has to sign: nothing goes unsigned but its first key, by a switch of the client', async () => {
    wise.get().state.clients.put({ ...CLIENT, enforce: { jose: true } });
    try {
      const { privateKey } = await partner.uploadSigningKey('ES256');
      const path = '/v1/one-time-token/sms/trigger';
      expect(await partner.post(path, {})).toEqual({ status: 400, body: JWS_ERROR });
      const signed = await partner.call(path, 'jws', signByHand('ES256', privateKey, { url: path }, '{}'));
      expect(signed.status).toBe(403);
      const query = 'algorithm=ES256&scope=PAYLOAD_SIGNING';
      expect((await wise.call(`/v1/auth/jose/response/public-keys?${query}`, partner.token)).status).toBe(
        200,
      );
    } finally {
      wise.get().state.clients.put(CLIENT);
    }
  });

  it('a fault strikes a sealed call as any other', async () => {
    const { privateKey } = await partner.uploadSigningKey('ES256');
    const message = signByHand('ES256', privateKey, { url: JWS }, SAID);
    const endpoint = 'jose:playground-jws';
    await wise.control('POST', '/faults', { endpoint, kind: 'answer', status: 503, body: 'x' });
    expect((await partner.call(JWS, 'jws', message)).status).toBe(503);
    await wise.control('POST', '/faults', { endpoint, kind: 'delay', delayMs: 1, when: 'after' });
    expect((await partner.call(JWS, 'jws', message)).type).toBe('application/jose+json');
    await wise.control('POST', '/faults', { endpoint, kind: 'delay', delayMs: 1, when: 'before' });
    expect((await partner.call(JWS, 'jws', message)).type).toBe('application/jose+json');
  });
});
