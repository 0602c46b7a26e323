import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { VaultContext } from '#vault/runtime/context';
import { Harness } from '../testing/harness';
import { openAnswer, sealRequest } from './calls';
import { openDirect, sealDirect } from './direct';
import { MAX_SEALED_BYTES } from './seal';
import { type NewKey, newKey } from './testing/keys';
import {
  applicationToken,
  call,
  joseVault,
  keyFetches,
  messageOf,
  PLAYGROUND,
  rotateAtWise,
  sandboxOf,
  upload,
} from './testing/wire';

let harness: Harness;
let keys: { signing: NewKey; encryption: NewKey };
let vault: VaultContext;

const body = { message: 'pay 5' };
const newVault = (env: Record<string, string> = {}) => joseVault(harness, keys, env).vault;

beforeAll(async () => {
  harness = await Harness.start();
  const [signing, encryption] = await Promise.all([newKey('ES384'), newKey('RSA-OAEP-256')]);
  keys = { signing, encryption };
  for (const key of [signing, encryption]) await upload(newVault(), key);
});
beforeEach(() => {
  vault = newVault();
});
afterAll(() => harness.close());

describe('Wise refuses', () => {
  const jws = `${PLAYGROUND}/jws`;
  const refusal = { status: 400, opened: { kind: 'opened', wasSealed: false } };

  it('a key of ours that it does not know, and one that has expired there', async () => {
    const unknown = await newKey('ES384');
    expect(
      await call(newVault({ WISE_SANDBOX_JOSE_SIGNING_KEY: unknown.text }), jws, { body }),
    ).toMatchObject(refusal);
    const expired = await newKey('PS256');
    const uploaded = await upload(vault, expired, {
      notAfter: new Date(Date.now() - 60_000),
      notBefore: new Date(0),
    });
    expect(uploaded).toEqual({ kind: 'uploaded' });
    expect(
      await call(newVault({ WISE_SANDBOX_JOSE_SIGNING_KEY: expired.text }), jws, { body }),
    ).toMatchObject(refusal);
  });

  it('an encryption key of ours that it does not know', async () => {
    const unknown = await newKey('RSA-OAEP-256');
    const lost = newVault({ WISE_SANDBOX_JOSE_ENCRYPTION_KEY: unknown.text });
    expect(await call(lost, `${PLAYGROUND}/jwe`, { body })).toMatchObject({ status: 500 });
  });

  it('a second key of the same kid, and one that is not for its use', async () => {
    expect(await upload(vault, keys.signing)).toEqual({ kind: 'known' });
    const other = await newKey('ES256');
    expect(await upload(vault, { ...other, alg: 'RSA-OAEP-256' })).toEqual({ kind: 'refused' });
  });
});

describe('Wise’s own keys', () => {
  it('are fetched once, and again when a new version signs', async () => {
    const before = keyFetches(harness);
    for (let count = 0; count < 3; count += 1) await call(vault, `${PLAYGROUND}/jwsjwe`, { body });
    expect(keyFetches(harness) - before).toBe(2);
    await rotateAtWise(harness, 'ES384');
    expect(messageOf(await call(vault, `${PLAYGROUND}/jwsjwe`, { body }))).toBe(
      'jose-playground-response-pay 5',
    );
    expect(keyFetches(harness) - before).toBe(3);
  });

  it('when they cannot be fetched, nothing is sent, least of all plain', async () => {
    harness.plant({ endpoint: 'jose:wise-key', kind: 'drop', count: 1 });
    const path = `${PLAYGROUND}/jwe`;
    const sealed = await sealRequest(vault, sandboxOf(vault), {
      path,
      body: Buffer.from('{}'),
    });
    expect(sealed).toEqual({ kind: 'unavailable' });
  });

  it.each([
    ['of another use', { scope: 'PAYLOAD_SIGNING' }],
    ['of another algorithm', { algorithm: 'ES384' }],
  ])('%s are none', async (_name, wrong) => {
    const { algorithm = 'RSA_OAEP_256', scope = 'PAYLOAD_ENCRYPTION' } = { ...wrong } as Record<
      string,
      string
    >;
    const answer = { version: 1, keyMaterial: { algorithm, keyMaterial: keys.encryption.spki }, scope };
    harness.plant({
      endpoint: 'jose:wise-key',
      kind: 'answer',
      status: 200,
      body: JSON.stringify(answer),
      count: 1,
    });
    const path = `${PLAYGROUND}/jwe`;
    const sealed = await sealRequest(vault, sandboxOf(vault), {
      path,
      body: Buffer.from('{}'),
    });
    expect(sealed).toEqual({ kind: 'unavailable' });
  });

  it('are asked for again after Wise could not decrypt', async () => {
    await call(vault, `${PLAYGROUND}/jwe`, { body });
    const before = keyFetches(harness);
    const keep = { method: 'jwe', isRequired: true, isEncrypted: true } as const;
    const failed = { status: 500, contentType: 'application/json', body: Buffer.from('{}') };
    await openAnswer(vault, sandboxOf(vault), keep, failed);
    await call(vault, `${PLAYGROUND}/jwe`, { body });
    expect(keyFetches(harness) - before).toBe(1);
  });
});

it('a body that is too large to be held is not sealed', async () => {
  const large = Buffer.alloc(MAX_SEALED_BYTES + 1, 0x20);
  const path = `${PLAYGROUND}/jws`;
  expect(await sealRequest(vault, sandboxOf(vault), { path, body: large })).toEqual({
    kind: 'too_large',
  });
  expect(await sealDirect(vault, sandboxOf(vault), large)).toEqual({ kind: 'too_large' });
});

describe('direct mode', () => {
  async function exchange(change: (text: string) => string = (text) => text) {
    const client = sandboxOf(vault);
    const sealed = await sealDirect(vault, client, Buffer.from(JSON.stringify(body)));
    if (sealed.kind !== 'sealed') throw new Error(sealed.kind);
    expect(JSON.stringify(sealed.keep)).toBe('{"contentKey":"[secret]"}');
    const response = await fetch(`${harness.emulator.url}${PLAYGROUND}/jwe-direct-encryption`, {
      method: 'POST',
      headers: { ...sealed.headers, authorization: `Bearer ${(await applicationToken(vault)).reveal()}` },
      body: sealed.body,
    });
    const contentType = response.headers.get('content-type') ?? '';
    const answer = { status: response.status, contentType, body: Buffer.from(change(await response.text())) };
    return { sealed, answer, opened: await openDirect(vault, client, sealed.keep, answer) };
  }

  it('opens what was answered under the request’s own content key', async () => {
    const { opened } = await exchange();
    expect(opened).toMatchObject({ kind: 'opened', wasSealed: true });
    expect(opened.kind === 'opened' && JSON.parse(Buffer.from(opened.body).toString()).message).toBe(
      'jose-playground-response-pay 5',
    );
  });

  it('refuses a changed answer, and the answer to another request', async () => {
    expect((await exchange((text) => `${text}A`)).opened).toEqual({ kind: 'refused' });
    const [first, second] = [await exchange(), await exchange()];
    const client = sandboxOf(vault);
    expect(await openDirect(vault, client, first.sealed.keep, second.answer)).toEqual({ kind: 'refused' });
  });

  it('says that an answer was plain, which the caller has to judge', async () => {
    const client = sandboxOf(vault);
    const { sealed } = await exchange();
    const plain = { status: 200, contentType: 'application/json', body: Buffer.from('{}') };
    expect(await openDirect(vault, client, sealed.keep, plain)).toMatchObject({
      kind: 'opened',
      wasSealed: false,
    });
  });
});
