import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Stop } from '#lib/jobs/repeat';
import { createLogger } from '#lib/log/logger';
import { withClient } from '#scripts/db/roles';
import { startPooler } from '#test/database/pooler.mjs';
import { until } from '#test/until';
import { jobHandlers } from '../job-handlers';
import { Harness, type VaultOptions } from '../testing/harness';
import { addJob, type JobHandler } from './jobs';
import { startJobWorker } from './worker';

type Handler = JobHandler<'retention.sweep'>;

let harness: Harness;
const stops: Stop[] = [];
/** Every line of the vaults' logs. */
const lines: Record<string, unknown>[] = [];
const log = createLogger('test', 'debug', { write: (line) => lines.push(JSON.parse(line)) });

beforeAll(async () => {
  harness = await Harness.start();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await harness.owner.query('DELETE FROM graphile_worker._private_jobs');
  lines.length = 0;
});
afterAll(() => harness.close());

/** A vault that does jobs in this way. */
function worker(handler: Handler, options: VaultOptions = {}) {
  const ctx = harness.vault({ log, ...options, deadlines: { jobPollMs: 60_000, ...options.deadlines } });
  const stop = startJobWorker(ctx, {
    handlers: { ...jobHandlers, 'retention.sweep': handler },
    schedule: [],
  });
  stops.push(stop);
  return { ctx, stop };
}

const add = (ctx: ReturnType<typeof worker>['ctx'], table: string) =>
  addJob(ctx.database.db, 'retention.sweep', { table });

async function rows(): Promise<Record<string, unknown>[]> {
  const { rows } = await harness.owner.query(
    `SELECT payload, attempts, max_attempts, last_error, locked_by, run_at > now() AS "isPutOff"
     FROM graphile_worker._private_jobs ORDER BY id`,
  );
  return rows;
}

/** Until somebody waits to be told of new jobs; another role's statements only a superuser sees. */
async function untilListening(): Promise<void> {
  const database = new URL(harness.database.ownerUrl).pathname.slice(1);
  await withClient(inject('testCluster').superUrl, (superuser) =>
    until('a worker listens', async () => {
      const { rowCount } = await superuser.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND query LIKE 'LISTEN%'`,
        [database],
      );
      return (rowCount ?? 0) > 0;
    }),
  );
}

describe('a job', () => {
  it('of a transaction that is rolled back never runs; one of a committed runs at once, without being looked for', async () => {
    const done: string[] = [];
    const { ctx } = worker(async (_ctx, { table }) => void done.push(table));
    await untilListening();
    await ctx.database.db
      .$transaction(async (tx) => {
        await addJob(tx, 'retention.sweep', { table: 'undone' });
        throw new Error('undo');
      })
      .catch(() => undefined);
    await add(ctx, 'kept');
    await until('the committed one is done', () => done.length > 0);
    expect(await until('no job is left', async () => (await rows()).length === 0)).toBe(true);
    expect(done).toEqual(['kept']);
  });

  it('runs in one of two vaults only', async () => {
    const done: string[] = [];
    const handler: Handler = async (_ctx, { table }) => {
      await new Promise((resolve) => setImmediate(resolve));
      done.push(table);
    };
    const { ctx } = worker(handler);
    worker(handler, { deadlines: { jobPollMs: 20 } });
    const names = Array.from({ length: 60 }, (_, at) => `job ${at}`);
    await Promise.all(names.map((name) => add(ctx, name)));
    await until('all are done', async () => (await rows()).length === 0);
    expect(done.toSorted()).toEqual(names.toSorted());
  });

  it('that fails is tried as often as its rule says, and then stays with its error and a line in the log', async () => {
    let tries = 0;
    const { ctx } = worker(
      async () => {
        tries += 1;
        throw new Error(`try ${tries}`);
      },
      { deadlines: { jobPollMs: 50 } },
    );
    await add(ctx, 'x');
    expect((await rows())[0]).toMatchObject({ max_attempts: 10 });
    // the pauses between ten tries are hours
    for (let count = 1; count <= 10; count += 1) {
      await until(
        'it has failed',
        async () => (await rows())[0]?.attempts === count && (await rows())[0]?.locked_by === null,
      );
      if (count < 10) {
        expect((await rows())[0]).toMatchObject({ isPutOff: true });
        await harness.owner.query('UPDATE graphile_worker._private_jobs SET run_at = now()');
      }
    }
    await until('it is said', () => lines.some(({ msg }) => msg === 'a background job was given up'));
    expect(await rows()).toMatchObject([{ attempts: 10, last_error: 'try 10' }]);
    expect(tries).toBe(10);
    expect(lines.find(({ level, job }) => level === 'error' && job === 'retention.sweep')).toMatchObject({
      attempts: 10,
    });
  });

  it('with another payload than it wants fails and is never handed to its handler', async () => {
    const done: unknown[] = [];
    const { ctx } = worker(async (_ctx, payload) => void done.push(payload), {
      deadlines: { jobPollMs: 50 },
    });
    await ctx.database.pool.query(`SELECT vault.add_job('retention.sweep', '{"table": 7}', 1, NULL)`);
    await until('it has failed', async () => (await rows())[0]?.last_error !== null);
    expect(String((await rows())[0]?.last_error)).toContain('expected string');
    expect(done).toEqual([]);
  });

  it('under the key of one that still waits takes its place', async () => {
    const ctx = harness.vault();
    for (const table of ['old', 'new']) {
      await addJob(ctx.database.db, 'retention.sweep', { table }, { key: 'k' });
    }
    expect(await rows()).toMatchObject([{ payload: { table: 'new' } }]);
  });

  it('that outlives its limit fails, so that it is tried again', async () => {
    const { ctx } = worker(() => new Promise(() => undefined), {
      deadlines: { jobLimitMs: 50, jobPollMs: 50 },
    });
    await add(ctx, 'x');
    await until('it has failed', async () => (await rows())[0]?.last_error !== null);
    expect((await rows())[0]).toMatchObject({
      last_error: 'the job retention.sweep outlived its limit',
      locked_by: null,
    });
  });
});

describe('the schedule', () => {
  const key = 'hourly';
  const schedule = [{ name: 'retention.sweep' as const, payload: { table: key }, key, cron: '7 * * * *' }];

  it('is one for all vaults, and makes up for the hour in which none ran', async () => {
    await harness.owner.query(
      `INSERT INTO graphile_worker._private_known_crontabs
       VALUES ($1, now() - interval '1 day', now() - interval '61 minutes')`,
      [key],
    );
    const handlers = { ...jobHandlers, 'retention.sweep': () => Promise.resolve() };
    for (let count = 0; count < 2; count += 1) {
      stops.push(startJobWorker(harness.vault({ log }), { handlers, schedule }));
    }
    await until('the schedule goes on', async () => {
      const { rowCount } = await harness.owner.query(
        `SELECT 1 FROM graphile_worker._private_known_crontabs
         WHERE identifier = $1 AND last_execution > now() - interval '1 hour'`,
        [key],
      );
      return rowCount === 1;
    });
    await until('its job is done', async () => (await rows()).length === 0);
  });
});

describe('a vault that stops', () => {
  it('waits for the job that it works on, which is done and gone then', async () => {
    let finish: (() => void) | undefined;
    let hasEnded = false;
    const { ctx, stop } = worker(
      async () => {
        await new Promise<void>((resolve) => (finish = resolve));
        hasEnded = true;
      },
      { deadlines: { drainMs: 60_000 } },
    );
    await add(ctx, 'x');
    // its row is locked a moment before the work begins
    const end = await until('it is worked on', async () => finish);
    let isStopped = false;
    const stopping = stop().then(() => (isStopped = true));
    await add(ctx, 'not begun');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(isStopped).toBe(false);
    end();
    await stopping;
    expect(hasEnded).toBe(true);
    expect(lines.filter(({ level }) => level === 'warn')).toEqual([]);
    expect((await rows()).map(({ payload }) => payload)).toEqual([{ table: 'not begun' }]);
  });

  it('tells a long job so, and leaves one that does not listen to another vault, within its own time', async () => {
    let isBegun = false;
    let wasTold = false;
    const first = worker(
      (_ctx, _payload, signal) => {
        isBegun = true;
        return new Promise(() => signal.addEventListener('abort', () => (wasTold = true), { once: true }));
      },
      { deadlines: { drainMs: 6_000 } },
    );
    await add(first.ctx, 'x');
    await until('it is worked on', () => isBegun);
    const began = performance.now();
    await first.stop();
    expect(performance.now() - began).toBeLessThan(12_000);
    expect(wasTold).toBe(true);
    expect((await rows())[0]).toMatchObject({ locked_by: null, attempts: 1 });
  });
});

describe('a database of jobs that cannot be used', () => {
  it('is told in the log, tried again, and worked on when it can be', async () => {
    const { rows: made } = await harness.owner.query(
      `SELECT has_schema_privilege('connect_jobs', 'graphile_worker', 'USAGE') AS is`,
    );
    expect(made[0].is).toBe(true);
    await harness.owner.query('REVOKE USAGE ON SCHEMA graphile_worker FROM connect_jobs');
    const done: string[] = [];
    const { ctx } = worker(async (_ctx, { table }) => void done.push(table), {
      deadlines: { jobRestartMs: 200 },
    });
    await until('it is told', () => lines.some(({ msg }) => String(msg).startsWith('background jobs wait')));
    await add(ctx, 'waits');
    await harness.owner.query('GRANT USAGE ON SCHEMA graphile_worker TO connect_jobs');
    await until('it is done', () => done.length > 0);
    expect(done).toEqual(['waits']);
  });
});

describe('behind PgBouncer in transaction mode', () => {
  it('nobody tells of a new job, and it is found by looking', async () => {
    const { superUrl, passwords } = inject('testCluster');
    const pooler = await startPooler(superUrl, passwords, { default_pool_size: 2 });
    try {
      const done: string[] = [];
      const env = { VAULT_JOBS_DATABASE_URL: pooler.through(harness.database.jobsUrl) };
      const { ctx, stop } = worker(async (_ctx, { table }) => void done.push(table), {
        env,
        deadlines: { jobPollMs: 200 },
      });
      for (let count = 0; count < 20; count += 1) await add(ctx, `${count}`);
      await until('all are done', () => done.length === 20);
      await until('no job is left', async () => (await rows()).length === 0);
      await stop();
    } finally {
      await pooler.close();
    }
  }, 120_000);
});
