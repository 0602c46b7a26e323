import type { HoldTarget } from '#lib/contract/holds';
import type { IncidentCounts } from '#lib/contract/incidents';
import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';

/** Beyond it a number says "at least". */
const BOUND = 10_000;

type Scope = { target: HoldTarget; since: Date | null };

const { sql } = Prisma;

/** What an incident on this would cover. Every number is bounded, so that it costs the same with a million connections. */
export async function countScope(
  tx: Pick<Tx, '$queryRaw'>,
  { target, since }: Scope,
): Promise<IncidentCounts> {
  const [row] = await tx.$queryRaw<Omit<IncidentCounts, 'bound'>[]>`
    SELECT ${bounded(connectionsOf(target, since))} AS connections, ${bounded(grantsOf(target, since))} AS grants,
      ${bounded(apiKeysOf(target))} AS "apiKeys",
      ${bounded(sql`SELECT 1 FROM public.staff_sessions WHERE expires > now()`)} AS "staffSessions",
      ${bounded(sql`SELECT 1 FROM public.customer_sessions WHERE expires > now()`)} AS "customerSessions",
      ${usesOf(target, since)} AS uses`;
  if (row === undefined) throw new Error('counts of a scope returned no row');
  return { ...row, bound: BOUND };
}

const bounded = (rows: Prisma.Sql) =>
  sql`(SELECT count(*)::int FROM (${rows} LIMIT ${BOUND + 1}) AS counted)`;

/** Days are of UTC, whatever the session's zone. */
const dayOf = (since: Date | null) =>
  since === null ? sql`'-infinity'::date` : sql`(${since}::timestamptz AT TIME ZONE 'UTC')::date`;

/**
 * SQL over `vault.access_records AS r`: those since that day that are not counted into `vault.access_use` yet. A minute's worth, or
 * what came since a transaction was opened that is open still, anywhere on the server (decision 056): all of it, or the last
 * connections that a stolen key reached would be missing.
 */
const isUncounted = (since: Date | null) => sql`
  r.txid >= (SELECT upto FROM vault.access_roll_up) AND r.id > (SELECT first_id FROM vault.access_roll_up)
  AND (r.at AT TIME ZONE 'UTC')::date >= ${dayOf(since)}`;

/** Connections that this API key reached since then, or ever as far as is known. */
const reachedBy = (key: string, since: Date | null) => sql`
  SELECT u.connection_id FROM vault.access_use AS u WHERE u.api_key_id = ${key} AND u.day >= ${dayOf(since)}
  UNION
  SELECT r.connection_id FROM vault.access_records AS r WHERE r.api_key_id = ${key} AND ${isUncounted(since)}`;

function connectionsOf(target: HoldTarget, since: Date | null): Prisma.Sql {
  switch (target.scope) {
    case 'everything':
      return sql`SELECT 1 FROM public.connections WHERE status IN ('active', 'needs_reconnect')`;
    case 'environment':
      return sql`SELECT 1 FROM public.connections
        WHERE status IN ('active', 'needs_reconnect') AND environment = ${target.value}::public.environment`;
    case 'api_key':
      return reachedBy(target.value, since);
    case 'ring_key':
      return sql`SELECT 1 FROM vault.grants WHERE key_id = ${target.value} AND connection_id IS NOT NULL`;
  }
}

/** SQL over `vault.grants AS g`: those that are refreshed once. */
export function grantIsOf(target: HoldTarget, since: Date | null): Prisma.Sql {
  switch (target.scope) {
    case 'everything':
      return sql`true`;
    case 'environment':
      return sql`g.environment = ${target.value}::public.environment`;
    case 'api_key':
      return sql`g.connection_id IN (${reachedBy(target.value, since)})`;
    case 'ring_key':
      // what it had when the incident was placed: a refresh moves a record to another key
      return sql`(g.key_id = ${target.value} OR EXISTS (SELECT FROM vault.ring_key_use AS u
        WHERE u.source = 'grants' AND u.row_id = g.id AND u.ring_key = ${target.value}))`;
  }
}

function grantsOf(target: HoldTarget, since: Date | null): Prisma.Sql {
  if (target.scope === 'ring_key') return sql`SELECT 1 FROM vault.grants WHERE key_id = ${target.value}`;
  return sql`SELECT 1 FROM vault.grants AS g WHERE ${grantIsOf(target, since)}`;
}

function apiKeysOf(target: HoldTarget): Prisma.Sql {
  return sql`SELECT 1 FROM vault.api_keys AS k WHERE ${apiKeyIsOf(target)}`;
}

/** SQL over `vault.api_keys AS k`: keys that are in force and reach this. */
export function apiKeyIsOf(target: HoldTarget): Prisma.Sql {
  const live = sql`k.revoked_at IS NULL`;
  switch (target.scope) {
    case 'everything':
      return live;
    case 'environment':
      return sql`${live} AND coalesce(k.environment = ${target.value}::public.environment, true)`;
    case 'api_key':
      return sql`${live} AND k.id = ${target.value}`;
    case 'ring_key':
      return sql`false`;
  }
}

/** By day and connection, at most the bound of them: a first idea; `npm run access-records` has every single one. */
function usesOf(target: HoldTarget, since: Date | null): Prisma.Sql {
  if (since === null) return sql`NULL::int`;
  const [key, newest] =
    target.scope === 'api_key'
      ? [sql`AND u.api_key_id = ${target.value}`, sql`AND r.api_key_id = ${target.value}`]
      : [Prisma.empty, Prisma.empty];
  return sql`(SELECT coalesce(sum(count), 0)::int FROM (
    (SELECT u.count FROM vault.access_use AS u WHERE u.day >= ${dayOf(since)} ${key} LIMIT ${BOUND})
    UNION ALL
    (SELECT 1 FROM vault.access_records AS r WHERE ${isUncounted(since)} ${newest} LIMIT ${BOUND})) AS counted)`;
}
