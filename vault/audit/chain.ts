import { createHash, createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

/** One audit row as the chain sees it: every column as PostgreSQL's own text, so that nothing is rounded. */
export type ChainedEntry = {
  id: string;
  /** UTC with microseconds. */
  at: string;
  /** Rises with each cluster the database has lived in; `0`: from before there were epochs. */
  epoch: string;
  txid: string;
  dbRole: string;
  action: string;
  actorKind: string;
  actorId: string | null;
  connectionId: string | null;
  environment: string | null;
  /** `detail::text`: jsonb prints one value in one way. */
  detail: string;
  personalDigest: Uint8Array | null;
};

/** What the first entry is chained to. */
export const CHAIN_START: Buffer = Buffer.alloc(32);

/** Entries from before there were epochs were sealed without one, and keep the seal they have. */
const FORMAT_WITHOUT_EPOCH = 'connect-wise audit chain 1';
const FORMAT = 'connect-wise audit chain 2';

/**
 * HMAC-SHA-256 over the previous seal and this row. Each part carries its length, and NULL differs from
 * empty, so that no two different rows have the same bytes. The sequence and the key's id are covered too:
 * a row cannot move in the chain, nor claim another key.
 */
export function sealMac(
  key: KeyObject,
  seal: { sequence: bigint; keyId: string; previous: Uint8Array },
  entry: ChainedEntry,
): Buffer {
  const mac = createHmac('sha256', key);
  const parts = [
    entry.epoch === '0' ? FORMAT_WITHOUT_EPOCH : FORMAT,
    seal.previous,
    seal.sequence.toString(),
    seal.keyId,
    entry.id,
    entry.at,
    ...(entry.epoch === '0' ? [] : [entry.epoch]),
    entry.txid,
    entry.dbRole,
    entry.action,
    entry.actorKind,
    entry.actorId,
    entry.connectionId,
    entry.environment,
    entry.detail,
    entry.personalDigest,
  ];
  mac.update(joined(parts));
  return mac.digest();
}

/** In one piece: a million entries are verified in a minute. */
function joined(parts: readonly (string | Uint8Array | null)[]): Buffer {
  const sizes = parts.map((part) =>
    part === null ? 0 : typeof part === 'string' ? Buffer.byteLength(part) : part.byteLength,
  );
  const bytes = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + size + 5, 0));
  let at = 0;
  parts.forEach((part, index) => {
    if (part === null) {
      at = bytes.writeUInt8(0, at);
      return;
    }
    const size = sizes[index] ?? 0;
    at = bytes.writeUInt32BE(size, bytes.writeUInt8(1, at));
    if (typeof part === 'string') bytes.write(part, at);
    else bytes.set(part, at);
    at += size;
  });
  return bytes.subarray(0, at);
}

/** The digest that append_audit() stored for a side row: SHA-256 over salt and `data::text`. */
export function isPersonalDigest(digest: Uint8Array, salt: Uint8Array, dataText: string): boolean {
  return isSameMac(createHash('sha256').update(salt).update(dataText, 'utf8').digest(), digest);
}

export function isSameMac(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
