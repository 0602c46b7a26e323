import type { Environment } from '#lib/env/wise';
import { usableKeyIds } from '#vault/keys/key-ring';
import { callableClients } from '#vault/limits/callable-clients';
import type { VaultContext } from '#vault/runtime/context';

export type DueRow = {
  grantId: string;
  environment: Environment;
} & (
  | { state: 'settled' | 'refreshing' | 'uncertain'; connectionId: string }
  | { state: 'ending'; connectionId: string | null }
);

/** How many of the longest waiting rows the picks are drawn from, so that two vaults seldom pick the same. */
const POOL_FACTOR = 4;
/**
 * The most rows looked at for each client and key. Inlined: for a LIMIT that is a parameter the planner assumes a tenth
 * of all rows, and scans them all.
 */
const LOOKED_AT = 256;

/**
 * In the order of the index, client by client and key by key; `OFFSET 0` keeps PostgreSQL from joining the connections
 * any other way than one by one. $3: not these; $4, $5: environments and client ids; $6: keys.
 */
const FIND_DUE = `
  SELECT due.id AS "grantId", due.connection_id AS "connectionId", due.environment, due.state FROM (
    SELECT waiting.* FROM (
      SELECT front.* FROM unnest($4::text[], $5::text[]) AS client (environment, client_id)
      CROSS JOIN unnest($6::text[]) AS key (id)
      CROSS JOIN LATERAL (
        SELECT g.id, g.connection_id, g.environment, g.state, g.next_refresh_at FROM vault.grants AS g
        CROSS JOIN LATERAL (SELECT 1 FROM public.connections AS c WHERE c.id = g.connection_id
          AND c.status = 'active' AND c.frozen_at IS NULL OFFSET 0) AS refreshable
        WHERE g.environment = client.environment::public.environment AND g.client_id = client.client_id
          AND g.key_id = key.id AND g.next_refresh_at <= now() AND g.state <> 'ending'
          AND g.id <> ALL ($3::uuid[])
        ORDER BY g.next_refresh_at LIMIT ${LOOKED_AT}
      ) AS front
      UNION ALL (
        SELECT g.id, g.connection_id, g.environment, g.state, g.next_refresh_at FROM vault.grants AS g
        WHERE g.state = 'ending' AND g.next_refresh_at <= now() AND g.id <> ALL ($3::uuid[])
          AND (g.key_id = ANY ($6::text[]) OR g.ending_until <= now())
        ORDER BY g.next_refresh_at LIMIT ${LOOKED_AT})
    ) AS waiting ORDER BY waiting.next_refresh_at LIMIT $2
  ) AS due ORDER BY random() LIMIT $1`;

/**
 * A random `count` of the most overdue rows of these environments; the lease decides who gets each. Rows that are `ending`
 * are found whatever their environment.
 *
 * @param count at most 256.
 */
export async function findDue(
  ctx: VaultContext,
  count: number,
  except: string[],
  environments: readonly Environment[],
): Promise<DueRow[]> {
  const clients = callableClients(ctx, false).filter(({ environment }) => environments.includes(environment));
  const { rows } = await ctx.database.pool.query<DueRow>({
    name: 'grant-find-due',
    text: FIND_DUE,
    values: [
      count,
      count * POOL_FACTOR,
      except,
      clients.map((client) => client.environment),
      clients.map((client) => client.clientId),
      usableKeyIds(ctx.ring),
    ],
  });
  return rows;
}

/**
 * When a frozen row is looked at again, with up to half as long more, so that rows put off together do not come back
 * together. Unfreezing needs no call of its own.
 */
const FROZEN_PAUSE_MINUTES = 5;
/** The rows that have been due longest: those that a pick would read first. */
const FRONT = 1_000;

const PUT_OFF_FROZEN = `
  UPDATE vault.grants SET next_refresh_at = now() + $1::int * interval '1 minute' * (1 + random() / 2)
  WHERE next_refresh_at <= now() AND state <> 'ending' AND connection_id = ANY (ARRAY(
    SELECT front.connection_id FROM unnest($2::text[], $3::text[]) AS client (environment, client_id)
    CROSS JOIN unnest($4::text[]) AS key (id)
    CROSS JOIN LATERAL (
      SELECT g.connection_id FROM vault.grants AS g
      WHERE g.environment = client.environment::public.environment AND g.client_id = client.client_id
        AND g.key_id = key.id AND g.next_refresh_at <= now() AND g.state <> 'ending'
      ORDER BY g.next_refresh_at LIMIT ${FRONT}
    ) AS front
    CROSS JOIN LATERAL (SELECT 1 FROM public.connections AS c WHERE c.id = front.connection_id
      AND (c.status <> 'active' OR c.frozen_at IS NOT NULL) OFFSET 0) AS frozen))`;

/**
 * Puts off what is due but may not be refreshed. Rows that stay due for ever would be read, and thrown away, at every
 * search before the first one that counts. Repeats until a batch is empty.
 */
export async function putOffFrozen(ctx: VaultContext): Promise<void> {
  const configs = ctx.wise.all.map(({ config }) => config);
  const values = [
    FROZEN_PAUSE_MINUTES,
    configs.map((config) => config.environment),
    configs.map((config) => config.clientId),
    usableKeyIds(ctx.ring),
  ];
  let putOff: number;
  do {
    const { rowCount } = await ctx.database.pool.query({
      name: 'grant-put-off-frozen',
      text: PUT_OFF_FROZEN,
      values,
    });
    putOff = rowCount ?? 0;
  } while (putOff > 0 && !ctx.tasks.isStopping);
}
