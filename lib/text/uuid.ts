/** A UUID as this product writes it, for a pattern that has more around it. */
export const UUID_PATTERN = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

const UUID = new RegExp(`^${UUID_PATTERN}$`, 'i');

/**
 * A UUID from outside in the one form that this product compares, as PostgreSQL writes it; undefined for anything else.
 * RFC 9562 §4: written in lower case, read in either. Two spellings of one id would miss where ids are compared as text:
 * in the associated data of a sealed record, for one.
 */
export function readUuid(value: unknown): string | undefined {
  return typeof value === 'string' && UUID.test(value) ? value.toLowerCase() : undefined;
}

/**
 * The id in an address, in its one form. What is no UUID names nothing, and is answered so: it is written as an address takes it,
 * because it goes into the next one, where a NUL would break off the answer.
 */
export function idInAddress(text: string): string {
  return readUuid(text) ?? encodeURIComponent(text.toWellFormed());
}
