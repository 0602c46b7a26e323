/**
 * `unavailable`: nobody answered, or not in time; the same call may succeed later.
 * `denied`: it answered, and does not let us: the login, the permission, or the root key itself is not as it has to be.
 * `refused`: these bytes are not what this root key made for this key id.
 */
export type RootKeyFault = 'unavailable' | 'denied' | 'refused';

/**
 * What went wrong at a root key provider. The message is in words for operators and safe to print: it has no key, login or
 * answer of the other side in it.
 */
export class RootKeyFailure extends Error {
  readonly fault: RootKeyFault;

  constructor(fault: RootKeyFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RootKeyFailure';
    this.fault = fault;
  }
}

/** One text for every way in which bytes can be wrong: which check failed is nobody's business. */
export function rootKeyRefuses(cause?: unknown): RootKeyFailure {
  return new RootKeyFailure('refused', 'these are not the bytes that the root key made for this key id', {
    cause,
  });
}
