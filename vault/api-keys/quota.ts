import type { Database, Tx } from '#lib/db/client';
import { isDatabaseFailure } from '#lib/db/database-failure';
import { AppError } from '#lib/errors/app-error';
import type { Logger } from '#lib/log/logger';
import type { ApiKey } from './check-key';
import { tellQuota } from './tell-misuse';

/** How many connections each key reaches in an hour: counted in the database for all vaults, remembered here. */
export type KeyQuotas = {
  /**
   * Counts this connection for the key's quota; nothing for a key without one. A connection that this process has counted in
   * this hour already costs no statement.
   *
   * @throws AppError API_KEY_QUOTA_USED with retryAfterSeconds, and the database's failure, of a key whose quota refuses.
   */
  admit(key: ApiKey, connectionId: string): Promise<void>;
};

type Limited = ApiKey & { quota: NonNullable<ApiKey['quota']> };
type Waiting = {
  key: Limited;
  connectionId: string;
  settle: (verdict: Verdict) => void;
  fail: (error: unknown) => void;
};
type Verdict = { isAdmitted: boolean; retryAfterSeconds: number };

/**
 * One key: what was admitted in `hour` (of the database's clock, in milliseconds since 1970), which surely lasts until `endsAt`
 * (of this process's steady clock), and who waits.
 */
type State = { hour: number; endsAt: number; seen: Set<string>; waiting: Waiting[]; isAsking: boolean };

type Counted = {
  hour: Date;
  leftMs: number;
  admitted: string[];
  /** Connections that the key has asked for in this hour, those that were refused now among them. */
  asked: number;
};

export function createKeyQuotas(database: Pick<Database, 'db'>, log: Logger): KeyQuotas {
  const states = new Map<string, State>();
  return {
    async admit(key, connectionId) {
      const { quota } = key;
      if (quota === null) return;
      const state = stateOf(states, key.id);
      if (state.endsAt > performance.now() && state.seen.has(connectionId)) return;
      const verdict = await new Promise<Verdict>((settle, fail) => {
        state.waiting.push({ key: { ...key, quota }, connectionId, settle, fail });
        if (!state.isAsking) void askAll({ database, log }, state);
      });
      if (verdict.isAdmitted) return;
      const { retryAfterSeconds } = verdict;
      throw new AppError('API_KEY_QUOTA_USED', {
        log: `API key ${key.id} has used up its quota of ${quota.perHour} connections an hour`,
        retryAfterSeconds,
      });
    },
  };
}

function stateOf(states: Map<string, State>, keyId: string): State {
  const known = states.get(keyId);
  if (known !== undefined) return known;
  const state: State = { hour: 0, endsAt: 0, seen: new Set(), waiting: [], isAsking: false };
  states.set(keyId, state);
  return state;
}

type Needs = { database: Pick<Database, 'db'>; log: Logger };

/** One statement at a time for a key, with all who wait: a burst of new connections costs few. */
async function askAll(ctx: Needs, state: State): Promise<void> {
  state.isAsking = true;
  for (let latest = state.waiting.at(-1); latest !== undefined; latest = state.waiting.at(-1)) {
    const batch = state.waiting.splice(0);
    // of the newest row that any of them read
    const { key } = latest;
    const askedAt = performance.now();
    try {
      const ids = [...new Set(batch.map(({ connectionId }) => connectionId))];
      const counted = await ctx.database.db.$transaction((tx) => countConnections(tx, key, ids));
      remember(state, counted, askedAt);
      if (counted.asked > key.quota.perHour) await tellQuota(ctx, key, counted);
      const admitted = new Set(counted.admitted);
      const retryAfterSeconds = Math.max(1, Math.ceil(counted.leftMs / 1_000));
      for (const { connectionId, settle } of batch)
        settle({ isAdmitted: admitted.has(connectionId), retryAfterSeconds });
    } catch (err) {
      if (key.quota.refuses || !isDatabaseFailure(err)) for (const each of batch) each.fail(err);
      else {
        // it holds nobody back when it is used up either
        ctx.log.warn({ key: key.id, err }, 'connections of an API key could not be counted');
        for (const { settle } of batch) settle({ isAdmitted: true, retryAfterSeconds: 0 });
      }
    }
  }
  state.isAsking = false;
}

/** What is left of the hour was read after the question went out, so by its time the hour ends no later than that. */
function remember(state: State, { hour, admitted, leftMs }: Counted, askedAt: number): void {
  if (hour.getTime() !== state.hour) state.seen.clear();
  state.hour = hour.getTime();
  state.endsAt = askedAt + leftMs;
  for (const id of admitted) state.seen.add(id);
}

/**
 * Counts them, for all vaults together: a lock of the transaction lets one count of a key in at a time, so that no two of
 * them take the same last place. What is no connection is let through uncounted: its route says that there is none.
 */
async function countConnections(tx: Tx, { id, quota }: Limited, ids: readonly string[]): Promise<Counted> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('api_key_quota:' || ${id}, 0))`;
  const [row] = await tx.$queryRaw<Counted[]>`
    WITH hour AS (SELECT date_trunc('hour', now(), 'UTC') AS at),
    asked AS (
      SELECT a.id, EXISTS (SELECT 1 FROM public.connections c WHERE c.id = a.id)
          OR EXISTS (SELECT 1 FROM public.personal_tokens p WHERE p.id = a.id) AS is_there,
        EXISTS (SELECT 1 FROM hour JOIN vault.api_key_connections s ON s.hour = hour.at
          WHERE s.api_key_id = ${id} AND s.connection_id = a.id) AS is_known
      FROM unnest(${ids}::uuid[]) AS a(id)),
    before AS (
      SELECT count(*)::int AS n FROM hour JOIN vault.api_key_connections s ON s.hour = hour.at
      WHERE s.api_key_id = ${id}),
    fresh AS (
      SELECT asked.id, row_number() OVER () AS place FROM asked WHERE is_there AND NOT is_known),
    added AS (
      INSERT INTO vault.api_key_connections (api_key_id, hour, connection_id)
      SELECT ${id}, hour.at, fresh.id FROM fresh, before, hour
      WHERE NOT ${quota.refuses}::boolean OR before.n + fresh.place <= ${quota.perHour}::int
      RETURNING connection_id)
    SELECT hour.at AS hour,
      1000 * extract(epoch FROM hour.at + interval '1 hour' - now())::float8 AS "leftMs",
      ARRAY(SELECT asked.id::text FROM asked WHERE is_known OR NOT is_there
        UNION ALL SELECT connection_id::text FROM added) AS admitted,
      before.n + (SELECT count(*)::int FROM fresh) AS asked
    FROM hour, before`;
  if (row === undefined) throw new AppError('INTERNAL', { log: 'a count of connections without a row' });
  return row;
}
