import { AppError } from '#lib/errors/app-error';
import { readUuid } from '#lib/text/uuid';

/**
 * The vault's address of an act on one connection. Only a UUID gets in: `../../lib` in an id from the address bar
 * would name another route, with our internal key on it.
 *
 * @throws AppError NOT_FOUND
 */
export function connectionPath(connectionId: string, act: 'disconnect' | 'check'): string {
  const id = readUuid(connectionId);
  if (id === undefined) throw new AppError('NOT_FOUND', { log: 'connection id is not a UUID' });
  return `/internal/connections/${id}/${act}`;
}
