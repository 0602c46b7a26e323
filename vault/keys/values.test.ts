import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decrypt, encrypt, NONCE_BYTES, TAG_BYTES } from './aead';
import { startDigest } from './digest';
import { jittered, randomHex, randomText } from './random';

describe('AES-256-GCM', () => {
  const key = createSecretKey(Buffer.alloc(32, 1));
  const nonce = Buffer.alloc(NONCE_BYTES, 2);
  const associatedData = Buffer.from('whose it is');
  const sealed = encrypt(key, { nonce, associatedData, plaintext: Buffer.from('a token') });
  const opened = (change: Partial<Parameters<typeof decrypt>[1]>) =>
    decrypt(key, { nonce, associatedData, sealed, ...change }).toString();

  it('opens what it sealed, also nothing at all', () => {
    expect(opened({})).toBe('a token');
    const empty = encrypt(key, { nonce, associatedData, plaintext: Buffer.alloc(0) });
    expect(empty).toHaveLength(TAG_BYTES);
    expect(opened({ sealed: empty })).toBe('');
  });

  // Node 20 alone would take a tag of 4 bytes, which a writer of the database can forge by trying.
  it('takes no shortened tag, and nothing that is shorter than a tag', () => {
    for (let bytes = 0; bytes < sealed.byteLength; bytes += 1)
      expect(() => opened({ sealed: sealed.subarray(0, bytes) }), `${bytes} bytes`).toThrow();
  });

  it('takes no changed bit of what was sealed, of the nonce or of whose it is', () => {
    const flipped = (bytes: Buffer, at: number) => {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy;
    };
    for (let at = 0; at < sealed.byteLength; at += 1)
      expect(() => opened({ sealed: flipped(sealed, at) }), `byte ${at}`).toThrow();
    expect(() => opened({ nonce: flipped(nonce, 0) })).toThrow();
    expect(() => opened({ associatedData: flipped(associatedData, 0) })).toThrow();
  });
});

describe('a digest over parts', () => {
  const of = (parts: string[], rest = '') => {
    const digest = startDigest(parts);
    digest.add(Buffer.from(rest));
    return digest.end().toString('hex');
  };

  it('is another one when the parts are cut in another place', () => {
    const lists = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['', 'abc'], []];
    expect(new Set(lists.map((parts) => of(parts))).size).toBe(lists.length);
  });

  it('does not depend on how the rest arrives, and counts bytes, not characters', () => {
    const [whole, piecewise] = [startDigest(['é']), startDigest(['é'])];
    whole.add(Buffer.from('body'));
    for (const letter of 'body') piecewise.add(Buffer.from(letter));
    expect(piecewise.end()).toEqual(whole.end());
    expect(of(['é'])).not.toBe(of(['e']));
  });
});

describe('random values', () => {
  it('have the bytes that were asked for, and never come twice', () => {
    expect(Buffer.from(randomText(32), 'base64url')).toHaveLength(32);
    expect(randomHex(8)).toMatch(/^[0-9a-f]{16}$/);
    const many = Array.from({ length: 1_000 }, () => randomText(32));
    expect(new Set(many).size).toBe(many.length);
  });

  it('spread what would fall due together: within the share, to both sides', () => {
    const values = Array.from({ length: 1_000 }, () => jittered(1_000, 0.2));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(800);
    expect(Math.max(...values)).toBeLessThanOrEqual(1_200);
    expect(Math.min(...values)).toBeLessThan(1_000);
    expect(Math.max(...values)).toBeGreaterThan(1_000);
    expect(jittered(1_000, 0)).toBe(1_000);
  });
});
