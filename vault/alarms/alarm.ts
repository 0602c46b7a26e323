import type { VaultAlarm } from '#lib/contract/notifications';
import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/db/generated/enums';
import type { VaultContext } from '#vault/runtime/context';

/**
 * Opens the alarm, or notes that it still stands. One statement, so that the alarm and its audit row are
 * written together whether `tx` is a transaction or the plain client; only the transition is audited.
 *
 * @returns true when this call opened it.
 */
export async function raiseAlarm(
  tx: Tx,
  ctx: Pick<VaultContext, 'log'>,
  code: VaultAlarm,
  environment: Environment | null,
): Promise<boolean> {
  const rows = await tx.$queryRaw<{ entry: bigint }[]>`
    WITH raised AS (
      INSERT INTO public.alarms ("code", "environment") VALUES (${code}, ${environment}::public.environment)
      ON CONFLICT ("code", "environment") WHERE "cleared_at" IS NULL DO UPDATE SET "last_seen_at" = now()
      RETURNING "environment", (xmax = 0) AS is_new
    )
    SELECT public.append_audit('alarm.raised', 'system', 'vault', NULL, raised."environment",
      jsonb_build_object('alarm', ${code}::text), NULL) AS entry
    FROM raised WHERE raised.is_new`;
  if (rows.length > 0) ctx.log.error({ alarm: code, environment }, 'alarm raised');
  return rows.length > 0;
}

/**
 * Closes the alarm if it is open. The same guarantee as raising.
 *
 * @param unseenMs only if no vault has raised it for so long: where each vault judges for itself, one that is fine must not
 *   close another's alarm; and a call to Wise says nothing of what was refused since it went out.
 * @returns true when this call closed it.
 */
export async function clearAlarm(
  tx: Tx,
  ctx: Pick<VaultContext, 'log'>,
  code: VaultAlarm,
  environment: Environment | null,
  unseenMs = 0,
): Promise<boolean> {
  const rows = await tx.$queryRaw<{ entry: bigint }[]>`
    WITH cleared AS (
      UPDATE public.alarms SET "cleared_at" = now()
      WHERE "code" = ${code} AND "cleared_at" IS NULL
        AND "environment" IS NOT DISTINCT FROM ${environment}::public.environment
        AND "last_seen_at" <= now() - ${unseenMs}::float8 * interval '1 millisecond'
      RETURNING "environment"
    )
    SELECT public.append_audit('alarm.cleared', 'system', 'vault', NULL, cleared."environment",
      jsonb_build_object('alarm', ${code}::text), NULL) AS entry
    FROM cleared`;
  if (rows.length > 0) ctx.log.info({ alarm: code, environment }, 'alarm cleared');
  return rows.length > 0;
}

/** Whether the alarm stands, for whoever has to look closely before clearing it. */
export async function isAlarmOpen(
  tx: Pick<Tx, '$queryRaw'>,
  code: VaultAlarm,
  environment: Environment | null,
): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM public.alarms WHERE "code" = ${code} AND "cleared_at" IS NULL
      AND "environment" IS NOT DISTINCT FROM ${environment}::public.environment`;
  return rows.length > 0;
}

/**
 * Raises an alarm on a connection of its own, so it stays when the caller's transaction is rolled back. That it could not be
 * written must not change what happens to the grant.
 */
export async function tryRaiseAlarm(
  ctx: Pick<VaultContext, 'database' | 'log'>,
  code: VaultAlarm,
  environment: Environment | null,
): Promise<void> {
  try {
    await raiseAlarm(ctx.database.db, ctx, code, environment);
  } catch (error) {
    ctx.log.error({ alarm: code, environment, err: error }, 'alarm could not be written');
  }
}

/** Clears an alarm whose cause is gone. */
export async function tryClearAlarm(
  ctx: Pick<VaultContext, 'database' | 'log'>,
  code: VaultAlarm,
  environment: Environment | null,
  unseenMs = 0,
): Promise<void> {
  try {
    await clearAlarm(ctx.database.db, ctx, code, environment, unseenMs);
  } catch (error) {
    ctx.log.warn({ alarm: code, environment, err: error }, 'alarm could not be cleared');
  }
}
