import type { HoldTarget } from '#lib/contract/holds';
import type { IncidentCounts } from '#lib/contract/incidents';
import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import { countUses } from './count-uses';
import { countReached, isReachedBy } from './reached-by-key';
import { countUnder, wasUnder } from './under-ring-key';

/** Beyond it a number says "at least". */
const BOUND = 10_000;

type Scope = { target: HoldTarget; since: Date | null };

const { sql } = Prisma;

/** What an incident on this would cover. Every number is bounded, so that it costs the same with a million connections. */
export async function countScope(
  tx: Pick<Tx, '$queryRaw'>,
  { target, since }: Scope,
): Promise<IncidentCounts> {
  const [row] = await tx.$queryRaw<Pick<IncidentCounts, 'apiKeys' | 'staffSessions' | 'customerSessions'>[]>`
    SELECT ${bounded(apiKeysOf(target))} AS "apiKeys",
      ${bounded(sql`SELECT 1 FROM public.staff_sessions WHERE expires > now()`)} AS "staffSessions",
      ${bounded(sql`SELECT 1 FROM public.customer_sessions WHERE expires > now()`)} AS "customerSessions"`;
  if (row === undefined) throw new Error('counts of a scope returned no row');
  const covered = await countConnections(tx, { target, since });
  return { ...row, ...covered, ...(await countUses(tx, { target, since, bound: BOUND })), bound: BOUND };
}

type Covered = Pick<IncidentCounts, 'connections' | 'grants' | 'isAtLeast'>;

async function countConnections(tx: Pick<Tx, '$queryRaw'>, { target, since }: Scope): Promise<Covered> {
  if (target.scope === 'api_key') return countReached(tx, { key: target.value, since, bound: BOUND });
  if (target.scope === 'ring_key') return countUnder(tx, { key: target.value, since, bound: BOUND });
  const [row] = await tx.$queryRaw<Covered[]>`
    SELECT ${bounded(connectionsOf(target))} AS connections, ${bounded(grantsOf(target))} AS grants`;
  if (row === undefined) throw new Error('counts of connections returned no row');
  return row;
}

const bounded = (rows: Prisma.Sql) =>
  sql`(SELECT count(*)::int FROM (${rows} LIMIT ${BOUND + 1}) AS counted)`;

function connectionsOf(target: Exclude<HoldTarget, { scope: 'api_key' | 'ring_key' }>): Prisma.Sql {
  const live = sql`SELECT 1 FROM public.connections WHERE status IN ('active', 'needs_reconnect')`;
  return target.scope === 'everything'
    ? live
    : sql`${live} AND environment = ${target.value}::public.environment`;
}

/** SQL over `vault.grants AS g`: those that are refreshed once. */
export function grantIsOf(target: HoldTarget, since: Date | null): Prisma.Sql {
  switch (target.scope) {
    case 'everything':
      return sql`true`;
    case 'environment':
      return sql`g.environment = ${target.value}::public.environment`;
    case 'api_key':
      return isReachedBy(target.value, since);
    case 'ring_key':
      // also what it had before the incident was placed: a refresh or a rotation moves a record to another key
      return wasUnder(target.value, since);
  }
}

/** Those of exchanges under way are no connection's. */
const grantsOf = (target: HoldTarget) =>
  sql`SELECT 1 FROM vault.grants AS g WHERE g.connection_id IS NOT NULL AND ${grantIsOf(target, null)}`;

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
