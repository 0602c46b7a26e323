import type { Replay } from '#lib/contract/event-endpoints';
import type { Tx } from '#lib/db/client';
import { type Asker, audit, findEndpoint } from './endpoints';
import { addAgain, lockEndpoint } from './fan-out';

/**
 * Sends a range of events again, in the order of each connection: those that were delivered or given up, and those that were
 * never meant for the endpoint because it was not there or disabled.
 *
 * @throws AppError NOT_FOUND
 */
export async function replayEvents(
  tx: Tx,
  asker: Asker,
  { id, after, until }: Replay & { id: string },
): Promise<{ count: number; lastPosition: string | null }> {
  await lockEndpoint(tx, id);
  const endpoint = await findEndpoint(tx, id, asker);
  const { count, lastPosition } = await addAgain(tx, endpoint, { after, until });
  await audit(tx, 'event_endpoint.replayed', asker, endpoint, { count, after });
  return { count, lastPosition };
}
