import type { Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';
import type { MadeBy } from '#vault/wise/clients';

type Ctx = Pick<VaultContext, 'wise' | 'pauses'>;

/** The (environment, client id) pairs that are configured and that may be called just now. */
export function callableClients(ctx: Ctx, isAwaited: boolean): MadeBy[] {
  return ctx.wise.all
    .map(({ config }) => ({ environment: config.environment, clientId: config.clientId }))
    .filter(({ environment }) => pausedMs(ctx, environment, isAwaited) === 0);
}

/**
 * How long a refresh waits for Wise. What nobody waits for sits a pause out; a person, or a caller whose token is due,
 * may be the one who tries whether it is over (decision 025).
 */
export function pausedMs({ pauses }: Ctx, environment: Environment, isAwaited: boolean): number {
  return isAwaited ? pauses.untilTrialMs(environment) : pauses.leftMs(environment);
}

/** True when the client that made a grant is configured today (design 4.4). */
export function isConfigured(ctx: Pick<VaultContext, 'wise'>, grant: MadeBy): boolean {
  return ctx.wise.find(grant) !== undefined;
}
