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

/**
 * The most rows looked at in each order, for each client, key and queue. Inlined: for a LIMIT that is a parameter the
 * planner assumes a tenth of all rows, and scans them all.
 */
const LOOKED_AT = 64;

/** Rows that may not be refreshed (frozen) are passed up to here; `putOffFrozen` takes them out of the way. */
const PASSED = 1_000;

/** Joined one by one: `OFFSET 0` keeps PostgreSQL from any other way. */
const REFRESHABLE = `
  CROSS JOIN LATERAL (SELECT 1 FROM public.connections AS c WHERE c.id = g.connection_id
    AND c.status = 'active' AND c.frozen_at IS NULL OFFSET 0) AS refreshable`;
const OF_PART = `g.environment = client.environment::public.environment AND g.client_id = client.client_id
  AND g.key_id = key.id AND g.refresh_queue = queue.number AND g.id <> ALL ($2::uuid[])`;
const COLUMNS = `g.id, g.connection_id, g.environment, g.state, queue.number AS queue, g.access_expires_at`;

/**
 * Client by client, key by key and queue by queue, in the order of two indexes: what has been due longest, and the tokens
 * that live and end soonest. The first alone would leave a short-lived token waiting behind hours of others; the second
 * alone would see only rows that are due later, or are put off. What is being ended is a queue of its own.
 *
 * $2: not these; $3, $4: environments and client ids; $5: keys.
 */
const FIND_DUE = `
  SELECT id AS "grantId", connection_id AS "connectionId", environment, state FROM (
    SELECT waiting.*, row_number() OVER (PARTITION BY queue ORDER BY access_expires_at, id) AS place FROM (
      SELECT front.* FROM unnest($3::text[], $4::text[]) AS client (environment, client_id)
      CROSS JOIN unnest($5::text[]) AS key (id)
      CROSS JOIN (VALUES (1), (2)) AS queue (number)
      CROSS JOIN LATERAL (
        (SELECT ${COLUMNS} FROM (
            SELECT * FROM vault.grants AS g
            WHERE ${OF_PART} AND g.next_refresh_at <= now() AND g.state <> 'ending'
            ORDER BY g.next_refresh_at LIMIT ${PASSED}) AS g ${REFRESHABLE}
          ORDER BY g.next_refresh_at LIMIT ${LOOKED_AT})
        UNION
        (SELECT ${COLUMNS} FROM (
            SELECT * FROM vault.grants AS g
            WHERE ${OF_PART} AND g.state = 'settled' AND g.failures = 0 AND g.access_expires_at > now()
            ORDER BY g.access_expires_at LIMIT ${LOOKED_AT}) AS g ${REFRESHABLE}
          WHERE g.next_refresh_at <= now())
      ) AS front
      UNION ALL (
        SELECT g.id, g.connection_id, g.environment, g.state, 3 AS queue, g.next_refresh_at FROM vault.grants AS g
        WHERE g.state = 'ending' AND g.next_refresh_at <= now() AND g.id <> ALL ($2::uuid[])
          AND (g.key_id = ANY ($5::text[]) OR g.ending_until <= now())
        ORDER BY g.next_refresh_at LIMIT ${LOOKED_AT})
    ) AS waiting
  ) AS placed ORDER BY place, queue LIMIT $1`;

/**
 * What is due in these environments, the token that ends soonest first, from each queue in turn (decision 062); the lease
 * decides who gets each. Rows that are `ending` are found whatever their environment.
 *
 * @param count at most 64.
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
/** The rows of each queue that have been due longest: those that a search would read first. */
const FRONT = 500;

const PUT_OFF_FROZEN = `
  UPDATE vault.grants SET next_refresh_at = now() + $1::int * interval '1 minute' * (1 + random() / 2)
  WHERE next_refresh_at <= now() AND state <> 'ending' AND connection_id = ANY (ARRAY(
    SELECT front.connection_id FROM unnest($2::text[], $3::text[]) AS client (environment, client_id)
    CROSS JOIN unnest($4::text[]) AS key (id)
    CROSS JOIN (VALUES (1), (2)) AS queue (number)
    CROSS JOIN LATERAL (
      SELECT g.connection_id FROM vault.grants AS g
      WHERE g.environment = client.environment::public.environment AND g.client_id = client.client_id
        AND g.key_id = key.id AND g.refresh_queue = queue.number AND g.next_refresh_at <= now()
        AND g.state <> 'ending'
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
