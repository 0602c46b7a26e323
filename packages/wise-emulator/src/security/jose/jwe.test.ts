import { generateKeyPairSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { emulatorForTests } from '#testing/emulator-for-tests';
import {
  decode,
  decryptByHand,
  encode,
  encryptByHand,
  headerOf,
  signByHand,
  verifyByHand,
} from '#testing/jose-by-hand';
import { answered, ECHO, FAILED, flipped, JosePartner, JWS_ERROR, SAID } from '#testing/jose-partner';

const wise = emulatorForTests();
const partner = new JosePartner(wise);
const JWE = '/v1/auth/jose/playground/jwe';
const DIRECT = '/v1/auth/jose/playground/jwe-direct-encryption';
const JWS = '/v1/auth/jose/playground/jws';
const BOTH = '/v1/auth/jose/playground/jwsjwe';

beforeEach(() => partner.signIn());

const reasons = () => wise.events('jose.refused').map((event) => ('reason' in event ? event.reason : ''));

describe('documented: an encrypted message', () => {
  it('comes back encrypted for the partner’s key, each time under another content key', async () => {
    const { privateKey, kid } = await partner.uploadEncryptionKey();
    const { key } = await partner.wiseKey('RSA_OAEP_256');
    const answers = [
      await partner.call(JWE, 'jwe', encryptByHand(key, SAID).token),
      await partner.call(JWE, 'jwe', encryptByHand(key, SAID).token),
    ];
    for (const { status, type, text } of answers) {
      expect([status, type]).toEqual([200, 'application/jose+json']);
      expect(decode(text.split('.')[0]).toString()).toBe(
        `{"kid":"${kid}","enc":"A256GCM","alg":"RSA-OAEP-256"}`,
      );
      expect(JSON.parse(decryptByHand(privateKey, text))).toEqual(ECHO);
      expect(JSON.parse(Buffer.from((await compactDecrypt(text, privateKey)).plaintext).toString())).toEqual(
        ECHO,
      );
    }
    expect(answers[0]?.text.split('.')[1]).not.toBe(answers[1]?.text.split('.')[1]);
  });

  it('a GET has no body and still an encrypted answer', async () => {
    const { privateKey } = await partner.uploadEncryptionKey();
    const answer = await partner.call(JWE, 'jwe', undefined);
    expect(JSON.parse(decryptByHand(privateKey, answer.text))).toEqual({
      message: 'jose-playground-response-',
      method: 'GET',
    });
  });

  it('direct: the answer is under the request’s own content key', async () => {
    const { key } = await partner.wiseKey('RSA_OAEP_256');
    const { token, contentKey } = encryptByHand(key, SAID);
    const answer = await partner.call(DIRECT, 'jwe', token);
    expect([answer.status, decode(answer.text.split('.')[0]).toString(), answer.text.split('.')[1]]).toEqual([
      200,
      '{"enc":"A256GCM","alg":"dir"}',
      '',
    ]);
    expect(JSON.parse(decryptByHand(contentKey, answer.text))).toEqual(ECHO);
    const library = await compactDecrypt(answer.text, contentKey);
    expect(JSON.parse(Buffer.from(library.plaintext).toString())).toEqual(ECHO);
  });

  it('may name the key for the answer; by a switch it has to', async () => {
    const first = await partner.uploadEncryptionKey();
    const newest = await partner.uploadEncryptionKey();
    const { key } = await partner.wiseKey('RSA_OAEP_256');
    const ask = (header: object) => partner.call(JWE, 'jwe', encryptByHand(key, SAID, header).token);
    expect(headerOf((await ask({})).text).kid).toBe(newest.kid);
    expect(headerOf((await ask({ kid: first.kid })).text).kid).toBe(first.kid);
    expect(answered(await ask({ kid: 'unknown' }))).toEqual([500, FAILED]);
    await wise.control('PUT', '/settings', { joseKeyIdRequired: true });
    expect(answered(await ask({}))).toEqual([500, FAILED]);
    expect((await ask({ kid: first.kid })).status).toBe(200);
  });

  it('for an older key of Wise’s is still read', async () => {
    await partner.uploadEncryptionKey();
    const { key } = await partner.wiseKey('RSA_OAEP_256');
    await wise.control('POST', '/jose/rotate', { algorithm: 'RSA_OAEP_256' });
    expect((await partner.call(JWE, 'jwe', encryptByHand(key, SAID).token)).status).toBe(200);
    const { token, contentKey } = encryptByHand(key, SAID);
    expect(JSON.parse(decryptByHand(contentKey, (await partner.call(DIRECT, 'jwe', token)).text))).toEqual(
      ECHO,
    );
  });
});

describe('documented: the generic 500 when decryption fails', () => {
  it.each([
    ['the header', 0],
    ['the wrapped key', 1],
    ['the IV', 2],
    ['the text', 3],
    ['the tag', 4],
  ])('tampered with: %s', async (_what, index) => {
    await partner.uploadEncryptionKey();
    const { key } = await partner.wiseKey('RSA_OAEP_256');
    const parts = encryptByHand(key, SAID).token.split('.');
    parts[index] =
      index === 0 ? encode({ alg: 'RSA-OAEP-256', enc: 'A256GCM' }) : encode(flipped(decode(parts[index])));
    for (const path of [JWE, DIRECT]) {
      expect(answered(await partner.call(path, 'jwe', parts.join('.')))).toEqual([500, FAILED]);
    }
  });

  it('for another key, by another algorithm, cut tags, compression, and what is no JWE at all', async () => {
    await partner.uploadEncryptionKey();
    const { key } = await partner.wiseKey('RSA_OAEP_256');
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const by = (alg: string, enc: string) =>
      new CompactEncrypt(Buffer.from(SAID)).setProtectedHeader({ alg, enc }).encrypt(key);
    const whole = encryptByHand(key, SAID).token;
    const messages = [
      encryptByHand(stranger, SAID).token,
      await by('RSA-OAEP-512', 'A256GCM'),
      await by('RSA-OAEP-256', 'A128GCM'),
      await by('RSA-OAEP-256', 'A256CBC-HS512'),
      encryptByHand(key, SAID, { zip: 'DEF' }).token,
      whole.replace(/\.[^.]+$/, `.${encode(decode(whole.split('.')[4]).subarray(0, 4))}`),
      signByHand('ES256', (await partner.uploadSigningKey('ES256')).privateKey, { url: JWE }, SAID),
      SAID,
      'a.b.c.d.e',
    ];
    for (const message of messages) {
      expect(answered(await partner.call(JWE, 'jwe', message))).toEqual([500, FAILED]);
    }
    expect(reasons()).toHaveLength(messages.length);
  });

  it('assumed: when the partner has no key to encrypt the answer for', async () => {
    const { key } = await partner.wiseKey('RSA_OAEP_256');
    expect(answered(await partner.call(JWE, 'jwe', encryptByHand(key, SAID).token))).toEqual([500, FAILED]);
    await partner.uploadEncryptionKey({ validTill: '2020-01-01 00:00:00' });
    expect(answered(await partner.call(JWE, 'jwe', encryptByHand(key, SAID).token))).toEqual([500, FAILED]);
  });
});

describe('documented: signed, then encrypted', () => {
  it('comes back the same way', async () => {
    const signing = await partner.uploadSigningKey('ES512');
    const encryption = await partner.uploadEncryptionKey();
    const { key } = await partner.wiseKey('RSA_OAEP_256');
    const header = { typ: 'JWT', kid: signing.kid, url: BOTH };
    const signed = signByHand('ES512', signing.privateKey, header, SAID);
    const answer = await partner.call(BOTH, 'jws+jwe', encryptByHand(key, signed).token);
    expect(headerOf(answer.text).kid).toBe(encryption.kid);
    const inner = decryptByHand(encryption.privateKey, answer.text);
    expect(headerOf(inner)).toEqual({ version: 1, alg: 'ES512' });
    expect(JSON.parse(verifyByHand('ES512', (await partner.wiseKey('ES512')).key, inner))).toEqual(ECHO);
  });

  it('an unsigned, empty or wrongly signed message inside is a jws_error, a message not encrypted the 500', async () => {
    const signing = await partner.uploadSigningKey('ES512');
    await partner.uploadEncryptionKey();
    const { key } = await partner.wiseKey('RSA_OAEP_256');
    const signed = signByHand('ES512', signing.privateKey, { url: JWS }, SAID);
    for (const inside of [SAID, '', signed]) {
      const answer = await partner.call(BOTH, 'jws+jwe', encryptByHand(key, inside).token);
      expect(answered(answer)).toEqual([400, JWS_ERROR]);
    }
    expect(answered(await partner.call(BOTH, 'jws+jwe', signed))).toEqual([500, FAILED]);
  });
});

describe('documented for 2026Q3: x-tw-jose-encryption-kid', () => {
  const header = (kid: string) => ({ 'x-tw-jose-encryption-kid': kid });

  it('names the key that the answer is encrypted for, whatever is newer', async () => {
    const older = await partner.uploadEncryptionKey();
    await partner.uploadEncryptionKey();
    const answer = await partner.call(JWE, 'jwe', undefined, header(older.kid));
    expect(headerOf(answer.text)).toMatchObject({ kid: older.kid });
    const { key } = await partner.wiseKey('RSA_OAEP_256');
    const posted = await partner.call(JWE, 'jwe', encryptByHand(key, SAID).token, header(older.kid));
    expect(JSON.parse(decryptByHand(older.privateKey, posted.text))).toEqual(ECHO);
  });

  it('of a key that there is not gets the generic 500', async () => {
    await partner.uploadEncryptionKey();
    const answer = await partner.call(JWE, 'jwe', undefined, header(crypto.randomUUID()));
    expect(answered(answer)).toEqual([500, FAILED]);
  });

  it('is demanded of two calls, and of none by setting', async () => {
    const { kid } = await partner.uploadEncryptionKey();
    expect((await partner.call(JWE, 'jwe', undefined, header(''))).status).toBe(400);
    expect((await partner.call(BOTH, 'jws+jwe', 'x', header(''))).status).toBe(400);
    await wise.control('PUT', '/settings', { joseAnswerKeyRequired: false });
    const answer = await partner.call(JWE, 'jwe', undefined, header(kid));
    expect(answer.status).toBe(200);
    expect((await partner.call(BOTH, 'jws+jwe', 'x', header(''))).status).toBe(500);
  });
});
