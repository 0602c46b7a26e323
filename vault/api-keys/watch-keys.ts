import { appendAudit } from '#lib/audit/append';
import type { VaultAlarm } from '#lib/contract/notifications';
import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import { clearAlarm, raiseAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/runtime/context';
import { settleRotations } from './rotate-key';

/** Staff are told so many days before a key ends, once each. */
const TELL_DAYS = [1, 14] as const;

/** A job: tells of keys that end soon, writes down what has ended by itself, and closes alarms whose cause is over. */
export async function watchApiKeys({ database, log }: Pick<VaultContext, 'database' | 'log'>): Promise<void> {
  await database.db.$transaction(async (tx) => {
    await settleRotations(tx, null);
    await tellExpiring(tx, { log });
    for (const [code, isOver] of Object.entries(OVER) as [VaultAlarm, Prisma.Sql][])
      if (await holds(tx, isOver)) await clearAlarm(tx, { log }, code, null);
  });
}

/** When the cause of an alarm is over. */
const OVER = {
  api_key_expiring: Prisma.sql`NOT EXISTS (SELECT 1 FROM vault.api_keys WHERE revoked_at IS NULL AND expires_at > now()
    AND expires_at <= now() + interval '14 days')`,
  api_key_over_quota: Prisma.sql`NOT EXISTS (SELECT 1 FROM vault.api_keys WHERE revoked_at IS NULL
    AND quota_told_hour >= date_trunc('hour', now(), 'UTC'))`,
  api_key_misplaced: Prisma.sql`NOT EXISTS (SELECT 1 FROM vault.api_keys WHERE revoked_at IS NULL
    AND misplaced_told_at > now() - interval '1 day')`,
} as const satisfies Partial<Record<VaultAlarm, Prisma.Sql>>;

async function holds(tx: Tx, condition: Prisma.Sql): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ holds: boolean }[]>`SELECT ${condition} AS holds`;
  return row?.holds === true;
}

async function tellExpiring(tx: Tx, { log }: Pick<VaultContext, 'log'>): Promise<void> {
  for (const days of TELL_DAYS) {
    const told = await tx.$queryRaw<{ id: string; expiresAt: Date }[]>`
      UPDATE vault.api_keys SET expiry_told_days = ${days}
      WHERE revoked_at IS NULL AND expires_at > now() AND expires_at <= now() + ${days}::int * interval '1 day'
        AND coalesce(expiry_told_days > ${days}, true)
      RETURNING id, expires_at AS "expiresAt"`;
    for (const { id, expiresAt } of told) {
      const expires = expiresAt.toISOString();
      log.warn({ key: id, expires, days }, 'an API key ends soon');
      await appendAudit(tx, {
        action: 'api_key.expiring',
        actor: { kind: 'system', id: 'vault' },
        detail: { key: id, expires, days },
      });
      await raiseAlarm(tx, { log }, 'api_key_expiring', null);
    }
  }
}
