import { claimEnding } from '#vault/grants/claim-ending';
import type { JobHandler } from '#vault/jobs/jobs';
import { addEvent } from './add-event';

/** How long before its end the partner hears of it: long enough to ask a customer who looks in once a week. */
const DAYS = 14;
const AT_ONCE = 200;

/** Tells of connections whose consent ends soon (`connection.expiring`), once for each end. */
export const tellExpiring: JobHandler<'events.tell_expiring'> = async ({ database }, _payload, signal) => {
  for (let count = AT_ONCE; count === AT_ONCE && !signal.aborted; ) {
    count = await database.db.$transaction(async (tx) => {
      const ending = await claimEnding(tx, { days: DAYS, atOnce: AT_ONCE });
      for (const { connectionId, environment, expiresAt } of ending)
        await addEvent(tx, {
          type: 'connection.expiring',
          connectionId,
          environment,
          detail: { expires_at: expiresAt.toISOString() },
        });
      return ending.length;
    });
  }
};
