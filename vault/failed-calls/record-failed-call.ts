import type { FailedCallKind, Shape } from '#lib/contract/support-packets';
import type { Database } from '#lib/db/client';
import { isDatabaseFailure } from '#lib/db/database-failure';
import type { Environment } from '#lib/env/wise';
import type { Logger } from '#lib/log/logger';
import { createBatcher } from '#vault/runtime/batch';
import type { Tasks } from '#vault/runtime/tasks';

export type Failure = {
  environment: Environment;
  clientId: string;
  connectionId: string | null;
  kind: FailedCallKind;
  method: string;
  /** What looks like an id is `{}`. */
  path: string;
  status: number | null;
  problem: string;
  requestId: string | null;
  correlationId: string | null;
  traceId: string | null;
  headerNames: readonly string[];
  requestShape: Shape | null;
  answerShape: Shape | null;
};

/** Notes that a call failed. Returns at once: no call waits for it, and none fails because of it. */
export type RecordFailedCall = (failure: Failure) => void;

/** A connection, or a client for nobody, keeps the newest so many. */
const MOST_ROWS = 50;
/** That wait in one process; what comes beyond, while the database is slow, is not recorded. */
const MOST_WAITING = 1_000;

const STORE = {
  name: 'failed-calls',
  text: `
    INSERT INTO vault.failed_calls AS f (environment, client_id, connection_id, kind, method, path, status, problem,
      count, request_id, correlation_id, trace_id, header_names, request_shape, answer_shape, token_version,
      token_issued_at)
    SELECT n.environment, n."clientId", n."connectionId", n.kind, n.method, n.path, n.status, n.problem, n.count,
      n."requestId", n."correlationId", n."traceId", n."headerNames", n."requestShape", n."answerShape", g.version,
      g.access_issued_at
    FROM jsonb_to_recordset($1::jsonb) AS n (environment public.environment, "clientId" text, "connectionId" uuid,
      kind text, method text, path text, status integer, problem text, count bigint, "requestId" text,
      "correlationId" text, "traceId" text, "headerNames" text[], "requestShape" jsonb, "answerShape" jsonb)
    LEFT JOIN vault.grants AS g ON g.connection_id = n."connectionId"
    ON CONFLICT (connection_id, environment, client_id, kind, method, path, status, problem) DO UPDATE SET
      count = f.count + excluded.count, last_at = now(), request_id = excluded.request_id,
      correlation_id = excluded.correlation_id, trace_id = excluded.trace_id, header_names = excluded.header_names,
      request_shape = excluded.request_shape, answer_shape = excluded.answer_shape,
      token_version = excluded.token_version, token_issued_at = excluded.token_issued_at`,
};

const PRUNE = {
  name: 'failed-calls-prune',
  text: `
    DELETE FROM vault.failed_calls WHERE id IN (
      SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY connection_id, environment, client_id ORDER BY last_at DESC) AS place
        FROM vault.failed_calls
        WHERE connection_id = ANY ($1::uuid[]) OR ($2::boolean AND connection_id IS NULL)) AS kept
      WHERE place > $3::integer)`,
};

/** Failures that wait in one process are written together; the same failure again is one row and its count. */
export function createRecordFailedCall(
  { pool }: Pick<Database, 'pool'>,
  tasks: Tasks,
  log: Logger,
): RecordFailedCall {
  let waiting = 0;
  const store = createBatcher<Failure, undefined>({
    run: async (failures) => {
      const rows = countEach(failures);
      await pool.query({ ...STORE, values: [JSON.stringify(rows)] });
      const ids = rows.flatMap(({ connectionId }) => connectionId ?? []);
      await pool.query({ ...PRUNE, values: [ids, ids.length < rows.length, MOST_ROWS] });
      return failures.map(() => undefined);
    },
    maxSize: 128,
    maxOut: 1,
    patienceMs: 20,
  });
  return (failure) => {
    if (waiting >= MOST_WAITING) return;
    waiting += 1;
    tasks.start('failed call', async () => {
      try {
        await store(failure);
      } catch (err) {
        if (!isDatabaseFailure(err)) throw err;
        log.warn({ err }, 'a failed call was not recorded');
      } finally {
        waiting -= 1;
      }
    });
  };
}

/** The last of each sort, in one order for everybody: two vaults that write the same rows must not wait for each other. */
function countEach(failures: readonly Failure[]): (Failure & { count: number })[] {
  const rows = new Map<string, Failure & { count: number }>();
  for (const failure of failures) {
    const { connectionId, environment, clientId, kind, method, path, status, problem } = failure;
    const sort = JSON.stringify([connectionId, environment, clientId, kind, method, path, status, problem]);
    rows.set(sort, { ...failure, count: (rows.get(sort)?.count ?? 0) + 1 });
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
