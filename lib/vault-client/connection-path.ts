import { AppError } from '#lib/errors/app-error';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The vault's address of an act on one connection. Only a UUID gets in: `..` in an id from the address bar
 * would name another route, with our internal key on it.
 *
 * @throws AppError NOT_FOUND
 */
export function connectionPath(connectionId: string, act: 'disconnect' | 'check'): string {
  if (!UUID.test(connectionId)) throw new AppError('NOT_FOUND', { log: 'connection id is not a UUID' });
  return `/internal/connections/${connectionId.toLowerCase()}/${act}`;
}
