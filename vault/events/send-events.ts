import type { Secret } from '#lib/log/secret';
import { sendOut } from '#lib/net/send-out';
import type { JobHandler } from '#vault/jobs/jobs';
import type { VaultContext } from '#vault/runtime/context';
import { openSecrets } from './endpoint-secret';
import { toEvent } from './event-row';
import {
  type ClaimedDelivery,
  type ClaimedEndpoint,
  claimDeliveries,
  claimEndpoints,
  releaseEndpoint,
} from './outbox';
import { type Result, settle } from './settle';
import { signedHeaders } from './sign';

/** What of a receiver's answer is read: nobody looks at it. */
const MAX_ANSWER_BYTES = 1_024;

/**
 * Sends what is due, each endpoint on its own, so that a slow one holds up no other. It ends after a while, to make room for
 * other jobs; the event loop adds it again while anything is due.
 */
export const sendEvents: JobHandler<'events.send'> = async (ctx, _payload, signal) => {
  const until = performance.now() + ctx.deadlines.eventSliceMs;
  const endpoints = await claimEndpoints(ctx.database, ctx.deadlines);
  await Promise.all(
    endpoints.map(async (endpoint) => {
      try {
        await sendTo(ctx, endpoint, { until, signal });
      } catch (err) {
        // one endpoint's: a secret that does not open must not keep the others from theirs
        ctx.log.error({ endpointId: endpoint.id, err }, 'events could not be sent to an endpoint');
        await rest(ctx, endpoint);
      } finally {
        await releaseEndpoint(ctx.database, endpoint);
      }
    }),
  );
};

type Turn = { until: number; signal: AbortSignal };

async function sendTo(ctx: VaultContext, claimed: ClaimedEndpoint, { until, signal }: Turn): Promise<void> {
  let endpoint = claimed;
  const secrets = await openSecrets(ctx, { endpointId: endpoint.id, environment: endpoint.environment });
  while (!signal.aborted && performance.now() < until) {
    const deliveries = await claimDeliveries(ctx.database, endpoint, ctx.deadlines);
    if (deliveries.length === 0) return;
    const results = await Promise.all(
      deliveries.map((delivery) => sendOne(ctx, endpoint, delivery, secrets)),
    );
    const { failures, isDisabled } = await settle(ctx, endpoint, results);
    if (isDisabled) ctx.log.warn({ endpointId: endpoint.id }, 'an endpoint answered 410 and is disabled');
    if (isDisabled || failures > 0) return;
    endpoint = { ...endpoint, failures };
  }
}

async function sendOne(
  { targets, deadlines }: VaultContext,
  { url }: ClaimedEndpoint,
  delivery: ClaimedDelivery,
  secrets: readonly Secret[],
): Promise<Result> {
  const began = performance.now();
  const body = JSON.stringify(toEvent(delivery.event));
  const outcome = await sendOut(targets, url, {
    method: 'POST',
    headers: signedHeaders(secrets, { id: delivery.event.id, at: new Date(), body }),
    body,
    deadlineMs: deadlines.eventSendMs,
    maxBodyBytes: MAX_ANSWER_BYTES,
  });
  const ms = performance.now() - began;
  if (outcome.kind === 'failed')
    return { delivery, result: 'failed', status: undefined, failure: outcome.why, ms };
  const { status } = outcome;
  const isTaken = status >= 200 && status < 300;
  const result = isTaken ? 'delivered' : status === 410 ? 'gone' : 'failed';
  return { delivery, result, status, failure: undefined, ms };
}

/** Not again at once: what failed was ours, and will fail again for a while. */
async function rest({ database, deadlines }: VaultContext, { id }: ClaimedEndpoint): Promise<void> {
  await database.db.$executeRaw`
    UPDATE vault.event_endpoints SET failures = failures + 1, failing_since = coalesce(failing_since, now()),
      rest_until = now() + ${deadlines.eventRestMaxMs / 10}::float8 * interval '1 millisecond' WHERE id = ${id}::uuid`;
}
