import { ENVIRONMENTS, type Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/context';
import { alarm, allClear } from './alarms';
import { forgetOldOutcomes, isBraking } from './refresh-outcomes';
import { tellMissingKeys } from './tell-missing-keys';

/** Every half minute: alarms whose cause is there or gone, and outcomes the brake no longer looks at. */
export async function tendGrants(ctx: VaultContext): Promise<void> {
  const strangers = await environmentsOfOtherClients(ctx);
  for (const environment of ENVIRONMENTS) {
    if (strangers.has(environment)) await alarm(ctx, 'client_id_changed', environment);
    else await allClear(ctx, 'client_id_changed', environment);
    if (!(await isBraking(ctx, environment))) await allClear(ctx, 'mass_refresh_failure', environment);
    if (await isQuiet(ctx, environment)) await allClear(ctx, 'record_refused', environment);
  }
  await tellMissingKeys(ctx);
  await forgetOldOutcomes(ctx);
}

/** Environments with live grants of a client id that is not the configured one. */
async function environmentsOfOtherClients(ctx: VaultContext): Promise<Set<Environment>> {
  const configs = [...ctx.wise.values()].map(({ config }) => config);
  const { rows } = await ctx.database.pool.query<{ environment: Environment }>({
    name: 'grant-other-clients',
    text: `
      SELECT DISTINCT environment FROM vault.grants
      WHERE state <> 'ending'
        AND (environment::text, client_id) NOT IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    values: [configs.map((config) => config.environment), configs.map((config) => config.clientId)],
  });
  return new Set(rows.map((row) => row.environment));
}

/** A refused record tells of an event; it is not seen again once the row is mended or gone. */
const QUIET_HOURS = 24;

async function isQuiet(ctx: VaultContext, environment: Environment): Promise<boolean> {
  const { rows } = await ctx.database.pool.query({
    name: 'alarm-quiet',
    text: `
      SELECT 1 FROM public.alarms
      WHERE code = 'record_refused' AND environment = $1::public.environment AND cleared_at IS NULL
        AND last_seen_at < now() - $2::int * interval '1 hour'`,
    values: [environment, QUIET_HOURS],
  });
  return rows.length > 0;
}
