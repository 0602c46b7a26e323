import { EventEmitter } from 'node:events';
import {
  Logger as LibraryLogger,
  parseCronItems,
  type Runner,
  run,
  type WorkerEvents,
} from 'graphile-worker';
import type pg from 'pg';
import type { Logger } from '#lib/log/logger';
import type { VaultContext } from '#vault/runtime/context';
import { JOBS, type JobHandlers, type ScheduledJob } from './jobs';
import { taskList } from './tasks';

type RunnerWork = { handlers: JobHandlers; schedule: readonly ScheduledJob[]; concurrency: number };

/**
 * Starts the library's runner on a pool of role connect_jobs.
 *
 * @returns it, and the name under which it holds jobs
 * @throws when that database cannot be used
 */
export async function startRunner(
  ctx: VaultContext,
  pool: pg.Pool,
  { handlers, schedule, concurrency }: RunnerWork,
): Promise<{ runner: Runner; holder: string }> {
  await assertUsable(pool);
  const events: WorkerEvents = new EventEmitter();
  let holder = '';
  events.on('pool:create', ({ workerPool }) => {
    holder = workerPool.id;
  });
  const runner = await run({
    // By default nobody waits for the record of a finished job: a database that went away meanwhile would be an unhandled
    // rejection, which ends the vault, and a stop would not wait for it either.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    pgPool: pool,
    taskList: taskList(ctx, handlers),
    parsedCronItems: parseCronItems(schedule.map(toCronItem)),
    concurrency,
    pollInterval: ctx.deadlines.jobPollMs,
    // a pooler may give each statement another connection (decision 027)
    noPreparedStatements: true,
    noHandleSignals: true,
    events,
    logger: loggerOver(ctx.log),
  });
  tellGivenUp(ctx.log, events);
  restartWhenStuck(ctx, runner);
  return { runner, holder };
}

/**
 * Without its tables the library would try to make them, and fail with words that say nothing. Where nothing can be
 * written, its workers end at their first statement and print a trace past the log.
 */
async function assertUsable(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ isMade: boolean; isReadOnly: boolean }>(
    `SELECT to_regclass('graphile_worker.migrations') IS NOT NULL AS "isMade",
       current_setting('transaction_read_only')::boolean AS "isReadOnly"`,
  );
  if (rows[0]?.isMade !== true)
    throw new Error('there are no tables for background jobs: npm run db:migrate');
  if (rows[0].isReadOnly) throw new Error('the database of background jobs takes no writes');
}

/** What fell into the hour before is made up for: a vault that runs for minutes at a time does its jobs too. */
function toCronItem({ name, payload, key, cron }: ScheduledJob) {
  return {
    task: name,
    payload,
    match: cron,
    identifier: key,
    options: { jobKey: key, maxAttempts: JOBS[name].maxAttempts, backfillPeriod: 3_600_000 },
  };
}

function tellGivenUp(log: Logger, events: WorkerEvents): void {
  events.on('job:failed', ({ job, error }) => {
    log.error(
      { job: job.task_identifier, jobId: job.id, attempts: job.attempts, err: error },
      'a background job was given up',
    );
  });
}

/**
 * The library never gives up asking for jobs, but a failure of its very first question it remembers for ever
 * (getTaskDetails of 0.17.3). After a while of nothing but failures a new one is better.
 */
function restartWhenStuck({ log, deadlines }: VaultContext, runner: Runner): void {
  let failingSince: number | undefined;
  const works = () => {
    failingSince = undefined;
  };
  runner.events.on('worker:getJob:empty', works);
  runner.events.on('job:start', works);
  runner.events.on('worker:getJob:error', ({ error }) => {
    failingSince ??= performance.now();
    if (performance.now() - failingSince < deadlines.jobRestartMs) return;
    log.warn({ err: error }, 'background jobs wait: they cannot be worked on now');
    runner.stop().catch(() => undefined);
  });
}

/** Its errors are warnings here: each is tried again, and what is given up has a line of its own. */
function loggerOver(log: Logger): LibraryLogger {
  return new LibraryLogger(() => (level, said) => {
    if (level === 'error' || level === 'warning') log.warn({ said }, 'from the job library');
    else log.debug({ said }, 'from the job library');
  });
}
