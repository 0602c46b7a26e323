/**
 * Crockford's base 32: no I, L, O or U, so that what is read aloud or copied by hand comes back the same.
 * https://www.crockford.com/base32.html
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const LENGTH = 8;
const BITS = 5;
/** Of an id that is a random UUID these are all chance: two of a million share one with a probability of about 0.4. */
const HEX_DIGITS = (LENGTH * BITS) / 4;

/** The short reference of something with a random UUID, for people: `K7QF-2M9D`. It is no secret and no key to anything. */
export function referenceOf(uuid: string): string {
  const bits = BigInt(`0x${uuid.replaceAll('-', '').slice(0, HEX_DIGITS)}`);
  const letters = Array.from({ length: LENGTH }, (_, at) => {
    const shift = BigInt((LENGTH - 1 - at) * BITS);
    return ALPHABET[Number((bits >> shift) & 31n)];
  }).join('');
  return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`;
}

export type Reference = {
  /** As we write it. */
  text: string;
  /** The first and the last UUID that have this reference: a range of an index. */
  first: string;
  last: string;
};

/** A reference as a person wrote it: in any case, with or without the hyphen, O for 0 and I or L for 1. */
export function parseReference(written: string): Reference | undefined {
  const letters = written
    .trim()
    .toUpperCase()
    .replaceAll(/[-\s]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  if (letters.length !== LENGTH) return undefined;
  let bits = 0n;
  for (const letter of letters) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return undefined;
    bits = (bits << BigInt(BITS)) | BigInt(value);
  }
  const hex = bits.toString(16).padStart(HEX_DIGITS, '0');
  const start = `${hex.slice(0, 8)}-${hex.slice(8)}`;
  const first = `${start}00-0000-0000-000000000000`;
  return { text: referenceOf(first), first, last: `${start}ff-ffff-ffff-ffffffffffff` };
}
