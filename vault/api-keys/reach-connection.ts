import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { reaches } from './authenticate';
import type { ApiKey } from './check-key';

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

/** Whose environment a connection, or a personal token, belongs to; undefined when there is neither. It never changes. */
async function environmentOf(
  { database }: Pick<VaultContext, 'database'>,
  id: string,
): Promise<Environment | undefined> {
  const { rows } = await database.pool.query<{ environment: Environment }>({
    name: 'api-key-environment-of',
    text: `
      SELECT environment::text AS environment FROM public.connections WHERE id = $1::uuid
      UNION ALL SELECT environment::text FROM public.personal_tokens WHERE id = $1::uuid`,
    values: [id],
  });
  return rows[0]?.environment;
}
