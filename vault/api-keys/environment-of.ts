import type { Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';

/** Whose environment a connection, or a personal token, belongs to; undefined when there is neither. It never changes. */
export async function environmentOf(
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
