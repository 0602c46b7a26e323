import type { Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/context';
import { callableClients } from './callable-clients';

export type DueRow = {
  connectionId: string;
  environment: Environment;
  state: 'settled' | 'refreshing' | 'uncertain' | 'ending';
};

/** How many of the longest waiting rows the picks are drawn from, so that two vaults seldom pick the same. */
const POOL_FACTOR = 4;

/**
 * Some rows of these environments whose time has come, those waiting longest first in line; the lease decides who gets
 * each. Rows that are being ended come whatever their environment.
 */
export async function pickDue(
  ctx: VaultContext,
  count: number,
  except: string[],
  environments: readonly Environment[],
): Promise<DueRow[]> {
  const clients = callableClients(ctx, 'due').filter(({ environment }) => environments.includes(environment));
  const { rows } = await ctx.database.pool.query<DueRow>({
    name: 'grant-pick-due',
    text: `
      SELECT due.connection_id AS "connectionId", due.environment, due.state FROM (
        SELECT g.connection_id, g.environment, g.state FROM vault.grants AS g
        JOIN public.connections AS c ON c.id = g.connection_id
        WHERE g.next_refresh_at <= now() AND g.connection_id <> ALL ($3::uuid[])
          AND (g.key_id = ANY ($6::text[]) OR g.ending_until <= now())
          AND (g.state = 'ending' OR (c.status = 'active' AND c.frozen_at IS NULL
            AND (g.environment::text, g.client_id) IN (SELECT * FROM unnest($4::text[], $5::text[]))))
        ORDER BY g.next_refresh_at LIMIT $2
      ) AS due ORDER BY random() LIMIT $1`,
    values: [
      count,
      count * POOL_FACTOR,
      except,
      clients.map((client) => client.environment),
      clients.map((client) => client.clientId),
      [...ctx.ring.keys.keys()],
    ],
  });
  return rows;
}

/** How long the loop does not look at a frozen row again; whoever unfreezes one need not know. */
const FROZEN_PAUSE_MINUTES = 5;

/**
 * Puts off what is due but may not be refreshed. Rows that stay due for ever would be read, and thrown away, at every
 * pick before the first one that counts.
 */
export async function putOffFrozen(ctx: VaultContext): Promise<void> {
  await ctx.database.pool.query({
    name: 'grant-put-off-frozen',
    text: `
      UPDATE vault.grants AS g SET next_refresh_at = now() + $1::int * interval '1 minute'
      FROM public.connections AS c
      WHERE c.id = g.connection_id AND g.next_refresh_at <= now() AND g.state <> 'ending'
        AND (c.status <> 'active' OR c.frozen_at IS NOT NULL)`,
    values: [FROZEN_PAUSE_MINUTES],
  });
}
