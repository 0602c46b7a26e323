import { CompactEncrypt, CompactSign } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import { Harness } from '../testing/harness';
import { sealRequest } from './calls';
import type { Answer } from './open';
import { type NewKey, newKey } from './testing/keys';
import { call, joseVault, keyFetches, messageOf, PLAYGROUND, sandboxOf, upload } from './testing/wire';

let harness: Harness;
let keys: { signing: NewKey; encryption: NewKey };
let vault: VaultContext;
let joined: ReturnType<typeof joseVault>;

const body = { message: 'pay 5' };
const newVault = (env: Record<string, string> = {}) => joseVault(harness, keys, env).vault;

beforeAll(async () => {
  harness = await Harness.start();
  const [signing, encryption] = await Promise.all([newKey('ES384'), newKey('RSA-OAEP-256')]);
  keys = { signing, encryption };
  for (const key of [signing, encryption]) await upload(newVault(), key);
});
beforeEach(() => {
  joined = joseVault(harness, keys);
  vault = joined.vault;
});
afterAll(() => harness.close());

const asText = (answer: Answer) => Buffer.from(answer.body).toString();
const withBody = (answer: Answer, text: string): Answer => ({ ...answer, body: Buffer.from(text) });

describe('on the wire, a call', () => {
  it.each(['jws', 'jwe', 'jwsjwe'])('goes sealed and comes back opened: %s', async (name) => {
    const exchange = await call(vault, `${PLAYGROUND}/${name}`, { body });
    expect(exchange.sent).not.toContain('pay 5');
    expect(messageOf(exchange)).toBe('jose-playground-response-pay 5');
  });

  it('without a body has only its answer encrypted, for the key that a header names', async () => {
    const exchange = await call(vault, `${PLAYGROUND}/jwe`);
    expect(exchange.sent).toBeNull();
    expect(messageOf(exchange)).toBe('jose-playground-response-');
    const header = JSON.parse(
      Buffer.from(asText(exchange.answer).split('.')[0] ?? '', 'base64url').toString(),
    );
    expect(header.kid).toBe(keys.encryption.kid);
  });

  it('carries the headers that Wise documents', async () => {
    const client = sandboxOf(vault);
    const path = `${PLAYGROUND}/jwsjwe`;
    const sealed = await sealRequest(vault, client, { path, body: Buffer.from('{}') });
    expect(sealed).toMatchObject({
      kind: 'sealed',
      headers: {
        accept: 'application/jose+json',
        'accept-encoding': 'identity',
        'content-type': 'application/jose+json',
        'content-encoding': 'identity',
        'x-tw-jose-method': 'jws+jwe',
        'x-tw-jose-encryption-kid': keys.encryption.kid,
      },
    });
  });

  it('of an ordinary path works with a customer’s token, and what is under no rule stays plain', async () => {
    await harness.link(vault);
    const access = new Secret(harness.events('token.issued').at(-1)?.accessToken ?? '');
    const exchange = await call(vault, '/v1/me', { access });
    expect(exchange.opened).toMatchObject({ kind: 'opened', wasSealed: true });
    const plain = await sealRequest(vault, sandboxOf(vault), {
      path: '/v1/rates',
      body: null,
    });
    expect(plain).toEqual({ kind: 'plain' });
  });

  it('signs the path without its query; with it where that is set', async () => {
    const path = `${PLAYGROUND}/jws?a=1`;
    expect(messageOf(await call(vault, path, { body }))).toBe('jose-playground-response-pay 5');
    const withQuery = newVault({ WISE_SANDBOX_JOSE_URL: 'path-and-query' });
    const exchange = await call(withQuery, path, { body });
    expect(exchange.status).toBe(400);
    const header = JSON.parse(Buffer.from(exchange.sent?.split('.')[0] ?? '', 'base64url').toString());
    expect(header.url).toBe(path);
  });
});

describe('of the answers', () => {
  const jws = `${PLAYGROUND}/jws`;

  it('a plain one is refused where JOSE is required, and taken where it is accepted', async () => {
    const change = (answer: Answer) => ({
      ...withBody(answer, '{"message":"x"}'),
      contentType: 'application/json',
    });
    expect((await call(vault, jws, { body, change })).opened).toEqual({ kind: 'refused' });
    expect(joined.reasons()).toEqual(['plain']);
    const accepted = await call(vault, '/v2/profiles', {
      change: (answer) => ({ ...change(answer), status: 200 }),
    });
    expect(accepted.opened).toMatchObject({ kind: 'opened', wasSealed: false });
  });

  it('a plain text that claims to be sealed is refused in either mode', async () => {
    const change = (answer: Answer) => ({
      ...withBody(answer, '{"message":"x"}'),
      status: 200,
      contentType: 'application/jose+json',
    });
    expect((await call(vault, '/v2/profiles', { change })).opened).toEqual({ kind: 'refused' });
  });

  it('an error and an empty one come plain', async () => {
    const error = await call(vault, jws, { body: { message: 'x'.repeat(101) } });
    expect(error).toMatchObject({ status: 400, opened: { kind: 'opened', wasSealed: false } });
    const empty = await call(vault, jws, { body, change: (answer) => withBody(answer, '') });
    expect(empty.opened).toMatchObject({ kind: 'opened', wasSealed: false });
  });

  it('one with a changed byte, another’s, or sealed another way is refused, always as the same', async () => {
    const other = await call(vault, `${PLAYGROUND}/jwe`, { body });
    const changed: ((text: string) => string)[] = [
      (text) => text.slice(0, -3) + (text.at(-3) === 'A' ? 'B' : 'A') + text.slice(-2),
      (text) => `${text}\n`,
      () => asText(other.answer),
      (text) => text.split('.').slice(0, 2).join('.'),
    ];
    for (const change of changed) {
      const { opened } = await call(vault, jws, { body, change: (a) => withBody(a, change(asText(a))) });
      expect(opened).toEqual({ kind: 'refused' });
    }
    expect(joined.reasons()).toEqual(['signature', 'form', 'form', 'form']);
    expect(joined.logged.join('')).not.toContain('pay 5');
  });

  it('one that is signed by a foreign key is refused after Wise’s key was fetched once more', async () => {
    await call(vault, jws, { body });
    const foreign = await newKey('ES384');
    const before = keyFetches(harness);
    const change = async (answer: Answer) =>
      withBody(answer, await signAs({ version: 1, alg: 'ES384' }, foreign.privateKey));
    expect((await call(vault, jws, { body, change })).opened).toEqual({ kind: 'refused' });
    expect(keyFetches(harness) - before).toBe(1);
    expect(joined.reasons()).toEqual(['signature']);
  });

  it.each([
    ['names no version', { alg: 'ES384' }, 'header'],
    ['names a version that Wise does not know', { alg: 'ES384', version: 99 }, 'key'],
    ['names a version that is none', { alg: 'ES384', version: -1 }, 'header'],
  ])('one that %s is refused', async (_name, header, reason) => {
    const { privateKey } = await newKey('ES384');
    const change = async (answer: Answer) => withBody(answer, await signAs(header, privateKey));
    expect((await call(vault, jws, { body, change })).opened).toEqual({ kind: 'refused' });
    expect(joined.reasons()).toEqual([reason]);
  });

  it('one encrypted without kid, or for a key that we do not have, is refused', async () => {
    for (const kid of [undefined, 'another']) {
      const change = async (answer: Answer) => {
        const header = { alg: 'RSA-OAEP-256', enc: 'A256GCM', ...(kid === undefined ? {} : { kid }) };
        const text = await new CompactEncrypt(Buffer.from('{}'))
          .setProtectedHeader(header)
          .encrypt(keys.encryption.publicKey);
        return withBody(answer, text);
      };
      expect((await call(vault, `${PLAYGROUND}/jwe`, { body, change })).opened).toEqual({ kind: 'refused' });
    }
    expect(joined.reasons()).toEqual(['header', 'key']);
  });

  const signAs = (header: Record<string, unknown>, key: CryptoKey) =>
    new CompactSign(Buffer.from('{"message":"forged"}'))
      .setProtectedHeader({ alg: 'ES384', ...header })
      .sign(key);
});
