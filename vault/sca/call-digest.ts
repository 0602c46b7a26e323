import { type Digest, startDigest } from '#vault/keys/digest';

/** A call of Wise's API as the partner's back end asked for it. */
export type ScaCall = {
  method: string;
  /** With its query, byte for byte: another order of parameters is another call. */
  path: string;
};

/**
 * What an approval is good for (promise 14): SHA-256 of method, path with query, and body. Add the body as it is sent;
 * a call without one adds nothing.
 */
export function startCallDigest({ method, path }: ScaCall): Digest {
  return startDigest(['connect-wise approved call', '1', method.toUpperCase(), path]);
}

/** The digest of a call whose body is at hand. */
export function callDigest(call: ScaCall, body?: Uint8Array): Buffer {
  const digest = startCallDigest(call);
  if (body !== undefined) digest.add(body);
  return digest.end();
}
