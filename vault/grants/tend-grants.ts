import type { VaultAlarm } from '#lib/contract/notifications';
import { ENVIRONMENTS, type Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';
import { alarm, allClear } from './alarms';
import { isConfigured } from './callable-clients';
import { listOrigins } from './list-origins';
import { putOffFrozen } from './pick-due';
import { forgetOldOutcomes, isBraking } from './refresh-outcomes';
import { tellMissingKeys } from './tell-missing-keys';

/**
 * For how long nobody may have seen the cause before an alarm is closed. Vaults that are configured differently, as
 * while a change is rolled out, would open and close it in turn otherwise; a record that was refused tells of an event,
 * which is not seen again once the row is mended or gone.
 */
const QUIET_MINUTES = {
  client_id_changed: 10,
  wise_client_refused: 10,
  record_refused: 24 * 60,
} satisfies Partial<Record<VaultAlarm, number>>;

/** Every half minute: alarms whose cause is there or gone, and what the loop and the brake need not look at any more. */
export async function tendGrants(ctx: VaultContext): Promise<void> {
  const origins = await listOrigins(ctx);
  const strangers = origins
    .filter((origin) => !isConfigured(ctx, origin))
    .map(({ environment }) => environment);
  for (const environment of ENVIRONMENTS) {
    if (strangers.includes(environment)) await alarm(ctx, 'client_id_changed', environment);
    else await clearQuiet(ctx, 'client_id_changed', environment);
    // One that is switched on is cleared by the next call that Wise accepts; here no call is made any more.
    if (!ctx.wise.has(environment)) await clearQuiet(ctx, 'wise_client_refused', environment);
    await clearQuiet(ctx, 'record_refused', environment);
    if (!(await isBraking(ctx, environment))) await allClear(ctx, 'mass_refresh_failure', environment);
  }
  await tellMissingKeys(ctx, origins);
  await putOffFrozen(ctx);
  await forgetOldOutcomes(ctx);
}

async function clearQuiet(
  ctx: VaultContext,
  code: keyof typeof QUIET_MINUTES,
  environment: Environment,
): Promise<void> {
  const { rows } = await ctx.database.pool.query({
    name: 'alarm-quiet',
    text: `
      SELECT 1 FROM public.alarms
      WHERE code = $1 AND environment = $2::public.environment AND cleared_at IS NULL
        AND last_seen_at < now() - $3::int * interval '1 minute'`,
    values: [code, environment, QUIET_MINUTES[code]],
  });
  if (rows.length > 0) await allClear(ctx, code, environment);
}
