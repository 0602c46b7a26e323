import { readUuid, UUID_PATTERN } from './uuid';

/** A place in a list that is ordered by (time, id): the last row seen. */
export type Cursor = { at: Date; id: string };

export function formatCursor({ at, id }: Cursor): string {
  return `${at.getTime()}.${id}`;
}

// At most 13 digits: later years are written with a sign, which PostgreSQL does not read.
const CURSOR = new RegExp(`^(\\d{1,13})\\.(${UUID_PATTERN})$`, 'i');

/** The place an address names, or undefined: anybody can type one. */
export function parseCursor(text: unknown): Cursor | undefined {
  const [, milliseconds, given] = typeof text === 'string' ? (CURSOR.exec(text) ?? []) : [];
  const id = readUuid(given);
  if (milliseconds === undefined || id === undefined) return undefined;
  return { at: new Date(Number(milliseconds)), id };
}
