import type { Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/context';

/** "More than 5 % of refreshes (at least 20) … within 10 minutes" (design 4.4). */
const BRAKE_MIN_REFUSALS = 20;
const BRAKE_SHARE = 0.05;

/** Notes how a refresh ended, for the brake. Counting must not fail the refresh. */
export async function noteOutcome(
  ctx: VaultContext,
  environment: Environment,
  outcome: 'refreshed' | 'grant_refused',
): Promise<void> {
  try {
    await ctx.database.pool.query({
      name: 'refresh-outcome',
      text: `INSERT INTO vault.refresh_outcomes (environment, outcome) VALUES ($1::public.environment, $2)`,
      values: [environment, outcome],
    });
  } catch (error) {
    ctx.log.warn({ err: error }, 'refresh outcome not noted');
  }
}

/**
 * True while so many grants are refused that Wise is likelier to be wrong than all those customers to have
 * left at once: nobody is demoted then (promise 8).
 */
export async function isBraking(ctx: VaultContext, environment: Environment): Promise<boolean> {
  const { rows } = await ctx.database.pool.query<{ refused: number; total: number }>({
    name: 'refresh-brake',
    text: `
      SELECT count(*)::int AS total, count(*) FILTER (WHERE outcome = 'grant_refused')::int AS refused
      FROM vault.refresh_outcomes
      WHERE environment = $1::public.environment AND at > now() - $2::float8 * interval '1 millisecond'`,
    values: [environment, ctx.deadlines.brakeWindowMs],
  });
  const { refused, total } = rows[0] ?? { refused: 0, total: 0 };
  return refused >= BRAKE_MIN_REFUSALS && refused > total * BRAKE_SHARE;
}

/** Drops what the brake no longer looks at. */
export async function forgetOldOutcomes(ctx: VaultContext): Promise<void> {
  await ctx.database.pool.query({
    name: 'refresh-outcomes-forget',
    text: `DELETE FROM vault.refresh_outcomes WHERE at < now() - $1::float8 * interval '1 millisecond'`,
    values: [2 * ctx.deadlines.brakeWindowMs],
  });
}
