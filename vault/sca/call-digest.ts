import { type Digest, startDigest } from '#vault/keys/digest';

/** A call of Wise's API as the partner's back end asked for it. */
export type ScaCall = {
  method: string;
  /** With its query, byte for byte: another order of parameters is another call. */
  path: string;
  /** The media type of its body: the same bytes say another thing as another type. */
  type?: string;
};

/**
 * What an approval is good for (promise 14): SHA-256 of method, path with query, media type, and body. Add the body as it is sent;
 * a call without one adds nothing.
 */
export function startCallDigest({ method, path, type = '' }: ScaCall): Digest {
  return startDigest(['connect-wise approved call', '2', method.toUpperCase(), path, type.toLowerCase()]);
}

/** The digest of a call whose body is at hand. */
export function callDigest(call: ScaCall, body?: Uint8Array): Buffer {
  const digest = startCallDigest(call);
  if (body !== undefined) digest.add(body);
  return digest.end();
}
