import type { Environment } from '#lib/env/wise';
import { createLogger } from '#lib/log/logger';
import { parseVaultEnv } from '#vault/env/vault-env';
import { openKeyRing } from '#vault/keys/key-ring';
import { loadRing } from '#vault/ring-keys/load-ring';
import { createContext, type VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import { notSetUp, type Place, type Result, refused } from './place';

/** Runs `act` with the vault's own settings and every ring key. No loop is started and nothing listens. */
export function withVault(place: Place, act: (ctx: VaultContext) => Promise<Result>): Promise<Result> {
  return withSettings(place, async (ctx) => {
    await loadRing(ctx);
    return act(ctx);
  });
}

/** The same with the ring keys of VAULT_KEYS alone: it works while the root key provider is away. */
export async function withSettings(
  place: Place,
  act: (ctx: VaultContext) => Promise<Result>,
): Promise<Result> {
  const env = parseVaultEnv(withoutJobs(await place.vaultSettings()));
  const ctx = createContext(env, openKeyRing(env.VAULT_KEYS), {
    log: createLogger('command', 'silent'),
  });
  try {
    return await act(ctx);
  } finally {
    await ctx.wise.close();
    await ctx.database.close();
  }
}

/**
 * The same with our client at Wise.
 *
 * @param environment undefined: any that is set up, where the act finds its own.
 */
export function withWise(
  place: Place,
  environment: Environment | undefined,
  act: (ctx: VaultContext, client: WiseClient) => Promise<Result>,
): Promise<Result> {
  return withVault(place, async (ctx) => {
    const client = environment === undefined ? ctx.wise.all[0] : ctx.wise.ofEnvironment(environment);
    if (client === undefined)
      return environment === undefined
        ? refused('No Wise environment is set up here.')
        : notSetUp(environment);
    await ctx.jose.load();
    return act(ctx, client);
  });
}

/** The address for background jobs is asked for by the vault's settings, and used by none of the commands. */
export function withoutJobs(settings: Readonly<Record<string, string>>): Record<string, string> {
  const isSet = settings.VAULT_JOBS_DATABASE_URL || settings.VAULT_JOBS_DATABASE_URL_FILE;
  return isSet
    ? { ...settings }
    : { ...settings, VAULT_JOBS_DATABASE_URL: settings.VAULT_DATABASE_URL ?? '' };
}
