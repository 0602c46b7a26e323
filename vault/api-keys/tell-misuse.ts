import { appendAudit } from '#lib/audit/append';
import type { Database } from '#lib/db/client';
import type { Logger } from '#lib/log/logger';
import { raiseAlarm } from '#vault/alarms/alarm';
import type { ApiKey } from './check-key';

type Needs = { database: Pick<Database, 'db'>; log: Logger };

/** Tells staff, once for a key and hour, that it has asked for more connections than its quota. Never throws. */
export async function tellQuota(
  { database, log }: Needs,
  { id, quota }: ApiKey,
  { hour, asked }: { hour: Date; asked: number },
): Promise<void> {
  const facts = { key: id, hour: hour.toISOString(), connections: asked, quota: quota?.perHour ?? null };
  try {
    await database.db.$transaction(async (tx) => {
      const isFirst = await tx.$executeRaw`
        UPDATE vault.api_keys SET quota_told_hour = ${hour} WHERE id = ${id}
          AND quota_told_hour IS DISTINCT FROM ${hour}::timestamptz`;
      if (isFirst === 0) return;
      log.error({ ...facts, refused: quota?.refuses }, 'an API key is over its quota');
      await appendAudit(tx, {
        action: 'api_key.quota_exceeded',
        actor: { kind: 'system', id: 'vault' },
        detail: { ...facts, refused: quota?.refuses === true },
      });
      await raiseAlarm(tx, { log }, 'api_key_over_quota', null);
    });
  } catch (error) {
    log.error({ ...facts, err: error }, 'an API key is over its quota, and nobody could be told');
  }
}

/**
 * Tells staff, once an hour for a key, that somebody who has its secret used it from where it may not be used: it may have
 * leaked. Never throws.
 */
export async function tellMisplaced({ database, log }: Needs, id: string): Promise<void> {
  try {
    await database.db.$transaction(async (tx) => {
      const isFirst = await tx.$executeRaw`
        UPDATE vault.api_keys SET misplaced_told_at = now()
        WHERE id = ${id} AND coalesce(misplaced_told_at < now() - interval '1 hour', true)`;
      if (isFirst === 0) return;
      await appendAudit(tx, {
        action: 'api_key.misplaced',
        actor: { kind: 'system', id: 'vault' },
        detail: { key: id },
      });
      await raiseAlarm(tx, { log }, 'api_key_misplaced', null);
    });
  } catch (error) {
    log.error({ key: id, err: error }, 'an API key was used from elsewhere, and nobody could be told');
  }
}
