import { z } from 'zod';
import { AppError } from '#lib/errors/app-error';

/** Where a page of connections ended: the newest first, the id breaking ties. */
export type Cursor = { createdAt: Date; id: string };

const cursorSchema = z.tuple([z.iso.datetime().transform((text) => new Date(text)), z.guid()]);

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
