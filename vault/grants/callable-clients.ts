import type { Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';
import { isAwaited, type RefreshReason } from './refresh-result';

/** The (environment, client id) pairs that are configured and that may be called just now for this reason. */
export function callableClients(
  ctx: VaultContext,
  why: RefreshReason,
): { environment: Environment; clientId: string }[] {
  return [...ctx.wise.values()]
    .map(({ config }) => ({ environment: config.environment, clientId: config.clientId }))
    .filter(({ environment }) => pausedMs(ctx, environment, why) === 0);
}

/**
 * How long a refresh for this reason waits for Wise. What nobody waits for sits a pause out; a person, or a caller whose
 * token is due, may be the one who tries whether it is over (decision 025).
 */
export function pausedMs(ctx: VaultContext, environment: Environment, why: RefreshReason): number {
  return isAwaited(why) ? ctx.pauses.untilTrialMs(environment) : ctx.pauses.leftMs(environment);
}

/** True when a grant was made by the client that is configured today (design 4.4). */
export function isConfigured(
  ctx: VaultContext,
  grant: { environment: Environment; clientId: string },
): boolean {
  return ctx.wise.get(grant.environment)?.config.clientId === grant.clientId;
}
