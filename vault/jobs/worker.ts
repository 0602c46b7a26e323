import type { Runner } from 'graphile-worker';
import { openPool } from '#lib/db/client';
import { repeat, type Stop } from '#lib/jobs/repeat';
import type { VaultContext } from '#vault/runtime/context';
import { freeAbandoned, freeJobsOf } from './abandoned';
import { checkJobs } from './job-alarm';
import { addJob, type JobHandlers, type ScheduledJob } from './jobs';

/** Jobs that one vault works on at a time. Each also takes a connection of the vault's own pool. */
const AT_ONCE = 2;

export type JobWork = { handlers: JobHandlers; schedule: readonly ScheduledJob[] };

/**
 * Works on background jobs for as long as this process lives, beside everything else: where the database of the jobs
 * cannot be used the vault vends and refreshes all the same, and this tries again. Any number of vaults may run it.
 *
 * @returns stops it: takes no more jobs and waits for those it works on, `drainMs` at most.
 */
export function startJobWorker(ctx: VaultContext, work: JobWork): Stop {
  const { deadlines, log } = ctx;
  const pool = openPool(ctx.env.VAULT_JOBS_DATABASE_URL.reveal(), {
    applicationName: 'connect-vault-jobs',
    // the workers, the one that listens, and the schedule
    max: AT_ONCE + 2,
  });
  // a client that somebody holds when the server goes away has no listener of the pool
  pool.on('connect', (client) => client.on('error', () => undefined));
  let current: { runner: Runner; holder: string } | undefined;
  let isStopping = false;
  const began = performance.now();
  let stopped: Promise<void> | undefined;

  /** One life of the library's runner; it ends when we stop it, or when the library gives up. */
  async function session(): Promise<void> {
    // not before it is needed: loading the library must not delay the vault's first answer
    const { startRunner } = await import('./runner');
    current = await startRunner(ctx, pool, { ...work, concurrency: AT_ONCE });
    if (isStopping) await current.runner.stop();
    await current.runner.promise;
  }

  // also where they cannot be worked on: that they wait is what the alarm sees
  const added = addScheduled(ctx, work);
  const stopSessions = repeat({
    work: session,
    everyMs: deadlines.jobRestartMs,
    onError: (err) => log.warn({ err }, 'background jobs wait: they cannot be worked on now'),
  });
  const stopFreeing = repeat({
    work: () => freeAbandoned(ctx, pool),
    everyMs: Math.min(60_000, deadlines.jobAbandonedMs),
    onError: (err) => log.debug({ err }, 'abandoned jobs could not be looked for'),
  });
  const stopChecking = repeat({
    // after a pause of all vaults the jobs that waited are given time first
    work: async () => {
      if (performance.now() - began > deadlines.jobLateMs) await checkJobs(ctx);
    },
    everyMs: 60_000,
    onError: (err) => log.warn({ err }, 'background jobs could not be checked'),
  });

  async function stop(): Promise<void> {
    isStopping = true;
    const ended = Promise.all([added, stopSessions(), stopFreeing(), stopChecking()]);
    // rejects when it is stopping already, which `ended` waits for
    current?.runner.stop().catch(() => undefined);
    if (!(await isDoneWithin(ended, deadlines.drainMs))) {
      log.warn('stopped with a background job still under way; another vault takes it up');
      // the library's own kill() does nothing after a stop()
      if (current !== undefined) await isDoneWithin(freeJobsOf(pool, current.holder), 2_000);
    }
    await isDoneWithin(pool.end(), 2_000);
  }
  return () => {
    stopped ??= stop();
    return stopped;
  };
}

async function addScheduled(ctx: VaultContext, { schedule }: JobWork): Promise<void> {
  try {
    await ctx.database.db.$transaction(async (tx) => {
      for (const { name, payload, key } of schedule) await addJob(tx, name, payload, { key });
    });
  } catch (err) {
    ctx.log.warn({ err }, 'the scheduled jobs were not added; their time will come');
  }
}

/** Whether it ended well within that time; what is late goes on alone. */
async function isDoneWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const isDone = await Promise.race([
    work.then(
      () => true,
      () => false,
    ),
    new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), ms);
    }),
  ]);
  clearTimeout(timer);
  return isDone;
}
