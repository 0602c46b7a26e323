import type { VaultContext } from '#vault/runtime/context';
import { alarm } from './alarms';
import type { GrantOrigin } from './list-origins';

/** Alarms while there are grants whose key this process lacks: it leaves them alone, so nothing else would tell. */
export async function tellMissingKeys(ctx: VaultContext, origins: GrantOrigin[]): Promise<void> {
  const missing = origins.filter(({ keyId }) => !ctx.ring.keys.has(keyId));
  for (const environment of new Set(missing.map((origin) => origin.environment))) {
    await alarm(ctx, 'vault_key_missing', environment);
  }
}
