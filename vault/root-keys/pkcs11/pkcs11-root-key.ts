import type { KeyObject } from 'node:crypto';
import type { Pkcs11Settings } from '#vault/env/root-key-settings';
import { decrypt, encrypt, NONCE_BYTES, newNonce, TAG_BYTES } from '#vault/keys/aead';
import { randomKey, secretKey } from '#vault/keys/random';
import { bindingOf, type RootKeyProvider } from '#vault/keys/root-key';
import { rootKeyRefuses } from '#vault/keys/root-key-failure';
import { namedRootKey } from '../named-root-key';
import { openedKey, RING_KEY_BYTES, withKeyBytes } from '../ring-key';
import { type DeviceCall, Pkcs11Device } from './device';
import { AmbiguousDeviceFailure } from './device-failure';

/** The first byte of what was wrapped says how, so that the mechanism can be changed in the settings. */
const BY_GCM = 1;
const BY_KEY_WRAP = 2;
const SEALED_BYTES = RING_KEY_BYTES + TAG_BYTES;
/** RFC 5649: 32 bytes become 40. */
const WRAPPED_KEY_BYTES = RING_KEY_BYTES + 8;

export type Pkcs11RootKey = RootKeyProvider & { close(): void };

/**
 * A root key in a PKCS#11 token, which it cannot leave (decision 058).
 *
 * - `aes-gcm`: 0x01 | nonce | C_Encrypt of the ring key with CKM_AES_GCM, bound to its id.
 * - `aes-key-wrap-pad`: 0x02 | C_WrapKey of a new key with CKM_AES_KEY_WRAP_PAD, which takes no associated data | nonce | the
 *   ring key, sealed here by that new key and bound to its id.
 */
export function pkcs11RootKey(settings: Pkcs11Settings, deadlineMs = 5_000): Pkcs11RootKey {
  const device = new Pkcs11Device(settings, deadlineMs);
  const [rootKeyId] = settings.keys;
  const call = (request: DeviceCall) => certain(device, request);
  return {
    name: 'pkcs11',
    rootKeyId,
    wrap: (keyId, key) => {
      const aad = bindingOf(rootKeyId, keyId);
      return settings.mechanism === 'aes-gcm'
        ? wrapByGcm(call, rootKeyId, aad, key)
        : wrapByKeyWrap(call, rootKeyId, aad, key);
    },
    unwrap: async (keyId, wrapped, id) => {
      const name = namedRootKey(settings.keys, id);
      const aad = bindingOf(name, keyId);
      const [how, body] = [wrapped[0], wrapped.subarray(1)];
      if (how === BY_GCM && body.byteLength === NONCE_BYTES + SEALED_BYTES)
        return unwrapByGcm(call, name, aad, body);
      if (how === BY_KEY_WRAP && body.byteLength === WRAPPED_KEY_BYTES + NONCE_BYTES + SEALED_BYTES)
        return unwrapByKeyWrap(call, name, aad, body);
      throw rootKeyRefuses();
    },
    health: async () => {
      await device.call({ act: 'inspect', key: rootKeyId });
    },
    close: () => device.close(),
  };
}

type Call = (request: DeviceCall) => Promise<Uint8Array>;

/** A general error of the device is the bytes' fault if the device then opens what it has just made. */
async function certain(device: Pkcs11Device, request: DeviceCall): Promise<Uint8Array> {
  try {
    return await device.call(request);
  } catch (error) {
    const made = { decrypt: 'encrypt', unwrap: 'wrap' } as const;
    if (!(error instanceof AmbiguousDeviceFailure)) throw error;
    if (request.act !== 'decrypt' && request.act !== 'unwrap') throw error;
    const probe = { ...request, input: randomKey().export() };
    try {
      const input = await device.call({ ...probe, act: made[request.act] });
      await device.call({ ...probe, act: request.act, input });
    } catch (cause) {
      device.close();
      throw cause;
    }
    throw rootKeyRefuses(error);
  }
}

function wrapByGcm(call: Call, name: string, associatedData: Buffer, key: KeyObject): Promise<Buffer> {
  const nonce = newNonce();
  return withKeyBytes(key, async (input) => {
    const sealed = await call({ act: 'encrypt', key: name, nonce, associatedData, input });
    return Buffer.concat([Buffer.of(BY_GCM), nonce, sealed]);
  });
}

async function unwrapByGcm(
  call: Call,
  name: string,
  associatedData: Buffer,
  body: Uint8Array,
): Promise<KeyObject> {
  const [nonce, input] = [body.subarray(0, NONCE_BYTES), body.subarray(NONCE_BYTES)];
  return openedKey(await call({ act: 'decrypt', key: name, nonce, associatedData, input }));
}

function wrapByKeyWrap(call: Call, name: string, associatedData: Buffer, key: KeyObject): Promise<Buffer> {
  const [between, nonce] = [randomKey(), newNonce()];
  return withKeyBytes(key, async (plaintext) => {
    const wrapped = await withKeyBytes(between, (input) => call({ act: 'wrap', key: name, input }));
    const sealed = encrypt(between, { nonce, associatedData, plaintext });
    return Buffer.concat([Buffer.of(BY_KEY_WRAP), wrapped, nonce, sealed]);
  });
}

async function unwrapByKeyWrap(
  call: Call,
  name: string,
  associatedData: Buffer,
  body: Uint8Array,
): Promise<KeyObject> {
  const bytes = await call({ act: 'unwrap', key: name, input: body.subarray(0, WRAPPED_KEY_BYTES) });
  const between = secretKey(bytes);
  bytes.fill(0);
  const rest = body.subarray(WRAPPED_KEY_BYTES);
  try {
    const [nonce, sealed] = [rest.subarray(0, NONCE_BYTES), rest.subarray(NONCE_BYTES)];
    return openedKey(decrypt(between, { nonce, associatedData, sealed }));
  } catch (error) {
    throw rootKeyRefuses(error);
  }
}
