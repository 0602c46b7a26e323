import type { Tx } from '#lib/db/client';
import type { SendFailure } from '#lib/net/send-out';
import { jittered } from '#vault/keys/random';
import type { VaultContext } from '#vault/runtime/context';
import type { Deadlines } from '#vault/runtime/deadlines';
import { letNext, lockEndpoint } from './fan-out';
import type { ClaimedDelivery, ClaimedEndpoint } from './outbox';

/** What came of one delivery. `gone`: 410, the receiver wants no more. */
export type Result = {
  delivery: ClaimedDelivery;
  result: 'delivered' | 'failed' | 'gone';
  status: number | undefined;
  failure: SendFailure | undefined;
  ms: number;
};

/**
 * Writes what came of deliveries: who was delivered or is given up makes room for the next in its line, who failed is tried
 * again later, and an endpoint that took nothing rests.
 */
export async function settle(
  ctx: VaultContext,
  endpoint: ClaimedEndpoint,
  results: readonly Result[],
): Promise<{ failures: number; isDisabled: boolean }> {
  return ctx.database.db.$transaction(async (tx) => {
    await lockEndpoint(tx, endpoint.id);
    const pauses = results.map(({ delivery }) => retryMs(delivery.attempts, ctx.deadlines));
    const states = results.map(stateOf);
    await tx.$executeRaw`
      UPDATE vault.event_deliveries AS d SET state = r.state, last_status = r.status, last_failure = r.failure,
        last_ms = r.ms, next_try_at = CASE WHEN r.state = 'waiting' THEN now() + r.pause * interval '1 millisecond' END
      FROM unnest(${results.map(({ delivery }) => delivery.position)}::bigint[], ${states}::text[],
        ${results.map(({ status }) => status ?? null)}::int[], ${results.map(({ failure }) => failure ?? null)}::text[],
        ${results.map(({ ms }) => Math.round(ms))}::int[], ${pauses}::float8[]) AS r (position, state, status, failure, ms, pause)
      WHERE d.endpoint_id = ${endpoint.id}::uuid AND d.position = r.position AND d.state = 'waiting'`;
    const ended = results.filter((_, at) => states[at] !== 'waiting').map(({ delivery }) => delivery.line);
    await letNext(tx, endpoint.id, ended);
    return restOrGoOn(tx, endpoint, results, ctx.deadlines);
  });
}

function stateOf({ result, delivery }: Result): 'waiting' | 'delivered' | 'given_up' {
  if (result === 'delivered') return 'delivered';
  return delivery.isOld && result === 'failed' ? 'given_up' : 'waiting';
}

/** After so many failures in a row the endpoint was away, as far as we can know. */
const AWAY = 3;

async function restOrGoOn(
  tx: Tx,
  { id, failures: before }: ClaimedEndpoint,
  results: readonly Result[],
  deadlines: Deadlines,
): Promise<{ failures: number; isDisabled: boolean }> {
  const isGone = results.some(({ result }) => result === 'gone');
  const hasDelivered = results.some(({ result }) => result === 'delivered');
  const failures = hasDelivered ? 0 : before + 1;
  const restMs = failures === 0 ? 0 : restFor(failures, deadlines);
  await tx.$executeRaw`
    UPDATE vault.event_endpoints SET failures = ${failures}::int,
      failing_since = CASE WHEN ${failures}::int > 0 THEN coalesce(failing_since, now()) END,
      rest_until = now() + ${restMs}::float8 * interval '1 millisecond',
      sending_until = now() + ${deadlines.eventLeaseMs}::float8 * interval '1 millisecond',
      last_delivered_at = CASE WHEN ${hasDelivered} THEN now() ELSE last_delivered_at END,
      disabled_at = CASE WHEN ${isGone} THEN coalesce(disabled_at, now()) ELSE disabled_at END,
      disabled_reason = CASE WHEN ${isGone} THEN coalesce(disabled_reason, 'gone') ELSE disabled_reason END,
      disabled_after = CASE WHEN ${isGone} THEN coalesce(disabled_after, (SELECT max(position) FROM vault.events)) ELSE disabled_after END
    WHERE id = ${id}::uuid`;
  // It is back: what was tried in vain meanwhile need not wait for its own turn. After fewer failures it may be one event
  // that the receiver cannot take, which is not to be tried again with each that it can.
  if (hasDelivered && before >= AWAY)
    await tx.$executeRaw`
      UPDATE vault.event_deliveries SET next_try_at = now() WHERE endpoint_id = ${id}::uuid AND next_try_at > now()`;
  return { failures, isDisabled: isGone };
}

function restFor(failures: number, { eventRestMs, eventRestMaxMs }: Deadlines): number {
  return jittered(Math.min(eventRestMs * 2 ** Math.min(failures - 1, 20), eventRestMaxMs), 0.2);
}

function retryMs(attempts: number, { eventRetryMs, eventRetryMaxMs }: Deadlines): number {
  return jittered(Math.min(eventRetryMs * 3 ** Math.min(attempts - 1, 12), eventRetryMaxMs), 0.2);
}
