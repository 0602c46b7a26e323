import { type CryptoKey, exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { type KeyUse, readJoseKey, SIGNING_ALGORITHMS } from '#vault/env/jose-key';
import { importOwnKey, importPublicKey, signingKeyOf } from './import-keys';
import { ok } from './result';
import { sign, verify } from './sign';

const PAYLOAD = Buffer.from('{"message":"hello"}');
const KID = 'e87da464-8e5e-4380-8f2d-4e4e04052672';
let ec: CryptoKey;
let rsa: CryptoKey;

beforeAll(async () => {
  ec = (await generateKeyPair('ES256', { extractable: true })).privateKey;
  rsa = (await generateKeyPair('PS384', { extractable: true })).privateKey;
});

describe('a key file', () => {
  const jwkText = async (changes: Record<string, unknown> = {}) =>
    JSON.stringify({
      ...(await exportJWK(ec)),
      kid: KID,
      alg: 'ES256',
      ...changes,
    });

  async function imported(text: string, use: KeyUse = 'sig') {
    const read = readJoseKey(text, use);
    return 'problem' in read ? read.problem : importOwnKey(read);
  }

  async function expectWorks(text: string) {
    const key = await imported(text);
    if (key === undefined || typeof key === 'string') throw new Error(String(key));
    const signingKey = signingKeyOf(key);
    const publicKey = await importPublicKey(key.publicKey, key.alg);
    if (signingKey === undefined || publicKey === undefined) throw new Error('no keys');
    const jws = await sign(PAYLOAD, { url: '/v1', key: signingKey });
    const { alg } = signingKey;
    expect(signingKey.privateKey.extractable).toBe(false);
    expect(await verify(jws, async () => ok({ alg, key: publicKey }))).toEqual(ok(new Uint8Array(PAYLOAD)));
    return key;
  }

  it('may be a JWK, with its lifetime', async () => {
    const key = await expectWorks(
      await jwkText({ use: 'sig', key_ops: ['sign'], nbf: 0, exp: 1_800_000_000 }),
    );
    expect(key.notAfter).toEqual(new Date('2027-01-15T08:00:00Z'));
  });

  it('may be PEM under its kid and alg', async () => {
    const pem = await exportPKCS8(rsa);
    await expectWorks(`kid: ${KID}\nalg: PS384\n${pem}`);
    expect(await imported(pem)).toBe('names no kid of 1 to 100 characters');
  });

  it.each([
    [{ use: 'enc' }, 'is not for this use (use: sig)'],
    [{ key_ops: ['verify'] }, 'may not sign (key_ops)'],
    [{ alg: 'RS256' }, `names no alg of ${SIGNING_ALGORITHMS.join(', ')}`],
    [{ alg: undefined }, `names no alg of ${SIGNING_ALGORITHMS.join(', ')}`],
    [{ kid: '' }, 'names no kid of 1 to 100 characters'],
    [{ d: undefined }, 'is not a private key'],
  ])('is refused with %j', async (changes, problem) => {
    expect(await imported(await jwkText(changes))).toBe(problem);
  });

  it.each([
    ['PS384', 'sig'],
    ['RSA-OAEP-256', 'enc'],
  ] as const)('is refused with the modulus of another key: %s', async (alg, use) => {
    const [own, other] = await Promise.all(
      [1, 2].map(async () => exportJWK((await generateKeyPair(alg, { extractable: true })).privateKey)),
    );
    expect(await imported(JSON.stringify({ ...own, kid: KID, alg }), use)).toMatchObject({ kid: KID });
    expect(await imported(JSON.stringify({ ...own, n: other?.n, kid: KID, alg }), use)).toBeUndefined();
  });

  it('is refused for another use, curve or size', async () => {
    expect(await imported(await jwkText(), 'enc')).toBe('names no alg of RSA-OAEP-256');
    expect(await imported(await jwkText({ alg: 'ES384' }))).toBeUndefined();
    const weak = await crypto.subtle.generateKey(
      { name: 'RSA-PSS', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
      true,
      ['sign', 'verify'],
    );
    const jwk = await crypto.subtle.exportKey('jwk', weak.privateKey);
    expect(
      await imported(JSON.stringify({ ...jwk, kid: KID, alg: 'PS256', key_ops: undefined })),
    ).toBeUndefined();
    const der = Buffer.from(await crypto.subtle.exportKey('spki', weak.publicKey)).toString('base64');
    expect(await importPublicKey(der, 'PS256')).toBeUndefined();
    expect(await importPublicKey('not base64', 'PS256')).toBeUndefined();
  });

  it('does not show its text when it is logged', async () => {
    const read = readJoseKey(await jwkText(), 'sig');
    const { d } = await exportJWK(ec);
    if ('problem' in read || d === undefined) throw new Error('no key');
    expect(read.text).toBeInstanceOf(Secret);
    expect(JSON.stringify(read)).not.toContain(d);
  });
});
