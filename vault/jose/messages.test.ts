import fc from 'fast-check';
import { CompactEncrypt, CompactSign, exportJWK, exportSPKI, generateKeyPair, importJWK } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from '#vault/env/jose-key';
import { MAX_COMPACT_CHARS } from './compact';
import { decrypt, decryptDirect, encrypt } from './encrypt';
import { decryptThenVerify, signThenEncrypt } from './nested';
import { ok, refused } from './result';
import { type SigningKey, sign, type VerificationKey, verify } from './sign';

const PAYLOAD = Buffer.from('{"message":"Zoë pays 5 €"}');
const URL_PATH = '/v3/profiles/12345/transfers/12345/payments';
const KID = 'e87da464-8e5e-4380-8f2d-4e4e04052672';

type Pair = { signing: SigningKey; verification: VerificationKey };
const pairs = new Map<SigningAlgorithm, Pair>();
let toUs: { key: CryptoKey; kid: string };
let ours: CryptoKey;
type Made = Awaited<ReturnType<typeof generateKeyPair>>;
let foreignRsa: Promise<Made>;

/** The time goes into RSA keys, so one serves the three PS algorithms. */
async function pairFor(alg: SigningAlgorithm, rsa?: Promise<Made>): Promise<Pair> {
  const made = alg.startsWith('PS') && rsa !== undefined ? rsa : generateKeyPair(alg, { extractable: true });
  const [privateKey, publicKey] = await Promise.all(
    [(await made).privateKey, (await made).publicKey].map(async (key) => {
      const { alg: _alg, ...jwk } = await exportJWK(key);
      return (await importJWK(jwk, alg, { extractable: true })) as CryptoKey;
    }),
  );
  if (privateKey === undefined || publicKey === undefined) throw new Error('no pair');
  return { signing: { kid: KID, alg, privateKey }, verification: { alg, key: publicKey } };
}

function pair(alg: SigningAlgorithm): Pair {
  const found = pairs.get(alg);
  if (found === undefined) throw new Error(`no ${alg}`);
  return found;
}

beforeAll(async () => {
  const rsa = generateKeyPair('PS256', { extractable: true });
  foreignRsa = generateKeyPair('PS256', { extractable: true });
  for (const alg of SIGNING_ALGORITHMS) pairs.set(alg, await pairFor(alg, rsa));
  const made = await generateKeyPair('RSA-OAEP-256', { extractable: true });
  ours = made.privateKey;
  toUs = { key: made.publicKey, kid: KID };
});

const known = (alg: SigningAlgorithm) => async () => ok(pair(alg).verification);
const keyOf = (kid: string) => (kid === KID ? ours : undefined);
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const signed = (alg: SigningAlgorithm) => sign(PAYLOAD, { url: URL_PATH, key: pair(alg).signing });
const headerOf = (text: string) => JSON.parse(Buffer.from(text.split('.')[0] ?? '', 'base64url').toString());

describe.each(SIGNING_ALGORITHMS)('a JWS of %s', (alg) => {
  it('has the header that Wise documents, and verifies', async () => {
    const text = await signed(alg);
    expect(headerOf(text)).toEqual({ alg, typ: 'JWT', kid: KID, url: URL_PATH });
    expect(await verify(text, known(alg))).toEqual(ok(new Uint8Array(PAYLOAD)));
  });

  it('is refused by a foreign key', async () => {
    const foreign = await pairFor(alg, foreignRsa);
    expect(await verify(await signed(alg), async () => ok(foreign.verification))).toEqual(
      refused('signature'),
    );
  });
});

it('no JWS with any one byte changed verifies', async () => {
  const text = await signed('ES256');
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length - 1), fc.integer({ min: 1, max: 127 }), async (at, by) => {
      const changed =
        text.slice(0, at) + String.fromCharCode((text.charCodeAt(at) + by) % 128) + text.slice(at + 1);
      expect((await verify(changed, known('ES256'))).kind).toBe('refused');
    }),
    { numRuns: 400 },
  );
});

it('no JWE with any one byte changed opens', async () => {
  const text = await encrypt(PAYLOAD, toUs);
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length - 1), fc.integer({ min: 1, max: 127 }), async (at, by) => {
      const changed =
        text.slice(0, at) + String.fromCharCode((text.charCodeAt(at) + by) % 128) + text.slice(at + 1);
      expect((await decrypt(changed, keyOf)).kind).toBe('refused');
    }),
    { numRuns: 300 },
  );
});

describe('a second spelling of the same message', () => {
  it.each([
    ['padding', (text: string) => `${text}==`],
    ['a line at its end', (text: string) => `${text}\n`],
    ['a space before it', (text: string) => ` ${text}`],
    ['a space in it', (text: string) => text.replace('.', ' .')],
    ['the alphabet of plain base64', (text: string) => text.replaceAll('-', '+').replaceAll('_', '/')],
    ['another part', (text: string) => `${text}.`],
    ['a part less', (text: string) => text.slice(0, text.lastIndexOf('.'))],
  ])('is refused: %s', async (_name, change) => {
    const jws = await signed('PS256');
    const jwe = await encrypt(PAYLOAD, toUs);
    expect(await verify(change(jws), known('PS256'))).toEqual(refused('form'));
    expect(await decrypt(change(jwe), keyOf)).toEqual(refused('form'));
  });

  it('is refused: unused bits at the end of a part', async () => {
    // 64 bytes of signature end with two characters, of which four bits are unused
    const text = await signed('ES256');
    const last = text.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const other = `${text.slice(0, -1)}${alphabet[alphabet.indexOf(last) ^ 1]}`;
    const bytesOf = (each: string) => Buffer.from(each.split('.')[2] ?? '', 'base64url');
    expect(bytesOf(other)).toEqual(bytesOf(text));
    expect(await verify(other, known('ES256'))).toEqual(refused('form'));
  });
});

describe('a JWS is refused', () => {
  const withHeader = async (header: Record<string, unknown>, alg: SigningAlgorithm = 'ES256') =>
    new CompactSign(PAYLOAD).setProtectedHeader({ alg, ...header }).sign(pair(alg).signing.privateKey);

  it('with alg none, however it is spelled', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) {
      const text = `${part({ alg })}.${PAYLOAD.toString('base64url')}.`;
      expect(await verify(text, known('ES256'))).toEqual(refused('algorithm'));
    }
  });

  it('with HS256 under the bytes of the public key (algorithm confusion)', async () => {
    const spki = await exportSPKI(pair('PS256').verification.key);
    for (const bytes of [Buffer.from(spki), Buffer.from(spki.replace(/-----.*-----|\s/g, ''), 'base64')]) {
      const text = await new CompactSign(PAYLOAD).setProtectedHeader({ alg: 'HS256' }).sign(bytes);
      expect(await verify(text, known('PS256'))).toEqual(refused('algorithm'));
    }
  });

  it('with another algorithm of our list than the key is for', async () => {
    expect(await verify(await signed('PS512'), known('PS256'))).toEqual(refused('algorithm'));
  });

  it('with RS256', async () => {
    const rsa = await generateKeyPair('RS256');
    const text = await new CompactSign(PAYLOAD).setProtectedHeader({ alg: 'RS256' }).sign(rsa.privateKey);
    expect(await verify(text, known('PS256'))).toEqual(refused('algorithm'));
  });

  it('that brings its own key along', async () => {
    const mine = await pairFor('ES256');
    const jwk = await exportJWK(mine.verification.key);
    const text = await new CompactSign(PAYLOAD)
      .setProtectedHeader({ alg: 'ES256', jwk, kid: KID })
      .sign(mine.signing.privateKey);
    expect(await verify(text, known('ES256'))).toEqual(refused('signature'));
  });

  it('with extensions that we do not know', async () => {
    const text = `${part({ alg: 'ES256', crit: ['exp'], exp: 1 })}.AAAA.AAAA`;
    expect(await verify(text, known('ES256'))).toEqual(refused('crit'));
    expect(await verify(`${part({ alg: 'ES256', crit: [] })}.AAAA.AAAA`, known('ES256'))).toEqual(
      refused('crit'),
    );
    expect(await verify(`${part({ alg: 'ES256', b64: false })}.AAAA.AAAA`, known('ES256'))).toEqual(
      refused('crit'),
    );
    expect(await verify(await withHeader({ zip: 'DEF' }), known('ES256'))).toEqual(refused('zip'));
  });

  it('with a header that is no JSON object, or names no algorithm', async () => {
    for (const header of [[], null, 'ES256', 7, {}, { alg: 256 }]) {
      expect(await verify(`${part(header)}.AAAA.AAAA`, known('ES256'))).toEqual(refused('header'));
    }
    expect(await verify('bm90IGpzb24.AAAA.AAAA', known('ES256'))).toEqual(refused('header'));
    expect(await verify('', known('ES256'))).toEqual(refused('form'));
  });

  it('that is too large, before anything is decoded', async () => {
    const large = `${part({ alg: 'ES256' })}.${'A'.repeat(MAX_COMPACT_CHARS)}.AAAA`;
    expect(await verify(large, known('ES256'))).toEqual(refused('size'));
    const header = `${part({ alg: 'ES256', kid: 'x'.repeat(5_000) })}.AAAA.AAAA`;
    expect(await verify(header, known('ES256'))).toEqual(refused('size'));
  });
});

describe('a JWE', () => {
  it('is RSA-OAEP-256 with A256GCM, names the key, and opens', async () => {
    const text = await encrypt(PAYLOAD, toUs);
    expect(headerOf(text)).toEqual({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: KID });
    expect(await decrypt(text, keyOf)).toEqual(ok(new Uint8Array(PAYLOAD)));
    expect(await encrypt(PAYLOAD, toUs)).not.toBe(text);
  });

  it('is refused without kid, and with another one', async () => {
    expect(await decrypt(await encrypt(PAYLOAD, { key: toUs.key }), keyOf)).toEqual(refused('header'));
    expect(await decrypt(await encrypt(PAYLOAD, { ...toUs, kid: 'other' }), keyOf)).toEqual(refused('key'));
  });

  it('is refused for a foreign key', async () => {
    const { publicKey } = await generateKeyPair('RSA-OAEP-256');
    expect(await decrypt(await encrypt(PAYLOAD, { key: publicKey, kid: KID }), keyOf)).toEqual(
      refused('decryption'),
    );
  });

  it.each([
    { alg: 'RSA-OAEP', enc: 'A256GCM' },
    { alg: 'RSA-OAEP-256', enc: 'A128GCM' },
    { alg: 'RSA-OAEP-256', enc: 'A256CBC-HS512' },
  ])('is refused with $alg and $enc', async (header) => {
    const pairOfRsa = await generateKeyPair(header.alg);
    const text = await new CompactEncrypt(PAYLOAD)
      .setProtectedHeader({ ...header, kid: KID })
      .encrypt(pairOfRsa.publicKey);
    expect(await decrypt(text, () => pairOfRsa.privateKey)).toEqual(refused('algorithm'));
  });

  it('is refused compressed', async () => {
    const text = await new CompactEncrypt(PAYLOAD)
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: KID, zip: 'DEF' })
      .encrypt(toUs.key);
    expect(await decrypt(text, keyOf)).toEqual(refused('zip'));
  });

  it('in direct mode opens under its content key alone, and only as "dir"', async () => {
    const contentKey = crypto.getRandomValues(new Uint8Array(32));
    const direct = (key: Uint8Array) =>
      new CompactEncrypt(PAYLOAD).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(key);
    expect(await decryptDirect(await direct(contentKey), contentKey)).toEqual(ok(new Uint8Array(PAYLOAD)));
    expect(await decryptDirect(await direct(crypto.getRandomValues(new Uint8Array(32))), contentKey)).toEqual(
      refused('decryption'),
    );
    expect(await decryptDirect(await encrypt(PAYLOAD, { ...toUs, contentKey }), contentKey)).toEqual(
      refused('algorithm'),
    );
    expect(await decrypt(await direct(contentKey), keyOf)).toEqual(refused('algorithm'));
  });
});

describe('signed, then encrypted', () => {
  const nest = (signingKey: SigningKey) =>
    signThenEncrypt(PAYLOAD, { url: URL_PATH, signingKey, target: toUs });
  const keys = { decryption: keyOf, verification: known('ES384') };

  it('opens', async () => {
    expect(await decryptThenVerify(await nest(pair('ES384').signing), keys)).toEqual(
      ok(new Uint8Array(PAYLOAD)),
    );
  });

  it('is refused when what was encrypted is not signed, or by somebody else', async () => {
    expect(await decryptThenVerify(await encrypt(PAYLOAD, toUs), keys)).toEqual(refused('form'));
    expect(await decryptThenVerify(await nest((await pairFor('ES384')).signing), keys)).toEqual(
      refused('signature'),
    );
    expect(await decryptThenVerify(await encrypt(Buffer.from([0xff, 0xfe]), toUs), keys)).toEqual(
      refused('form'),
    );
  });

  it('is refused the other way round', async () => {
    const encrypted = await encrypt(PAYLOAD, toUs);
    const text = await sign(Buffer.from(encrypted), { url: URL_PATH, key: pair('ES384').signing });
    expect(await decryptThenVerify(text, keys)).toEqual(refused('form'));
  });
});
