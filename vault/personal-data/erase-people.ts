import { setTimeout as wait } from 'node:timers/promises';
import type { JobHandler } from '#vault/jobs/jobs';
import type { VaultContext } from '#vault/runtime/context';
import { sortEvents } from '#vault/webhooks/sort-events';
import { endAccess } from './end-access';
import { eraseRows } from './erase-rows';
import { isBlocked, listOpenErasures, type OpenErasure } from './erasure-row';

/** A job waits so long for revocations at Wise, then ends; the clock adds another one each minute. */
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 250;

/**
 * Goes on with every erasure under way: ends all access first, waits until Wise has heard of it or the window of the
 * revocation is over, then erases. May be repeated after any crash; any number of vaults may run it.
 */
export const erasePeople: JobHandler<'customers.erase'> = async (ctx, _payload, signal) => {
  const open = await listOpenErasures(ctx.database.db);
  const patience = performance.now() + PATIENCE_MS;
  for (let left = open; left.length > 0 && performance.now() < patience && !signal.aborted; ) {
    const blocked: OpenErasure[] = [];
    // an event that nobody has sorted names nobody yet
    await sortEvents(ctx, {}, signal);
    for (const erasure of left) {
      // again each time: the answer to a code that was on its way may have come
      await tryToEndAccess(ctx, erasure);
      if (!(await finish(ctx, erasure))) blocked.push(erasure);
    }
    left = blocked;
    if (left.length > 0) await wait(LOOK_EVERY_MS);
  }
};

/** One that fails must not keep the others from their end. */
async function tryToEndAccess(ctx: VaultContext, erasure: OpenErasure): Promise<void> {
  try {
    await endAccess(ctx, erasure);
  } catch (err) {
    ctx.log.error(
      { err, erasureId: erasure.id },
      'access of a customer could not be ended; it is tried again',
    );
  }
}

/** @returns false while something is under way at Wise. */
async function finish(ctx: VaultContext, erasure: OpenErasure): Promise<boolean> {
  if (await isBlocked(ctx.database.db, ctx.deadlines, erasure.customerId)) return false;
  try {
    return await eraseRows(ctx, erasure);
  } catch (err) {
    ctx.log.error({ err, erasureId: erasure.id }, 'a customer could not be erased; it is tried again');
    return false;
  }
}
