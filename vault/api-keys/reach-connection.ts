import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { reaches } from './authenticate';
import type { ApiKey } from './check-key';
import { environmentOf } from './environment-of';

/**
 * Holds a key to its environment. A key of both costs no statement.
 *
 * @throws AppError NOT_FOUND for a connection, or a personal token, that the key does not reach.
 */
export async function keepToEnvironment(
  ctx: Pick<VaultContext, 'database'>,
  key: ApiKey,
  connectionId: string,
): Promise<void> {
  if (key.environment === null) return;
  const environment = await environmentOf(ctx, connectionId);
  if (environment !== undefined && !reaches(key, environment))
    throw new AppError('NOT_FOUND', { log: `API key ${key.id} is not for ${environment}` });
}
