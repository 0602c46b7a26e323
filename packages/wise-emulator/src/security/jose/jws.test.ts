import { generateKeyPairSync } from 'node:crypto';
import { CompactSign, compactVerify, UnsecuredJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { CLIENT, emulatorForTests, OTHER_AUTHORIZATION } from '#testing/emulator-for-tests';
import { decode, encode, headerOf, type SigningName, signByHand, verifyByHand } from '#testing/jose-by-hand';
import { answered, ECHO, flipped, JosePartner, JWS_ERROR, SAID } from '#testing/jose-partner';

const wise = emulatorForTests();
const partner = new JosePartner(wise);
const JWS = '/v1/auth/jose/playground/jws';

beforeEach(() => partner.signIn());

const reasons = () => wise.events('jose.refused').map((event) => ('reason' in event ? event.reason : ''));

describe('documented: a signed message', () => {
  it.each<SigningName>(['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512'])(
    '%s comes back signed by Wise, with its key version and no kid',
    async (alg) => {
      const { privateKey, kid } = await partner.uploadSigningKey(alg);
      const message = signByHand(alg, privateKey, { typ: 'JWT', kid, url: JWS }, SAID);
      const answer = await partner.call(JWS, 'jws', message);
      expect([answer.status, answer.type]).toEqual([200, 'application/jose+json']);
      const { key, version } = await partner.wiseKey(alg);
      expect(decode(answer.text.split('.')[0]).toString()).toBe(`{"version":${version},"alg":"${alg}"}`);
      expect(JSON.parse(verifyByHand(alg, key, answer.text))).toEqual(ECHO);
      // And by the library that partners use.
      expect(JSON.parse(Buffer.from((await compactVerify(answer.text, key)).payload).toString())).toEqual(
        ECHO,
      );
    },
  );

  it('of the jose library is taken; the kid is needed only beside another key', async () => {
    const first = await partner.uploadSigningKey('ES256');
    const sign = (header: object, { privateKey } = first) =>
      new CompactSign(Buffer.from(SAID))
        .setProtectedHeader({ alg: 'ES256', url: JWS, ...header })
        .sign(privateKey);
    expect((await partner.call(JWS, 'jws', await sign({}))).status).toBe(200);
    const second = await partner.uploadSigningKey('ES256');
    expect(answered(await partner.call(JWS, 'jws', await sign({})))).toEqual([400, JWS_ERROR]);
    expect((await partner.call(JWS, 'jws', await sign({ kid: first.kid }))).status).toBe(200);
    expect((await partner.call(JWS, 'jws', await sign({ kid: second.kid }, second))).status).toBe(200);
    expect(answered(await partner.call(JWS, 'jws', await sign({ kid: second.kid })))).toEqual([
      400,
      JWS_ERROR,
    ]);
  });

  it('a rotated Wise key shows in the version of the answer', async () => {
    const { privateKey, kid } = await partner.uploadSigningKey('ES256');
    const before = (await partner.wiseKey('ES256')).version;
    await wise.control('POST', '/jose/rotate', { algorithm: 'ES256' });
    const answer = await partner.call(JWS, 'jws', signByHand('ES256', privateKey, { kid, url: JWS }, SAID));
    const { key, version } = await partner.wiseKey('ES256');
    expect([version, headerOf(answer.text)]).toEqual([before + 1, { version, alg: 'ES256' }]);
    expect(JSON.parse(verifyByHand('ES256', key, answer.text))).toEqual(ECHO);
    expect(() => verifyByHand('ES256', privateKey, answer.text)).toThrow('not signed');
  });
});

describe('documented: jws_error', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let good = '';
  let kid = '';
  let pair: Awaited<ReturnType<JosePartner['uploadSigningKey']>>;

  beforeEach(async () => {
    pair = await partner.uploadSigningKey('ES256');
    kid = pair.kid;
    good = signByHand('ES256', pair.privateKey, { typ: 'JWT', kid, url: JWS }, SAID);
  });

  const refused = async (message: string) => {
    expect(answered(await partner.call(JWS, 'jws', message))).toEqual([400, JWS_ERROR]);
    expect(reasons()).toHaveLength(1);
  };
  const replaced = (index: number, part: string) =>
    good
      .split('.')
      .map((each, at) => (at === index ? part : each))
      .join('.');
  const signed = (header: object, key = pair.privateKey) =>
    signByHand('ES256', key, { typ: 'JWT', kid, url: JWS, ...header }, SAID);

  it.each([
    ['the header', () => replaced(0, encode({ alg: 'ES256', typ: 'JWT', kid, url: JWS, extra: 1 }))],
    ['the payload', () => replaced(1, encode(SAID.replace('docs', 'docz')))],
    ['one bit of the signature', () => replaced(2, encode(flipped(decode(good.split('.')[2]))))],
    ['the signature, cut off', () => replaced(2, '')],
    [
      'the signature, in DER',
      () => replaced(2, encode(Buffer.concat([Buffer.from([0x30, 70]), Buffer.alloc(70)]))),
    ],
  ])('tampered with: %s', (_what, spoil) => refused(spoil()));

  it.each([
    ['of a key that was never uploaded', () => signed({}, other.privateKey)],
    ['with an unknown kid', () => signed({ kid: crypto.randomUUID() })],
    ['for another path', () => signed({ url: '/v3/profiles/12345/transfers/12345/payments' })],
    ['for the CalVer twin of the path', () => signed({ url: JWS.replace('/v1/', '/2026Q4/') })],
    ['for the whole address', () => signed({ url: `${wise.get().url}${JWS}` })],
    ['without url', () => signed({ url: undefined })],
    ['with an empty url', () => signed({ url: '' })],
    ['with another typ', () => signed({ typ: 'JOSE' })],
    ['with a critical header nobody knows', () => signed({ crit: ['exp'], exp: 1 })],
    ['that is no JWS', () => SAID],
    ['that is empty', () => ''],
    ['with alg none', () => new UnsecuredJWT({ message: 'a' }).encode()],
    ['with alg none under a good header', () => `${encode({ alg: 'none', kid, url: JWS })}.${encode(SAID)}.`],
  ])('a message %s', (_what, make) => refused(make()));

  it('alg confusion: the public key is no HMAC secret', async () => {
    const secret = pair.publicKey.export({ format: 'pem', type: 'spki' });
    await refused(
      await new CompactSign(Buffer.from(SAID))
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid, url: JWS })
        .sign(Buffer.from(secret)),
    );
  });

  it('alg confusion: RS256 is not taken, and a key signs only by the algorithm it was uploaded for', async () => {
    const rsa = await partner.uploadSigningKey('PS256');
    const library = new CompactSign(Buffer.from(SAID));
    const header = { typ: 'JWT', kid: rsa.kid, url: JWS };
    const rs256 = await library.setProtectedHeader({ ...header, alg: 'RS256' }).sign(rsa.privateKey);
    const ps512 = signByHand('PS512', rsa.privateKey, header, SAID);
    for (const message of [rs256, ps512]) {
      expect(answered(await partner.call(JWS, 'jws', message))).toEqual([400, JWS_ERROR]);
    }
    expect((await partner.call(JWS, 'jws', signByHand('PS256', rsa.privateKey, header, SAID))).status).toBe(
      200,
    );
  });

  it('a key that is not valid yet, not any more, removed, or somebody else’s', async () => {
    const early = await partner.uploadSigningKey('ES256', { validFrom: '2999-01-01 00:00:00' });
    const late = await partner.uploadSigningKey('ES256', { validTill: '2020-01-01 00:00:00' });
    for (const { kid: its, privateKey } of [early, late]) {
      const answer = await partner.call(JWS, 'jws', signed({ kid: its }, privateKey));
      expect(answered(answer)).toEqual([400, JWS_ERROR]);
    }
    const stranger = (await wise.token({ grant_type: 'client_credentials' }, OTHER_AUTHORIZATION)).body;
    const theirs = { authorization: `Bearer ${stranger.access_token}` };
    expect(answered(await partner.call(JWS, 'jws', good, theirs))).toEqual([400, JWS_ERROR]);
    expect((await partner.call(JWS, 'jws', good)).status).toBe(200);
    await wise.control('DELETE', `/clients/${CLIENT.clientId}/jose-keys/${kid}`);
    expect(answered(await partner.call(JWS, 'jws', good))).toEqual([400, JWS_ERROR]);
  });

  it('two keys overlap while they are rotated', async () => {
    const next = await partner.uploadSigningKey('ES256');
    expect((await partner.call(JWS, 'jws', good)).status).toBe(200);
    expect((await partner.call(JWS, 'jws', signed({ kid: next.kid }, next.privateKey))).status).toBe(200);
  });
});
