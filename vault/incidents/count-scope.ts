import type { HoldTarget } from '#lib/contract/holds';
import type { IncidentCounts } from '#lib/contract/incidents';
import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import { countUses } from './count-uses';
import { countReached, isReachedBy } from './reached-by-key';

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
  const [row] = await tx.$queryRaw<Covered[]>`
    SELECT ${bounded(connectionsOf(target))} AS connections, ${bounded(grantsOf(target))} AS grants`;
  if (row === undefined) throw new Error('counts of connections returned no row');
  return row;
}

const bounded = (rows: Prisma.Sql) =>
  sql`(SELECT count(*)::int FROM (${rows} LIMIT ${BOUND + 1}) AS counted)`;

function connectionsOf(target: Exclude<HoldTarget, { scope: 'api_key' }>): Prisma.Sql {
  switch (target.scope) {
    case 'everything':
      return sql`SELECT 1 FROM public.connections WHERE status IN ('active', 'needs_reconnect')`;
    case 'environment':
      return sql`SELECT 1 FROM public.connections
        WHERE status IN ('active', 'needs_reconnect') AND environment = ${target.value}::public.environment`;
    case 'ring_key':
      return sql`SELECT 1 FROM (${grantsUnder(target.value)}) AS g WHERE g.connection_id IS NOT NULL`;
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
      return isReachedBy(target.value, since);
    case 'ring_key':
      // what it had when the incident was placed: a refresh moves a record to another key. As EXISTS PostgreSQL reads all records of
      // the key, for each batch
      return sql`(g.key_id = ${target.value} OR (SELECT true FROM vault.ring_key_use AS u
        WHERE u.source = 'grants' AND u.row_id = g.id AND u.ring_key = ${target.value} LIMIT 1))`;
  }
}

/** SQL: in the order of the index. Where it says `=` PostgreSQL may read the table instead, to its end when those of the key come last. */
const grantsUnder = (key: string) =>
  sql`SELECT connection_id FROM vault.grants WHERE key_id BETWEEN ${key} AND ${key} ORDER BY key_id`;

function grantsOf(target: HoldTarget): Prisma.Sql {
  if (target.scope === 'ring_key') return grantsUnder(target.value);
  return sql`SELECT 1 FROM vault.grants AS g WHERE ${grantIsOf(target, null)}`;
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
