import type { Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/context';
import { alarm } from '#vault/grants/alarms';
import type { TokenOutcome } from '#vault/wise/outcomes';

/** What a token call tells about all others to this environment: for a while nobody in this process makes one. */
export async function heedOutcome(
  ctx: VaultContext,
  environment: Environment,
  outcome: TokenOutcome,
): Promise<void> {
  if (outcome.kind === 'rate_limited') {
    ctx.pauses.pause(environment, Math.min(outcome.retryAfterSeconds * 1000, ctx.deadlines.backOffMaxMs));
  }
  if (outcome.kind === 'client_refused') {
    ctx.pauses.pause(environment, ctx.deadlines.clientRefusedPauseMs);
    await alarm(ctx, 'wise_client_refused', environment);
  }
}
