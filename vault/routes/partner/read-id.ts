import { AppError } from '#lib/errors/app-error';
import { readUuid } from '#lib/text/uuid';

export type ById = { Params: { id: string } };

/** @throws AppError NOT_FOUND: what is no id names nothing. */
export function readId(params: ById['Params']): string {
  const id = readUuid(params.id);
  if (id === undefined) throw new AppError('NOT_FOUND', { log: 'malformed id' });
  return id;
}
