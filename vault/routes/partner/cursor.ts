import { z } from 'zod';
import { AppError } from '#lib/errors/app-error';
import { readUuid } from '#lib/text/uuid';

/** Where a page of connections ended: the newest first, the id breaking ties. */
export type Cursor = { createdAt: Date; id: string };

// No connection is older. PostgreSQL has no year 0000, and writes what is before it with another sign than JavaScript.
const EARLIEST = new Date(0);

const cursorSchema = z.tuple([
  z.iso
    .datetime()
    .transform((text) => new Date(text))
    .refine((at) => at >= EARLIEST),
  z.unknown().transform(readUuid).pipe(z.string()),
]);

export function writeCursor({ createdAt, id }: Cursor): string {
  return Buffer.from(JSON.stringify([createdAt.toISOString(), id])).toString('base64url');
}

/** @throws AppError BAD_REQUEST for anything this API did not hand out. */
export function readCursor(text: string): Cursor {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    const [createdAt, id] = cursorSchema.parse(parsed);
    return { createdAt, id };
  } catch {
    throw new AppError('BAD_REQUEST', { log: 'cursor' });
  }
}
