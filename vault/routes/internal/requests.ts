import { z } from 'zod';
import { AppError } from '#lib/errors/app-error';
import { Secret } from '#lib/log/secret';
import { isStorable } from '#lib/text/storable';
import { readUuid } from '#lib/text/uuid';

const secretText = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine(isStorable)
    .transform((text) => new Secret(text));

/** Who asks, by their own session: web never names a person (design 4.1). */
const sessionSchema = z.strictObject({
  audience: z.enum(['customer', 'staff']),
  token: secretText(200),
});

export const exchangeRequestSchema = z.strictObject({
  session: sessionSchema,
  attemptId: z.unknown().transform(readUuid).pipe(z.string()),
  /** Opaque, of any size that fits a URL (W8). */
  code: secretText(4_096),
  profileId: z.string().max(100).nullable(),
});

export const disconnectRequestSchema = z.strictObject({
  session: sessionSchema,
  reason: z.string().trim().max(500).refine(isStorable).optional(),
});

export const checkRequestSchema = z.strictObject({ session: sessionSchema });

/** Of a route with `:id`. */
export type ById = { Params: { id: string } };

/** @throws AppError BAD_REQUEST; the value itself is in no message. */
export function parse<Shape extends z.ZodType>(schema: Shape, value: unknown): z.output<Shape> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.code}`).join(', ');
  throw new AppError('BAD_REQUEST', { log: fields });
}

/** @throws AppError NOT_FOUND: an id that is no UUID names nothing. */
export function parseConnectionId(params: ById['Params']): string {
  const id = readUuid(params.id);
  if (id === undefined) throw new AppError('NOT_FOUND', { log: 'connection id is not a UUID' });
  return id;
}
