import type { VaultAlarm } from '#lib/contract/notifications';
import { ENVIRONMENTS, type Environment } from '#lib/env/wise';
import { tryClearAlarm, tryRaiseAlarm } from '#vault/alarms/alarm';
import { isUsable } from '#vault/keys/key-ring';
import { isConfigured } from '#vault/limits/callable-clients';
import type { VaultContext } from '#vault/runtime/context';
import { forgetOldOutcomes, isBreakerOpen } from './circuit-breaker';
import { putOffFrozen } from './find-due';

/**
 * For how long nobody may have seen the cause before an alarm is closed. Vaults that are configured differently, as
 * while a change is rolled out, would open and close it in turn otherwise; a record that was refused tells of an event,
 * which is not seen again once the row is fixed or gone.
 */
const QUIET_MINUTES = {
  client_id_changed: 10,
  wise_client_refused: 10,
  record_refused: 24 * 60,
  grant_replaced: 24 * 60,
  vault_key_missing: 10,
} satisfies Partial<Record<VaultAlarm, number>>;

/** Alarms for events, which have no state to look at again. */
const EVENTS = ['record_refused', 'grant_replaced', 'vault_key_missing'] as const;

/** Every half minute: alarms whose cause is there or gone, and what the loop and the breaker need not look at any more. */
export async function housekeeping(ctx: VaultContext): Promise<void> {
  const origins = await listOrigins(ctx);
  const unconfigured = origins
    .filter((origin) => !isConfigured(ctx, origin))
    .map(({ environment }) => environment);
  for (const environment of ENVIRONMENTS) {
    if (unconfigured.includes(environment)) await tryRaiseAlarm(ctx, 'client_id_changed', environment);
    else await clearQuiet(ctx, 'client_id_changed', environment);
    // One that is switched on is cleared by the next call that Wise accepts; here no call is made any more.
    if (!ctx.wise.hasEnvironment(environment)) await clearQuiet(ctx, 'wise_client_refused', environment);
    for (const code of EVENTS) await clearQuiet(ctx, code, environment);
    if (!(await isBreakerOpen(ctx, environment)))
      await tryClearAlarm(ctx, 'mass_refresh_failure', environment);
  }
  await alarmMissingKeys(ctx, origins);
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
  if (rows.length > 0) await tryClearAlarm(ctx, code, environment);
}

/** Alarms while there are grants whose key this process lacks: it leaves them alone, so nothing else would tell. */
async function alarmMissingKeys(ctx: VaultContext, origins: GrantOrigin[]): Promise<void> {
  const missing = origins.filter(({ keyId }) => !isUsable(ctx.ring, keyId));
  for (const environment of new Set(missing.map((origin) => origin.environment))) {
    await tryRaiseAlarm(ctx, 'vault_key_missing', environment);
  }
}

/** Which client made a grant, and which key seals it. */
type GrantOrigin = { environment: Environment; clientId: string; keyId: string };

/**
 * Every (environment, client id, key) that any grant has, those that are being ended too. From one to the next by the
 * index that begins with them: there are a few, whatever the number of grants.
 */
async function listOrigins(ctx: VaultContext): Promise<GrantOrigin[]> {
  const { rows } = await ctx.database.pool.query<GrantOrigin>({
    name: 'grant-origins',
    text: `
      WITH RECURSIVE origin AS (
        (SELECT environment, client_id, key_id FROM vault.grants ORDER BY environment, client_id, key_id LIMIT 1)
        UNION ALL
        SELECT next.* FROM origin CROSS JOIN LATERAL (
          SELECT g.environment, g.client_id, g.key_id FROM vault.grants AS g
          WHERE (g.environment, g.client_id, g.key_id) > (origin.environment, origin.client_id, origin.key_id)
          ORDER BY g.environment, g.client_id, g.key_id LIMIT 1) AS next)
      SELECT environment, client_id AS "clientId", key_id AS "keyId" FROM origin`,
  });
  return rows;
}
