import type { Secret } from '#lib/log/secret';
import { tryRaiseAlarm } from '#vault/alarms/alarm';
import { type Clocks, readClocks } from '#vault/runtime/clocks';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import type { TokenOutcome } from '#vault/wise/outcomes';

/** What a call to Wise's token endpoint needs. */
export type CallingContext = Pick<VaultContext, 'log' | 'database' | 'deadlines' | 'pauses' | 'credentials'>;

/** One call to Wise's token endpoint: how it ended and when it went out. Its answer's backoff is in force then. */
export async function callTokenEndpoint(
  ctx: CallingContext,
  wise: WiseClient,
  send: () => Promise<TokenOutcome>,
): Promise<{ outcome: TokenOutcome; calledAt: Clocks }> {
  const calledAt = readClocks();
  const secret = wise.secrets.inUse();
  const outcome = await send();
  await applyBackoff(ctx, wise, { outcome, secret }, calledAt);
  return { outcome, calledAt };
}

/**
 * What the answer of a token call says about all other calls to this environment (decision 025): Wise limits us or
 * refuses our client, and this process makes a pause; or Wise took the call, and a pause is over.
 */
async function applyBackoff(
  ctx: CallingContext,
  wise: WiseClient,
  { outcome, secret }: { outcome: TokenOutcome; secret: Secret },
  calledAt: Clocks,
): Promise<void> {
  const { environment } = wise.config;
  switch (outcome.kind) {
    case 'rate_limited':
      ctx.pauses.pause(environment, limitedPauseMs(ctx, outcome), ctx.deadlines.trialMs);
      return;
    case 'client_refused':
      return takeRefusal(ctx, wise, secret);
    case 'tokens':
    case 'grant_refused':
    case 'request_refused':
      ctx.pauses.end(environment, calledAt.monotonicMs);
      return;
    case 'not_sent':
      if (outcome.ourFault === 'client') await takeRefusal(ctx, wise, secret);
      return;
    // of our certificate, whoever watches it finds out more, and alarms
    case 'certificate_refused':
    case 'unknown':
  }
}

async function takeRefusal(ctx: CallingContext, wise: WiseClient, secret: Secret): Promise<void> {
  const { environment } = wise.config;
  // Whoever watches the secrets finds out what it means, and alarms.
  if (await ctx.credentials.takeRefusal(wise, secret)) return;
  ctx.pauses.pause(environment, ctx.deadlines.clientRefusedPauseMs);
  await tryRaiseAlarm(ctx, 'wise_client_refused', environment);
}

/**
 * How long `Retry-After` is believed: Wise counts by the second and by the minute (docs/wise.md 8.2), so whoever names
 * more than a minute does not speak of that limit.
 */
export function limitedPauseMs(
  { deadlines }: Pick<VaultContext, 'deadlines'>,
  { retryAfterSeconds }: { retryAfterSeconds: number },
): number {
  return Math.min(retryAfterSeconds * 1000, deadlines.backOffMaxMs);
}
