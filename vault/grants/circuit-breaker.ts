import { appendAudit } from '#lib/audit/append';
import type { Database } from '#lib/db/client';
import { ENVIRONMENTS, type Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';

/** "More than 5 % of refreshes (at least 20) … within 10 minutes" (design 4.4). */
const BREAKER_MIN_REFUSALS = 20;
const BREAKER_SHARE = 0.05;

/**
 * Notes how a connection's refresh ended, for the breaker: one row per connection, its latest outcome, and since when it
 * has been the same. Counting must not fail the refresh.
 */
export async function noteOutcome(
  ctx: VaultContext,
  { connectionId, environment }: { connectionId: string; environment: Environment },
  outcome: 'refreshed' | 'grant_refused',
): Promise<void> {
  try {
    await ctx.database.pool.query({
      name: 'refresh-outcome',
      text: `
        INSERT INTO vault.refresh_outcomes AS o (connection_id, environment, outcome)
        VALUES ($1::uuid, $2::public.environment, $3)
        ON CONFLICT (connection_id) DO UPDATE SET outcome = excluded.outcome, at = excluded.at,
          since = CASE o.outcome WHEN excluded.outcome THEN o.since ELSE excluded.since END`,
      values: [connectionId, environment, outcome],
    });
  } catch (error) {
    ctx.log.warn({ err: error }, 'refresh outcome not noted');
  }
}

/**
 * True while so many grants are refused that Wise is likelier to be wrong than all those customers to have
 * left at once: nobody has to reconnect then (promise 8). Each connection counts once.
 *
 * It opens by either of two shares:
 * - `suddenly`, among the connections that reported within the window: those refused for the FIRST time within it. Later refusals
 *   of the same grant do not count. A held grant is asked in every window and a healthy one every six hours, so a few dead ones
 *   would hold the breaker open by themselves.
 * - `still`, among all that reported within one refresh interval: those whose last answer was a refusal. It keeps the breaker
 *   open for a fault that lasts longer than the window, and lets go when only a few dead grants of a healthy fleet are left.
 *
 * What an operator accepts (`overrideBreaker`) does not count.
 *
 * Not everybody is read for a share: `refused > 5 % of all` is false once `refused / 5 %` of all are found.
 */
export async function isBreakerOpen(ctx: VaultContext, environment: Environment): Promise<boolean> {
  const { rows } = await ctx.database.pool.query<{ isOpen: boolean }>({
    name: 'refresh-breaker',
    text: `
      WITH reported AS NOT MATERIALIZED (
        SELECT outcome, since, at > now() - $2::float8 * interval '1 millisecond' AS is_recent,
          since > now() - $2::float8 * interval '1 millisecond' AS is_new
        FROM vault.refresh_outcomes
        WHERE environment = $1::public.environment AND at > now() - $3::float8 * interval '1 millisecond'
      ), refused AS MATERIALIZED (
        SELECT count(*) AS still, count(*) FILTER (WHERE is_new) AS suddenly
        FROM reported WHERE outcome = 'grant_refused' AND since > coalesce(
          (SELECT until FROM vault.brake_lifts WHERE environment = $1::public.environment), '-infinity')
      )
      SELECT CASE WHEN still < $4::int THEN false ELSE
        (suddenly >= $4::int AND suddenly > $5::float8 * (suddenly
          + (SELECT count(*) FROM (SELECT 1 FROM reported WHERE outcome = 'refreshed' AND is_recent
              LIMIT ceil(suddenly / $5::float8)::bigint) AS enough)))
        OR still > $5::float8 * (SELECT count(*) FROM (SELECT 1 FROM reported
            LIMIT ceil(still / $5::float8)::bigint) AS enough)
      END AS "isOpen" FROM refused`,
    values: [environment, ctx.deadlines.breakerWindowMs, memoryMs(ctx), BREAKER_MIN_REFUSALS, BREAKER_SHARE],
  });
  return rows[0]?.isOpen ?? false;
}

/** In this time every healthy connection has reported. */
function memoryMs({ deadlines }: Pick<VaultContext, 'deadlines'>): number {
  return deadlines.refreshIntervalMs * (1 + deadlines.refreshJitter);
}

/** Forgotten in one statement: what a long stop leaves is many, and a statement has a deadline. */
const FORGOTTEN_AT_ONCE = 5_000;

/** Drops what the breaker no longer looks at, some at a time. */
export async function forgetOldOutcomes(ctx: VaultContext): Promise<void> {
  await ctx.database.pool.query({
    name: 'refresh-outcomes-forget',
    text: `
      DELETE FROM vault.refresh_outcomes WHERE connection_id = ANY (ARRAY(
        SELECT connection_id FROM vault.refresh_outcomes
        WHERE environment = ANY ($2::public.environment[]) AND at < now() - $1::float8 * interval '1 millisecond'
        LIMIT ${FORGOTTEN_AT_ONCE}))`,
    values: [2 * memoryMs(ctx), ENVIRONMENTS],
  });
}

type Handle = Pick<Database, 'db'>;

/**
 * An operator says that Wise has really ended the grants it refuses: until then, by the database's clock, refusals in
 * this environment do not count for the breaker, and those that began before never will (decision 017).
 *
 * @returns until when, and how many connections are refused now.
 */
export async function overrideBreaker(
  { db }: Handle,
  { environment, hours }: { environment: Environment; hours: number },
  operator: string,
): Promise<{ until: Date; refused: number }> {
  return db.$transaction(async (tx) => {
    const [override] = await tx.$queryRaw<{ until: Date; refused: number }[]>`
      INSERT INTO vault.brake_lifts (environment, until)
      VALUES (${environment}::public.environment, now() + ${hours}::int * interval '1 hour')
      ON CONFLICT (environment) DO UPDATE SET until = excluded.until
      RETURNING until, (SELECT count(*)::int FROM vault.refresh_outcomes AS o
        JOIN public.connections AS c ON c.id = o.connection_id AND c.status = 'active'
        WHERE o.environment = ${environment}::public.environment AND o.outcome = 'grant_refused') AS refused`;
    if (override === undefined) throw new Error('the override was not stored');
    await appendAudit(tx, {
      action: 'grants.refusals_accepted',
      actor: { kind: 'operator', id: operator },
      environment,
      detail: { hours },
    });
    return override;
  });
}

/** Takes it back: every refusal that is not believed yet counts again; false when there was nothing to take back. */
export async function endOverride(
  { db }: Handle,
  environment: Environment,
  operator: string,
): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const ended = await tx.$executeRaw`
      DELETE FROM vault.brake_lifts WHERE environment = ${environment}::public.environment AND until > now()`;
    if (ended === 0) return false;
    await appendAudit(tx, {
      action: 'grants.refusals_braked',
      actor: { kind: 'operator', id: operator },
      environment,
    });
    return true;
  });
}
