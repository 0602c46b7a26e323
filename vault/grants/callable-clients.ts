import type { Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/context';

/** The (environment, client id) pairs that are configured and not paused just now. */
export function callableClients(ctx: VaultContext): { environment: Environment; clientId: string }[] {
  return [...ctx.wise.values()]
    .map(({ config }) => ({ environment: config.environment, clientId: config.clientId }))
    .filter(({ environment }) => ctx.pauses.leftMs(environment) === 0);
}

/** True when a grant was made by the client that is configured today (design 4.4). */
export function isConfigured(
  ctx: VaultContext,
  grant: { environment: Environment; clientId: string },
): boolean {
  return ctx.wise.get(grant.environment)?.config.clientId === grant.clientId;
}
