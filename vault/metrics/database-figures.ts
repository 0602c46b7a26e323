import type { GaugeName } from '#lib/metrics/catalogue';
import type { VaultContext } from '#vault/runtime/context';

type Figures = {
  jobs: { due: number; waiting: number; running: number; given_up: number; oldest_due_seconds: number };
  holds: Record<string, number> | null;
  alarms: Record<string, number> | null;
  ringKeys: Record<string, number> | null;
};

/** Short tables all, but for the jobs, of which the function looks at 10,000. */
const FIGURES = `
  SELECT
    (SELECT to_jsonb(j) FROM vault.job_figures() AS j) AS jobs,
    (SELECT jsonb_object_agg(scope, n) FROM (
      SELECT scope, count(*) AS n FROM vault.holds WHERE released_at IS NULL GROUP BY scope) AS h) AS holds,
    (SELECT jsonb_object_agg(code, n) FROM (
      SELECT code, count(*) AS n FROM public.alarms WHERE cleared_at IS NULL GROUP BY code) AS a) AS alarms,
    (SELECT jsonb_object_agg(state, n) FROM (
      SELECT CASE WHEN compromised_at IS NOT NULL AND destroyed_at IS NULL THEN 'compromised' ELSE state END AS state,
        count(*) AS n
      FROM vault.ring_keys GROUP BY 1) AS r) AS "ringKeys"`;

const FROM_DATABASE: readonly GaugeName[] = [
  'connect_jobs',
  'connect_jobs_oldest_due_seconds',
  'connect_holds',
  'connect_alarms_open',
  'connect_ring_keys',
];
const NOT_MORE_OFTEN_MS = 5_000;
const ANSWER_WITHIN_MS = 3_000;

/** Reads the database's figures when Prometheus asks; two who ask at once are one question. */
export function collectDatabaseFigures(
  ctx: Pick<VaultContext, 'database' | 'log' | 'metrics'>,
  { notMoreOftenMs = NOT_MORE_OFTEN_MS } = {},
): void {
  const { metrics, database, log } = ctx;
  let last: { at: number; done: Promise<void> } | undefined;
  const read = async (): Promise<void> => {
    try {
      const { rows } = await answered(database.pool.query<Figures>(FIGURES));
      for (const name of FROM_DATABASE) metrics.clear(name);
      if (rows[0] !== undefined) tell(ctx, rows[0]);
      metrics.set('connect_database_up', {}, 1);
    } catch (err) {
      log.debug({ err }, 'the figures of the database could not be read');
      for (const name of FROM_DATABASE) metrics.clear(name);
      metrics.set('connect_database_up', {}, 0);
    }
  };
  metrics.onCollect(async () => {
    const now = performance.now();
    if (last === undefined || now - last.at >= notMoreOftenMs) last = { at: now, done: read() };
    await last.done;
    const { totalCount, idleCount, waitingCount } = database.pool;
    metrics.set('connect_db_pool_connections', { state: 'open' }, totalCount);
    metrics.set('connect_db_pool_connections', { state: 'idle' }, idleCount);
    metrics.set('connect_db_pool_connections', { state: 'waiting' }, waitingCount);
  });
}

function tell({ metrics }: Pick<VaultContext, 'metrics'>, figures: Figures): void {
  const { oldest_due_seconds: oldest, ...states } = figures.jobs;
  metrics.set('connect_jobs_oldest_due_seconds', {}, oldest);
  for (const [state, n] of Object.entries(states)) metrics.set('connect_jobs', { state }, n);
  for (const [scope, n] of Object.entries(figures.holds ?? {})) metrics.set('connect_holds', { scope }, n);
  for (const [code, n] of Object.entries(figures.alarms ?? {}))
    metrics.set('connect_alarms_open', { code }, n);
  for (const [state, n] of Object.entries(figures.ringKeys ?? {}))
    metrics.set('connect_ring_keys', { state }, n);
}

/** Prometheus gives up after ten seconds: a database that is silent must not cost it the rest. */
async function answered<Value>(question: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the database did not answer in time')), ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([question, patience]);
  } finally {
    clearTimeout(timer);
    question.catch(() => undefined);
  }
}
