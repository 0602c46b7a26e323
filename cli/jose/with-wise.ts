import { type Place, type Result, refused } from '#cli/place';
import type { Environment } from '#lib/env/wise';
import { createLogger } from '#lib/log/logger';
import { parseVaultEnv } from '#vault/env/vault-env';
import { openKeyRing } from '#vault/keys/key-ring';
import { createContext, type VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';

/**
 * Runs `act` with the vault's own settings and its client at Wise. No loop is started and nothing listens.
 *
 * @param environment undefined: any that is set up, where the act finds its own.
 */
export async function withWise(
  place: Place,
  environment: Environment | undefined,
  act: (ctx: VaultContext, client: WiseClient) => Promise<Result>,
): Promise<Result> {
  const settings = await place.vaultSettings();
  const hasJobs = settings.VAULT_JOBS_DATABASE_URL || settings.VAULT_JOBS_DATABASE_URL_FILE;
  // asked for by the vault's settings, and used by none of these commands
  const jobs = hasJobs ? {} : { VAULT_JOBS_DATABASE_URL: settings.VAULT_DATABASE_URL };
  const env = parseVaultEnv({ ...settings, ...jobs });
  const ctx = createContext(env, await openKeyRing(env.VAULT_KEYS), { log: createLogger('jose', 'silent') });
  try {
    const client = ctx.wise.all.find(
      ({ config }) => environment === undefined || config.environment === environment,
    );
    if (client === undefined) return refused(`Wise's ${environment} is not set up here: no client id.`);
    await ctx.jose.load();
    return await act(ctx, client);
  } finally {
    await Promise.all(ctx.wise.all.map(({ transport }) => transport.close()));
    await ctx.database.close();
  }
}
