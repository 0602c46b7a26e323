import type { Tx } from '#lib/db/client';
import type { VaultContext } from '#vault/runtime/context';
import { type Asker, audit, type Endpoint, findEndpoint } from './endpoints';
import { addAgain, lockEndpoint } from './fan-out';
import { givePositions, lockPositions } from './give-positions';

/**
 * Enabled or disabled. While it is disabled nothing is added. Enabled with `after`, it gets what is behind that position in the
 * same transaction: an event that is sent before an earlier one is replayed would be out of order.
 */
export async function switchEndpoint(
  ctx: VaultContext,
  asker: Asker,
  { id, isEnabled, after }: { id: string; isEnabled: boolean; after?: string | undefined },
): Promise<Endpoint> {
  // Deliveries are added with an event's place, up to half a second after its commit. What was committed before is placed first:
  // it was not meant for the endpoint.
  if (isEnabled) await givePositions(ctx.database);
  return ctx.database.db.$transaction(async (tx) => {
    // nobody may give a place, and find it disabled, between the two
    if (after !== undefined) await lockPositions(tx);
    await lockEndpoint(tx, id);
    const endpoint = await findEndpoint(tx, id, asker);
    if ((endpoint.disabledAt === null) === isEnabled) return endpoint;
    if (!isEnabled) await disable(tx, asker, endpoint, 'asked');
    else if (after === undefined) await enable(tx, asker, endpoint);
    else {
      const { count } = await addAgain(tx, endpoint, { after });
      await enable(tx, asker, endpoint, { after, count });
    }
    return findEndpoint(tx, id, asker);
  });
}

/** Lock it first, and the positions where `added` tells of events that it missed. */
export async function enable(
  tx: Tx,
  asker: Asker,
  endpoint: Endpoint,
  added: { after: string; count: number } | Record<string, never> = {},
): Promise<void> {
  await tx.$executeRaw`
    UPDATE vault.event_endpoints SET disabled_at = NULL, disabled_reason = NULL, disabled_after = NULL, failures = 0,
      failing_since = NULL, rest_until = '-infinity', enabled_at = now()
    WHERE id = ${endpoint.id}::uuid`;
  await tx.$executeRaw`
    UPDATE vault.event_deliveries SET next_try_at = now()
    WHERE endpoint_id = ${endpoint.id}::uuid AND next_try_at > now()`;
  await audit(tx, 'event_endpoint.enabled', asker, endpoint, added);
}

/**
 * Lock it first: whoever gives places waits then, so the newest position that is seen here is the last one that it got. `settle`
 * says the same for one that answers 410.
 */
export async function disable(
  tx: Tx,
  asker: Asker,
  endpoint: Endpoint,
  reason: 'asked' | 'staff',
): Promise<void> {
  await tx.$executeRaw`
    UPDATE vault.event_endpoints SET disabled_at = now(), disabled_reason = ${reason},
      disabled_after = (SELECT coalesce(max(position), 0) FROM vault.events)
    WHERE id = ${endpoint.id}::uuid`;
  await audit(tx, 'event_endpoint.disabled', asker, endpoint);
}
