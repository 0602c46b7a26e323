import type { Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';

/** Which client made a grant, and which key seals it. */
export type GrantOrigin = { environment: Environment; clientId: string; keyId: string };

/**
 * Every (environment, client id, key) that any grant has, those that are being ended too. From one to the next by the
 * index that begins with them: there are a few, whatever the number of grants.
 */
export async function listOrigins(ctx: VaultContext): Promise<GrantOrigin[]> {
  const { rows } = await ctx.database.pool.query<GrantOrigin>({
    name: 'grant-origins',
    text: `
      WITH RECURSIVE origin AS (
        (SELECT environment, client_id, key_id FROM vault.grants ORDER BY environment, client_id, key_id LIMIT 1)
        UNION ALL
        SELECT next.* FROM origin CROSS JOIN LATERAL (
          SELECT g.environment, g.client_id, g.key_id FROM vault.grants AS g
          WHERE (g.environment, g.client_id, g.key_id) > (origin.environment, origin.client_id, origin.key_id)
          ORDER BY g.environment, g.client_id, g.key_id LIMIT 1) AS next)
      SELECT environment, client_id AS "clientId", key_id AS "keyId" FROM origin`,
  });
  return rows;
}
