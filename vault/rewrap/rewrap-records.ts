import { setTimeout as wait } from 'node:timers/promises';
import type { VaultContext } from '#vault/runtime/context';
import { addJob, type JobHandler } from '../jobs/jobs';
import { canMoveAny } from './can-move-any';
import { type BatchResult, moveBatch } from './move-batch';
import { isOfAllKeys } from './next-step';
import { beginRound, finishRun, type Run, readOpenRun } from './run-row';
import { countByKey } from './sealed-tables';

/** A job takes no longer, so that other jobs of this process wait no longer. */
const SLICE_MS = 1_000;
/** After a batch, this share of the time it took belongs to everybody else: where the database is slow, pauses are long. */
const PAUSE_SHARE = 0.05;
const HELD_PAUSE_MS = 50;
/** A vault sees within `ringLookMs` that another key is active: a run that was started before that does not wait for the clock's next job. */
const KEY_SEEN_WITHIN_MS = 10_000;

/** The next job is added under the key of the one that the clock adds: they are one, and never more than one waits. */
const KEY = 'keys.rewrap';

/**
 * Goes on with the run under way, for a second; while there is more to do it adds the next job. Any number of vaults may
 * do so: the run's row lets one of them work on it at a time. The root key is not asked for anything.
 */
export const rewrapRecords: JobHandler<'keys.rewrap'> = async (ctx, _payload, signal) => {
  const run = await readOpenRun(ctx.database.pool);
  if (run === undefined) return;
  const result = await workOn(ctx, run, signal);
  if (result === 'busy') return;
  if (result === 'not_primary') {
    ctx.log.warn(
      { rewrapId: run.id, keyId: run.keyId },
      'records wait to be moved: their key is not primary here',
    );
    return;
  }
  if (result === 'more' || (await endRound(ctx, run)) === 'more') {
    await addJob(ctx.database.db, 'keys.rewrap', {}, { key: KEY });
  }
};

async function workOn(
  ctx: VaultContext,
  run: Run,
  signal: AbortSignal,
): Promise<'more' | 'round_over' | 'busy' | 'not_primary'> {
  const until = performance.now() + SLICE_MS;
  const isNew = Date.now() - run.startedAt.getTime() < KEY_SEEN_WITHIN_MS;
  while (performance.now() < until && !signal.aborted) {
    const began = performance.now();
    const { kind }: BatchResult = await moveBatch(ctx, run);
    const comesLater = kind === 'held' || (kind === 'not_primary' && isNew);
    if (kind !== 'moved' && !comesLater) return kind;
    await wait(comesLater ? HELD_PAUSE_MS : (performance.now() - began) * PAUSE_SHARE);
  }
  return 'more';
}

/**
 * At the end of a round the records of other ring keys are counted. Those that were written meanwhile, by a process that
 * still had the old key, want another round; where none is left but what does not open, the run is over.
 */
async function endRound(ctx: VaultContext, started: Run): Promise<'more' | 'over'> {
  const { database, log } = ctx;
  const counts = await countByKey(database.pool);
  const run = await readOpenRun(database.pool);
  if (run === undefined || run.id !== started.id || run.round !== started.round) return 'over';
  const left = counts.reduce((sum, { keyId, count }) => sum + (keyId === run.keyId ? 0 : count), 0);
  const canDoMore = left > 0 && (isOfAllKeys(run) || (await canMoveAny(ctx, run)));
  if (canDoMore) {
    await beginRound(database.pool, run);
    // the clock's next job looks again, where this round found nothing that could be moved
    return run.moved > started.moved || isOfAllKeys(run) || run.round === 1 ? 'more' : 'over';
  }
  const isComplete = left === 0 && run.refused + run.unsealed === 0;
  const isMine = await database.db.$transaction((tx) =>
    finishRun(tx, run, isComplete ? 'done' : 'left', left),
  );
  if (!isMine) return 'over';
  const { id: rewrapId, keyId, moved } = run;
  if (isComplete) log.info({ rewrapId, keyId, moved }, 'all records have moved to the ring key');
  else
    log.error({ rewrapId, keyId, moved, left }, 'records are left that could not be moved to the ring key');
  return 'over';
}
