import { repeat, type Stop } from '#lib/jobs/repeat';
import { addJob } from '#vault/jobs/jobs';
import type { VaultContext } from '#vault/runtime/context';
import { givePositions, isAnyWaiting } from './give-positions';
import { isAnyDue } from './outbox';

/**
 * Looks twice a second for events that are to be placed, and for deliveries that are due, which are a job's. Adding a job with
 * each event instead would have every transaction wait for the others at the job's key.
 */
export function startEventLoop(ctx: VaultContext): Stop {
  const { database, deadlines, log } = ctx;
  return repeat({
    everyMs: deadlines.eventLookMs,
    work: async () => {
      if (await isAnyWaiting(database)) await givePositions(database);
      if (await isAnyDue(database)) await addJob(database.db, 'events.send', {}, { key: 'events.send' });
    },
    onError: (err) => log.warn({ err }, 'events to the partner wait: the database did not take them on'),
  });
}
