import { createHash } from 'node:crypto';

/** A SHA-256 that grows as its last part arrives. */
export type Digest = { add(bytes: Uint8Array): void; end(): Buffer };

/**
 * SHA-256 over `parts`, each with its length in front, so that no two lists give the same bytes, and then over what is
 * added, whatever its length.
 */
export function startDigest(parts: readonly string[]): Digest {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.byteLength);
    hash.update(length).update(bytes);
  }
  return {
    add: (bytes) => {
      hash.update(bytes);
    },
    end: () => hash.digest(),
  };
}
