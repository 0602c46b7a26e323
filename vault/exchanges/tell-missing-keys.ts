import type { Environment } from '#lib/env/wise';
import { raiseAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/runtime/context';

/**
 * Alarms while there are stored tokens whose key this process lacks. It does not take those exchanges up, so nothing
 * else would tell; and perhaps no process has the key.
 *
 * From the few stored tokens to their exchanges one by one (`OFFSET 0`): PostgreSQL knows little of a table that is
 * mostly empty, and would read all exchanges each second.
 */
export async function tellMissingKeys(ctx: VaultContext): Promise<void> {
  const missing = await ctx.database.db.$queryRaw<{ environment: Environment; keyId: string }[]>`
    SELECT DISTINCT e.environment::text AS environment, t.key_id AS "keyId"
    FROM vault.exchange_tokens t CROSS JOIN LATERAL (
      SELECT x.environment FROM public.exchanges x WHERE x.attempt_id = t.attempt_id OFFSET 0) e
    WHERE t.refresh IS NOT NULL AND t.key_id <> ALL (${[...ctx.ring.keys.keys()]}::text[])`;
  for (const { environment, keyId } of missing) {
    const isNew = await raiseAlarm(ctx.database.db, ctx, 'vault_key_missing', environment);
    if (isNew) ctx.log.error({ keyId, environment }, 'VAULT_KEYS lacks the key of an exchange');
  }
}
