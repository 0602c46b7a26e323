import { createHash, createHmac, type KeyObject } from 'node:crypto';
import { equalBytes } from '#lib/hash/compare';

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
  /** In hex. */
  personalDigest: string | null;
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
  const bytes = new Bytes();
  bytes.text(entry.epoch === '0' ? FORMAT_WITHOUT_EPOCH : FORMAT);
  bytes.raw(seal.previous);
  bytes.text(seal.sequence.toString());
  bytes.text(seal.keyId);
  bytes.text(entry.id);
  bytes.text(entry.at);
  if (entry.epoch !== '0') bytes.text(entry.epoch);
  bytes.text(entry.txid);
  bytes.text(entry.dbRole);
  bytes.text(entry.action);
  bytes.text(entry.actorKind);
  bytes.text(entry.actorId);
  bytes.text(entry.connectionId);
  bytes.text(entry.environment);
  bytes.text(entry.detail);
  bytes.hex(entry.personalDigest);
  return createHmac('sha256', key).update(bytes.written).digest();
}

/** Enough for most entries, and little enough that Node.js cuts it from a piece that it has already. */
const USUAL = 1_024;

/** Parts one after the other in one piece of memory: a million entries are verified in a minute. */
class Bytes {
  #piece = Buffer.allocUnsafe(USUAL);
  #at = 0;

  get written(): Buffer {
    return this.#piece.subarray(0, this.#at);
  }

  text(part: string | null): void {
    if (part === null) {
      this.#absent();
      return;
    }
    // as many as UTF-8 may take
    this.#room(part.length * 3);
    this.#has(this.#piece.write(part, this.#at + 5));
  }

  hex(part: string | null): void {
    if (part === null) {
      this.#absent();
      return;
    }
    this.#room(part.length);
    this.#has(this.#piece.write(part, this.#at + 5, 'hex'));
  }

  raw(part: Uint8Array): void {
    this.#room(part.byteLength);
    this.#piece.set(part, this.#at + 5);
    this.#has(part.byteLength);
  }

  #absent(): void {
    this.#room(0);
    this.#piece[this.#at] = 0;
    this.#at += 1;
  }

  #has(size: number): void {
    this.#piece[this.#at] = 1;
    this.#piece.writeUInt32BE(size, this.#at + 1);
    this.#at += size + 5;
  }

  #room(size: number): void {
    const needed = this.#at + size + 5;
    if (needed <= this.#piece.length) return;
    const larger = Buffer.allocUnsafe(needed * 2);
    larger.set(this.written);
    this.#piece = larger;
  }
}

/** The digest that append_audit() stored for a side row: SHA-256 over salt and `data::text`. Both in hex. */
export function isPersonalDigest(digest: string, salt: string, dataText: string): boolean {
  const found = createHash('sha256').update(salt, 'hex').update(dataText, 'utf8').digest();
  return equalBytes(found, Buffer.from(digest, 'hex'));
}
