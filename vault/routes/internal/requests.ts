import type { FastifyInstance } from 'fastify';
import type * as z from 'zod';
import { AppError } from '#lib/errors/app-error';
import { equalSecrets } from '#lib/hash/compare';
import type { Secret } from '#lib/log/secret';
import { readUuid } from '#lib/text/uuid';

const BEARER = /^Bearer (.{1,512})$/;

/** Nothing on this listener, not even "not found", answers a caller without the internal key. */
export function requireInternalKey(app: FastifyInstance, key: Secret): void {
  app.addHook('onRequest', async (request) => {
    const given = BEARER.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!equalSecrets(given, key.reveal())) throw new AppError('INTERNAL_KEY_REFUSED');
  });
}

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
