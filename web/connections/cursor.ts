import { UUID_PATTERN } from '#lib/text/uuid';

/** A place in a list that is ordered by (time, id): the last row seen. */
export type Cursor = { at: Date; id: string };

export function formatCursor({ at, id }: Cursor): string {
  return `${at.getTime()}.${id}`;
}

// At most 13 digits: later years are written with a sign, which PostgreSQL does not read.
const CURSOR = new RegExp(`^(\\d{1,13})\\.(${UUID_PATTERN})$`);

/** The place an address names, or undefined: it is typed by anybody. */
export function parseCursor(text: unknown): Cursor | undefined {
  const [, milliseconds, id] = typeof text === 'string' ? (CURSOR.exec(text) ?? []) : [];
  if (milliseconds === undefined || id === undefined) return undefined;
  return { at: new Date(Number(milliseconds)), id };
}
