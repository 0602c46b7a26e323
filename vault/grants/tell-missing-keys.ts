import type { Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/context';
import { alarm } from './alarms';

/** Alarms while there are grants whose key this process lacks: it leaves them alone, so nothing else would tell. */
export async function tellMissingKeys(ctx: VaultContext): Promise<void> {
  const { rows } = await ctx.database.pool.query<{ environment: Environment }>({
    name: 'grant-missing-keys',
    text: `SELECT DISTINCT environment FROM vault.grants WHERE key_id <> ALL ($1::text[])`,
    values: [[...ctx.ring.keys.keys()]],
  });
  for (const { environment } of rows) await alarm(ctx, 'vault_key_missing', environment);
}
