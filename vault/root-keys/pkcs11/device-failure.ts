import { RootKeyFailure, rootKeyRefuses } from '#vault/keys/root-key-failure';
import type { DeviceStep } from './device-process.mjs';

/** PKCS#11 3.0 §6.1: the numbers that say something about the bytes that were given. */
const BYTES_REFUSED = new Set([
  0x40, // CKR_ENCRYPTED_DATA_INVALID
  0x41, // CKR_ENCRYPTED_DATA_LEN_RANGE
  0x42, // CKR_AEAD_DECRYPT_FAILED
  0x110, // CKR_WRAPPED_KEY_INVALID
  0x112, // CKR_WRAPPED_KEY_LEN_RANGE
]);

/** What a device says about a wrong tag or blob as well as about itself: whoever asks has to find out (`isAmbiguous`). */
const AMBIGUOUS = new Set([
  0x05, // CKR_GENERAL_ERROR: SoftHSM's word for a wrong GCM tag and a wrong wrapped key
  0x06, // CKR_FUNCTION_FAILED
]);

const LOGIN_DENIED = new Set([
  0xa0, // CKR_PIN_INCORRECT
  0xa1, // CKR_PIN_INVALID
  0xa2, // CKR_PIN_LEN_RANGE
  0xa3, // CKR_PIN_EXPIRED
  0xa4, // CKR_PIN_LOCKED
  0x102, // CKR_USER_PIN_NOT_INITIALIZED
]);

const ACT_DENIED = new Set([
  0x63, // CKR_KEY_TYPE_INCONSISTENT
  0x68, // CKR_KEY_FUNCTION_NOT_PERMITTED
  0x70, // CKR_MECHANISM_INVALID
  0x71, // CKR_MECHANISM_PARAM_INVALID
]);

const WORDS: Record<DeviceStep, string> = {
  library:
    'the PKCS#11 library cannot be loaded or started: check VAULT_PKCS11_MODULE, what it reads itself, and that pkcs11js is built (npm run pkcs11:build)',
  token: 'the PKCS#11 library shows no token with the label VAULT_PKCS11_TOKEN',
  login: 'the PKCS#11 token does not take the login',
  key: 'the PKCS#11 token has not exactly one AES key of 256 bits with this label that is sensitive and not extractable',
  act: 'the PKCS#11 device could not do it',
};

/** Number 5 or 6 of the act itself: the bytes may be wrong, or the device. */
export class AmbiguousDeviceFailure extends RootKeyFailure {}

/** What a step's failure means; the number stays in the message, which is all that the maker's support asks for. */
export function deviceFailure(step: DeviceStep, code: number | undefined): RootKeyFailure {
  const number = code === undefined ? '' : ` (CKR 0x${code.toString(16)})`;
  const words = `${WORDS[step]}${number}`;
  if (step === 'login' && code !== undefined && LOGIN_DENIED.has(code)) {
    return new RootKeyFailure(
      'denied',
      `${words}: check VAULT_PKCS11_PIN. It is not tried again before a restart`,
    );
  }
  // no number: the device answered, and the key is not as it has to be
  if (step === 'key' && code === undefined) return new RootKeyFailure('denied', words);
  if (step !== 'act' || code === undefined) return new RootKeyFailure('unavailable', words);
  if (BYTES_REFUSED.has(code)) return rootKeyRefuses();
  if (ACT_DENIED.has(code)) {
    return new RootKeyFailure('denied', `the PKCS#11 token does not let its key do this${number}`);
  }
  if (AMBIGUOUS.has(code)) return new AmbiguousDeviceFailure('unavailable', words);
  return new RootKeyFailure('unavailable', words);
}
