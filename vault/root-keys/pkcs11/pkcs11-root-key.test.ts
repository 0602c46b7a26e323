import { createSecretKey, randomBytes } from 'node:crypto';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { makeKeys, makeToken, PIN } from '#test/pkcs11/softhsm.mjs';
import type { Pkcs11Settings } from '#vault/env/root-key-settings';
import { decrypt, NONCE_BYTES } from '#vault/keys/aead';
import { unwrapKey, wrapKey } from '#vault/keys/key-wrap';
import { bindingOf } from '#vault/keys/root-key';
import { describeRemoteRootKey, faultOf } from '../testing/conformance';
import { Pkcs11Device } from './device';
import { type Pkcs11RootKey, pkcs11RootKey } from './pkcs11-root-key';

const VALUE = randomBytes(32);
const DEADLINE_MS = 20_000;
let token: ReturnType<typeof makeToken>;
const opened: Pkcs11RootKey[] = [];

const settings = (changes: Partial<Pkcs11Settings> = {}): Pkcs11Settings => ({
  module: token.library,
  token: token.token,
  pin: new Secret(PIN),
  keys: ['root-1', 'root-2'],
  mechanism: 'aes-gcm',
  environment: token.environment,
  ...changes,
});
const open = (changes: Partial<Pkcs11Settings> = {}, deadlineMs = DEADLINE_MS) => {
  const provider = pkcs11RootKey(settings(changes), deadlineMs);
  opened.push(provider);
  return provider;
};

beforeAll(() => {
  token = makeToken();
  makeKeys(token, [
    { label: 'root-1' },
    { label: 'root-2' },
    { label: 'stranger' },
    { label: 'known', value: VALUE.toString('hex') },
    { label: 'open', extractable: true },
    { label: 'short', bytes: 16 },
    { label: 'twice' },
    { label: 'twice' },
  ]);
}, 300_000);
afterAll(() => {
  for (const each of opened) each.close();
  token.remove();
});

for (const mechanism of ['aes-gcm', 'aes-key-wrap-pad'] as const) {
  describeRemoteRootKey(`pkcs11 (SoftHSM2, ${mechanism})`, () => {
    const provider = open({ mechanism });
    const tokens = path.join(token.folder, 'tokens');
    return {
      provider,
      wrongLogin: { provider: open({ mechanism, pin: new Secret('000000') }), secret: '000000' },
      stranger: open({ mechanism, keys: ['stranger'] }),
      outage: {
        provider,
        deadlineMs: DEADLINE_MS,
        begin: () => rename(tokens, `${tokens}-away`),
        end: () => rename(`${tokens}-away`, tokens),
      },
    };
  });
}

describe('a PKCS#11 token', () => {
  const key = createSecretKey(randomBytes(32));

  it('wraps by CKM_AES_KEY_WRAP_PAD as we do, bit for bit, 32 bytes', async () => {
    const device = new Pkcs11Device(settings(), DEADLINE_MS);
    const ours = wrapKey(createSecretKey(VALUE), key.export());
    expect(Buffer.from(await device.call({ act: 'wrap', key: 'known', input: key.export() }))).toEqual(ours);
    expect(Buffer.from(await device.call({ act: 'unwrap', key: 'known', input: ours }))).toEqual(
      key.export(),
    );
    device.close();
  });

  it('wraps by CKM_AES_GCM as we do: the same root key opens it here', async () => {
    const blob = await open({ keys: ['known'] }).wrap('r1', key);
    const [nonce, sealed] = [blob.subarray(1, 1 + NONCE_BYTES), blob.subarray(1 + NONCE_BYTES)];
    const associatedData = bindingOf('known', 'r1');
    expect(decrypt(createSecretKey(VALUE), { nonce, associatedData, sealed })).toEqual(key.export());
  });

  it('wraps by CKM_AES_KEY_WRAP_PAD a key of its own, which seals the ring key: it takes no associated data', async () => {
    const blob = await open({ keys: ['known'], mechanism: 'aes-key-wrap-pad' }).wrap('r1', key);
    const between = createSecretKey(unwrapKey(createSecretKey(VALUE), blob.subarray(1, 41)));
    const [nonce, sealed] = [blob.subarray(41, 53), blob.subarray(53)];
    expect(decrypt(between, { nonce, associatedData: bindingOf('known', 'r1'), sealed })).toEqual(
      key.export(),
    );
  });

  it('opens what the other mechanism and an older root key wrapped', async () => {
    const old = await open({ keys: ['root-2'], mechanism: 'aes-key-wrap-pad' }).wrap('r1', key);
    expect((await open().unwrap('r1', old, 'root-2')).equals(key)).toBe(true);
  });

  it.each(['open', 'short', 'twice', 'nowhere'])(
    'is not used with the key "%s": a root key is one AES-256 key that cannot leave the token',
    async (label) => {
      expect(await faultOf(open({ keys: [label] }).health())).toBe('denied');
    },
  );

  it('is not asked again after it refused the PIN: some devices destroy their keys after three wrong ones', async () => {
    let pin = '000000';
    const changing = {
      ...settings(),
      get pin() {
        return new Secret(pin);
      },
    };
    const provider = pkcs11RootKey(changing, DEADLINE_MS);
    opened.push(provider);
    expect(await Promise.all(Array.from({ length: 20 }, () => faultOf(provider.health())))).toContain(
      'denied',
    );
    provider.close();
    pin = PIN;
    expect(await faultOf(provider.health())).toBe('denied');
  });

  it('whose library hangs is given up at the deadline, and its process is ended', async () => {
    const hasty = open({}, 1);
    expect(await faultOf(hasty.health())).toBe('unavailable');
  });

  it.each([
    ['library', { module: '/nowhere/libpkcs11.so' }],
    ['token', { token: 'another token' }],
  ])('is unavailable without its %s', async (_what, changes) => {
    expect(await faultOf(open(changes).health())).toBe('unavailable');
  });
});
