import { createHash } from 'node:crypto';
import type { SigningKey } from '#vault/keys/signing-key';
import type { Position, SealedEntry } from './walk-chain';

/** The purpose of the key that signs exports. */
export const EXPORT_PURPOSE = 'audit export 1';
const FORMAT = 'connect-wise audit export 1';
/** So often a line is signed: where somebody makes all hashes anew, the place is known to so many entries. */
const SIGNED_EVERY = 1_000;

/**
 * The lines of an export (docs/runbooks/audit.md has the format). Each line carries the SHA-256 of the hash before it and of
 * its own text: a changed byte is found in its line. The first, the last and every thousandth are signed: whoever changes a
 * line and all hashes after it does not have the key.
 */
export class ExportLines {
  #hash = '0'.repeat(64);
  #entries = 0;
  readonly #signer: SigningKey;

  constructor(signer: SigningKey) {
    this.#signer = signer;
  }

  get entries(): number {
    return this.#entries;
  }

  /** The first line. @param after the seal that the first entry follows on. */
  begin(after: Position, about: Record<string, string | boolean | null>): string {
    const { keyId, publicKey } = this.#signer;
    const head = { format: FORMAT, after: placeOf(after), key: { id: keyId, publicKey }, ...about };
    return this.#signed(JSON.stringify(head).slice(0, -1));
  }

  entry({ sequence, keyId, mac, entry, personal }: SealedEntry, isWithPersonal: boolean): string {
    const { detail, personalDigest, ...plain } = entry;
    // `detail` and the personal data as PostgreSQL writes them, which is JSON: their bytes are what was sealed
    const side =
      isWithPersonal && personal !== undefined
        ? `,"personal":{"salt":"${personal.salt}","data":${personal.data}}`
        : '';
    this.#entries += 1;
    const seal = `{"sequence":"${sequence}","keyId":${JSON.stringify(keyId)},"mac":"${mac}"}`;
    const text = `{"seal":${seal},"entry":${JSON.stringify({ ...plain, personalDigest })},"detail":${detail}${side}`;
    const line = this.#hashed(text);
    return this.#entries % SIGNED_EVERY === 0 ? line + this.#signed(`{"signed":${this.#entries}`) : line;
  }

  /** The last line. */
  end(head: Position): string {
    return this.#signed(`{"end":${JSON.stringify({ entries: this.#entries, head: placeOf(head) })}`);
  }

  #hashed(text: string): string {
    this.#hash = createHash('sha256').update(this.#hash).update(text, 'utf8').digest('hex');
    return `${text},"hash":"${this.#hash}"}\n`;
  }

  #signed(text: string): string {
    const line = this.#hashed(text);
    const signature = this.#signer.sign(`${FORMAT}\n${this.#hash}`).toString('base64');
    return `${line.slice(0, -2)},"signature":"${signature}"}\n`;
  }
}

function placeOf({ sequence, mac }: Position) {
  return { sequence: sequence.toString(), mac: Buffer.from(mac).toString('hex') };
}
