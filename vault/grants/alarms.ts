import type { VaultAlarm } from '#lib/contract/notifications';
import type { Environment } from '#lib/env/wise';
import { clearAlarm, raiseAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/runtime/context';

/** Raises an alarm on its own; that it could not be written must not change what happens to the grant. */
export async function alarm(ctx: VaultContext, code: VaultAlarm, environment: Environment): Promise<void> {
  try {
    await raiseAlarm(ctx.database.db, ctx, code, environment);
  } catch (error) {
    ctx.log.error({ alarm: code, environment, err: error }, 'alarm could not be written');
  }
}

/** Clears an alarm whose cause is gone. */
export async function allClear(ctx: VaultContext, code: VaultAlarm, environment: Environment): Promise<void> {
  try {
    await clearAlarm(ctx.database.db, ctx, code, environment);
  } catch (error) {
    ctx.log.warn({ alarm: code, environment, err: error }, 'alarm could not be cleared');
  }
}
