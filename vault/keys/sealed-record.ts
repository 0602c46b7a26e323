import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import { Secret } from '#lib/log/secret';
import { decrypt, encrypt, NONCE_BYTES, TAG_BYTES } from './aead';
import { DATA_KEY_BYTES } from './data-keys';
import { findKey, type KeyRing } from './key-ring';
import { unwrapKey, wrapKey } from './key-wrap';

/**
 * Where a sealed value belongs. All of it is authenticated, so a record that is moved to another row,
 * customer, profile, field or version does not open. The wrapping key's id is left out on purpose:
 * re-wrapping must touch only the key id and the wrapped data key (design 4.6).
 */
export type RecordContext = {
  environment: Environment;
  clientId: string;
  /**
   * An attempt stands in for the connection while the exchange is not yet promoted. The id of a challenge is that of its
   * connection, a slash, and its own.
   */
  subject: {
    kind:
      | 'attempt'
      | 'session'
      | 'connection'
      | 'challenge'
      | 'registration'
      | 'personal_token'
      | 'canary'
      | 'event_endpoint'
      | 'import'
      | 'import_key'
      | 'sealing_key';
    id: string;
  };
  customerId: string;
  /** Empty while unknown (in an exchange row). */
  wiseUserId: string;
  profileId: string;
  field:
    | 'access'
    | 'refresh'
    | 'one_time_token'
    | 'registration_code'
    | 'personal_token'
    | 'canary'
    | 'event_secret'
    | 'import_key'
    | 'expected_facts'
    | 'sealing_key';
  version: bigint;
};

export type NewDataKey = { keyId: string; wrappedKey: Buffer; dataKey: KeyObject };

// Record: format version | algorithm | nonce | ciphertext | tag.
const FORMAT_VERSION = 1;
const ALGORITHM_AES_256_GCM = 1;
const HEADER_BYTES = 2;
const OVERHEAD_BYTES = HEADER_BYTES + NONCE_BYTES + TAG_BYTES;
const MAX_RECORD_BYTES = 128 * 1024;
const LENGTH_BYTES = 4;

/** RFC 5649 §3: a 32-byte key plus the 8-byte integrity block. */
const WRAPPED_KEY_BYTES = 40;

/** A fresh 256-bit data key, wrapped by a ring key, the primary one, with AES-256-KWP (RFC 5649). */
export function newDataKey(ring: KeyRing, { keyId, key } = ring.primaryKey()): NewDataKey {
  const bytes = randomBytes(DATA_KEY_BYTES);
  const wrappedKey = wrapKey(key, bytes);
  const dataKey = createSecretKey(bytes);
  bytes.fill(0);
  return { keyId, wrappedKey, dataKey };
}

/**
 * @throws AppError KEY_UNKNOWN when the ring lacks the named key (the id stands in the record in clear, so that tells
 *   nobody anything); RECORD_REFUSED, always with the same text, when the wrapped key is not what that key wrapped.
 */
export function unwrapDataKey(ring: KeyRing, keyId: string, wrappedKey: Uint8Array): KeyObject {
  const wrappingKey = findKey(ring, keyId);
  return refuseUnless(() => {
    if (wrappedKey.byteLength !== WRAPPED_KEY_BYTES) return undefined;
    const bytes = unwrapKey(wrappingKey, wrappedKey);
    const key = bytes.byteLength === DATA_KEY_BYTES ? createSecretKey(bytes) : undefined;
    bytes.fill(0);
    return key;
  });
}

/** The same, of a record that is opened again and again: its data key is remembered (decision 102). */
export function findDataKey(ring: KeyRing, keyId: string, wrappedKey: Uint8Array): KeyObject {
  const known = ring.dataKeys.find(keyId, wrappedKey);
  if (known !== undefined) return known;
  const key = unwrapDataKey(ring, keyId, wrappedKey);
  const bytes = key.export();
  ring.dataKeys.remember(keyId, wrappedKey, bytes);
  bytes.fill(0);
  return key;
}

/**
 * The same data key wrapped with another ring key; what it seals is neither read nor changed.
 *
 * @throws AppError KEY_UNKNOWN, RECORD_REFUSED, as `unwrapDataKey`.
 */
export function rewrapDataKey(
  ring: KeyRing,
  { keyId, wrappedKey }: { keyId: string; wrappedKey: Uint8Array },
  to: KeyObject,
): Buffer {
  const wrappingKey = findKey(ring, keyId);
  return refuseUnless(() => {
    if (wrappedKey.byteLength !== WRAPPED_KEY_BYTES) return undefined;
    const bytes = unwrapKey(wrappingKey, wrappedKey);
    const wrapped = bytes.byteLength === DATA_KEY_BYTES ? wrapKey(to, bytes) : undefined;
    bytes.fill(0);
    return wrapped;
  });
}

/**
 * Seals one value for one place. A data key seals at most two values (access and refresh of one token
 * version), so a random 96-bit nonce cannot repeat in practice (NIST SP 800-38D §8.3).
 */
export function seal(dataKey: KeyObject, context: RecordContext, value: Secret): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const plaintext = Buffer.from(value.reveal(), 'utf8');
  const sealed = encrypt(dataKey, { nonce, associatedData: associatedData(context), plaintext });
  plaintext.fill(0);
  return Buffer.concat([Buffer.from([FORMAT_VERSION, ALGORITHM_AES_256_GCM]), nonce, sealed]);
}

/**
 * Opens a sealed value in the place it was sealed for.
 *
 * @throws AppError RECORD_REFUSED, always with the same text: which check failed is nobody's business.
 */
export function open(dataKey: KeyObject, context: RecordContext, sealed: Uint8Array): Secret {
  return refuseUnless(() => {
    if (sealed.byteLength <= OVERHEAD_BYTES || sealed.byteLength > MAX_RECORD_BYTES) return undefined;
    if (sealed[0] !== FORMAT_VERSION || sealed[1] !== ALGORITHM_AES_256_GCM) return undefined;
    const bodyAt = HEADER_BYTES + NONCE_BYTES;
    const plain = decrypt(dataKey, {
      nonce: sealed.subarray(HEADER_BYTES, bodyAt),
      associatedData: associatedData(context),
      sealed: sealed.subarray(bodyAt),
    });
    const value = new Secret(plain.toString('utf8'));
    plain.fill(0);
    return value;
  });
}

/** Every part with its length in front, so that no two contexts give the same bytes. */
function associatedData(context: RecordContext): Buffer {
  const parts = [
    'connect-wise sealed record',
    String(FORMAT_VERSION),
    String(ALGORITHM_AES_256_GCM),
    context.environment,
    context.clientId,
    context.subject.kind,
    context.subject.id,
    context.customerId,
    context.wiseUserId,
    context.profileId,
    context.field,
    String(context.version),
  ];
  // written into one buffer: a vend spent 5 µs on two small ones for each part
  let length = 0;
  for (const part of parts) length += LENGTH_BYTES + Buffer.byteLength(part);
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const part of parts) {
    const written = bytes.write(part, at + LENGTH_BYTES);
    at = bytes.writeUInt32BE(written, at) + written;
  }
  return bytes;
}

function refuseUnless<Value>(attempt: () => Value | undefined): Value {
  let value: Value | undefined;
  try {
    value = attempt();
  } catch {
    value = undefined;
  }
  if (value === undefined) throw new AppError('RECORD_REFUSED', { log: 'sealed record refused' });
  return value;
}
