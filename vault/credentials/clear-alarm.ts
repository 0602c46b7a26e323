import type { VaultAlarm } from '#lib/contract/notifications';
import type { Environment } from '#lib/env/wise';
import { tryClearAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/runtime/context';

/**
 * Clears an alarm that nobody has raised for `ms`: vaults that are configured differently, as while a change is rolled
 * out, would open and close it in turn otherwise.
 */
export async function clearAlarmUnseen(
  ctx: Pick<VaultContext, 'database' | 'log'>,
  code: VaultAlarm,
  environment: Environment,
  ms: number,
): Promise<void> {
  const { rows } = await ctx.database.pool.query({
    name: 'alarm-unseen',
    text: `
      SELECT 1 FROM public.alarms
      WHERE code = $1 AND environment = $2::public.environment AND cleared_at IS NULL
        AND last_seen_at < now() - $3::float8 * interval '1 millisecond'`,
    values: [code, environment, ms],
  });
  if (rows.length > 0) await tryClearAlarm(ctx, code, environment);
}
