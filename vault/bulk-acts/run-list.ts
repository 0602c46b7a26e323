import type { JobHandler } from '#vault/jobs/jobs';
import { randomId } from '#vault/keys/random';
import type { VaultContext } from '#vault/runtime/context';
import { cancelUnapproved, holdBulkAct, letGo, listLeft } from './bulk-act-row';
import { type BatchResult, runBatch, skipNext } from './run-batch';
import { addRun } from './run-job';

/** Of the limit of a job: the rest is for the batch that is begun last. */
const SHARE_OF_LIMIT = 0.5;

/**
 * A job: works on one list until it is finished or stopped, or its time is over; then another job goes on. One process at a time
 * does, and another after it died.
 */
export const runList: JobHandler<'bulk_acts.run'> = async (ctx, { bulkActId }, signal) => {
  const { db } = ctx.database;
  const holder = randomId();
  const until = performance.now() + SHARE_OF_LIMIT * ctx.deadlines.jobLimitMs;
  let result: BatchResult = 'more';
  while (result === 'more') {
    if (!(await holdBulkAct(db, bulkActId, holder))) return;
    if (signal.aborted || ctx.tasks.isStopping || performance.now() > until) break;
    result = await runOrSkip(ctx, { bulkActId, signal });
  }
  if (result === 'finished') ctx.log.warn({ bulkActId }, 'a list of connections was worked through');
  await db.$transaction(async (tx) => {
    await letGo(tx, bulkActId, holder);
    if (result === 'more') await addRun(tx, bulkActId);
  });
};

/** One connection that fails must not keep the others from their turn: the batch is done again, one by one. */
async function runOrSkip(
  ctx: VaultContext,
  running: { bulkActId: string; signal: AbortSignal },
): Promise<BatchResult> {
  const { bulkActId } = running;
  try {
    return await runBatch(ctx, running);
  } catch (err) {
    ctx.log.warn({ err, bulkActId }, 'a batch of a list failed; its connections are tried one by one');
  }
  return runSingle(ctx, running, 2);
}

async function runSingle(
  ctx: VaultContext,
  running: { bulkActId: string; signal: AbortSignal },
  tries: number,
): Promise<BatchResult> {
  try {
    return await runBatch(ctx, { ...running, size: 1 });
  } catch (err) {
    if (tries > 1) return runSingle(ctx, running, tries - 1);
    ctx.log.error({ err, bulkActId: running.bulkActId }, 'a connection of a list failed; it is left out');
    // throws while the database is away: then the job is tried again, and nothing is left out
    await skipNext(ctx, running.bulkActId);
    return 'more';
  }
}

/** A job of the clock: goes on with lists whose vault died, and ends those that no second person approved in time. */
export const goOnWithLists: JobHandler<'bulk_acts.go_on'> = async (ctx) => {
  const { db } = ctx.database;
  await cancelUnapproved(db);
  for (const bulkActId of await listLeft(db)) await addRun(db, bulkActId);
};
