import type { FastifyInstance } from 'fastify';
import type { Stop } from '#lib/jobs/repeat';
import { startAuditSealer } from './audit/sealer';
import { startCertificateWatch } from './certificates/watch-certificates';
import { startCredentialWatch } from './credentials/watch';
import { startEventLoop } from './events/event-loop';
import { startExchangeRecovery } from './exchanges/recover-exchanges';
import { startRefreshLoop } from './grants/refresh-loop';
import { jobHandlers, jobSchedule } from './job-handlers';
import { startJobWorker } from './jobs/worker';
import { startProvingJoseKeys } from './jose/prove-keys';
import { startWiseWatch } from './probe/watch-wise';
import type { RingKeys } from './ring-keys/watch-ring';
import { registerInternalRoutes } from './routes/internal/register';
import { registerWebhookRoutes } from './routes/webhooks/register';
import type { VaultContext } from './runtime/context';
import { createDoor } from './webhooks/door';
import { startListeningMark } from './webhooks/gaps';
import type { SigningKeys } from './webhooks/signing-keys';

// What a vault starts once partners are answered. vault/server.ts loads this file then, and not before (decision 106).

/** The routes of the two listeners that are not the partner's. */
export function registerOtherRoutes(
  { internal, webhooks }: { internal: FastifyInstance; webhooks: FastifyInstance },
  ctx: VaultContext,
  signingKeys: SigningKeys,
): void {
  registerInternalRoutes(internal, ctx);
  registerWebhookRoutes(webhooks, createDoor(ctx, signingKeys));
}

/** Starts all that the vault does without being asked, in a moment. */
export function startLoopsSoon(ctx: VaultContext, ringKeys: RingKeys): Stop {
  let stops: Stop[] = [];
  const timer = setTimeout(() => {
    ringKeys.watch();
    stops = startLoops(ctx);
  }, ctx.deadlines.loopsBeginMs);
  return async () => {
    clearTimeout(timer);
    await Promise.all(stops.map((stop) => stop()));
  };
}

function startLoops(ctx: VaultContext): Stop[] {
  return [
    startCredentialWatch(ctx),
    startRefreshLoop(ctx),
    startAuditSealer(ctx),
    startExchangeRecovery(ctx),
    startCertificateWatch(ctx),
    startWiseWatch(ctx),
    startListeningMark(ctx),
    startProvingJoseKeys(ctx),
    startEventLoop(ctx),
    startJobWorker(ctx, { handlers: jobHandlers, schedule: jobSchedule }),
  ];
}
