import type { Database } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';

/**
 * The one rate at which all vaults of a deployment refresh (decision 026). A row per environment holds `reserved_until`.
 * A vault reserves the window that follows, for up to a second's worth of calls.
 */
export type RefreshRate = {
  /**
   * Permits for calls that start now; each is good for one. Reserves a window when there are none left.
   *
   * @param isMoreDue there is more to do than `wanted`: reserves a window of the longest size.
   */
  take(environment: Environment, wanted: number, isMoreDue: boolean): Promise<number>;
  /** Milliseconds until the reserved window begins; 0 when it has, and when there is none. */
  beginsInMs(environment: Environment): number;
  /** A call went out without a permit, because somebody waits for its token. */
  recordUnreserved(environment: Environment): void;
  /** Moves `reserved_until` on by the recorded calls. */
  flushRecorded(): Promise<void>;
};

/** No window is reserved that begins later than this: a vault that stops must not keep the others waiting. */
const AHEAD_MS = 1_000;
/** How long after its end a window may still be used: finding due rows takes time. */
const GRACE_MS = 1_000;
/** Calls that may start together: less than half of what Wise takes in a second (docs/wise.md 8.2). */
const MOST_AT_ONCE = 40;
/** How far recorded calls move `reserved_until` at most: Wise's longest window. */
const MAX_BACKLOG_MS = 60_000;
/** A reservation further ahead is stale (the clock was set back, a backup restored), and ignored. */
const MAX_PLAUSIBLE_AHEAD_MS = 3 * 60_000;

type Window = { left: number; beginsAt: number; endsAt: number };
const NONE: Window = { left: 0, beginsAt: 0, endsAt: 0 };

export function createRefreshRate(
  { pool }: Pick<Database, 'pool'>,
  perMinute: Readonly<Record<Environment, number>>,
  now: () => number = () => performance.now(),
): RefreshRate {
  const windows = new Map<Environment, Window>();
  const recorded = new Map<Environment, number>();
  const callMs = (environment: Environment) => 60_000 / perMinute[environment];

  function current(environment: Environment): Window {
    const window = windows.get(environment) ?? NONE;
    return window.left > 0 && now() < window.endsAt ? window : NONE;
  }

  /** Moves `reserved_until` on by the calls that went out without a permit. */
  async function flush(environment: Environment): Promise<void> {
    const calls = recorded.get(environment) ?? 0;
    if (calls === 0) return;
    recorded.delete(environment);
    await pool.query({
      ...FLUSH,
      values: [environment, calls * callMs(environment), MAX_BACKLOG_MS, MAX_PLAUSIBLE_AHEAD_MS],
    });
  }

  async function reserve(environment: Environment, calls: number): Promise<void> {
    // While much is due a tick lasts over a minute: what vends use of Wise's limit is known before each window.
    await flush(environment);
    const lengthMs = calls * callMs(environment);
    const { rows } = await pool.query<{ endsInMs: number }>({
      ...RESERVE,
      values: [environment, lengthMs, AHEAD_MS, MAX_PLAUSIBLE_AHEAD_MS],
    });
    const [row] = rows;
    if (row === undefined) return;
    // Reckoned from when the answer came: late is safe, early would be inside another vault's window.
    const beginsInMs = Math.max(0, Math.round(row.endsInMs - lengthMs));
    const beginsAt = now() + beginsInMs;
    windows.set(environment, { left: calls, beginsAt, endsAt: beginsAt + lengthMs + GRACE_MS });
  }

  return {
    take: async (environment, wanted, isMoreDue) => {
      const most = Math.min(MOST_AT_ONCE, Math.ceil(perMinute[environment] / 60));
      if (current(environment) === NONE)
        await reserve(environment, isMoreDue ? most : Math.min(wanted, most));
      const window = current(environment);
      if (window.beginsAt > now()) return 0;
      const given = Math.min(wanted, window.left);
      if (given > 0) window.left -= given;
      return given;
    },
    beginsInMs: (environment) => Math.max(0, current(environment).beginsAt - now()),
    recordUnreserved: (environment) => {
      recorded.set(environment, (recorded.get(environment) ?? 0) + 1);
    },
    flushRecorded: async () => {
      for (const environment of [...recorded.keys()]) await flush(environment);
    },
  };
}

/** From when on calls may be reserved. $4: what lies further ahead is stale. */
const FREE_FROM = `
  CASE WHEN rate.reserved_until > now() + $4::float8 * interval '1 millisecond' THEN now()
    ELSE greatest(rate.reserved_until, now()) END`;

const RESERVE = {
  name: 'refresh-rate-reserve',
  text: `
    INSERT INTO vault.refresh_rates AS rate (environment, reserved_until)
    VALUES ($1::public.environment, now() + $2::float8 * interval '1 millisecond')
    ON CONFLICT (environment) DO UPDATE
      SET reserved_until = ${FREE_FROM} + $2::float8 * interval '1 millisecond'
      WHERE ${FREE_FROM} <= now() + $3::float8 * interval '1 millisecond'
    RETURNING 1000 * extract(epoch FROM reserved_until - now())::float8 AS "endsInMs"`,
};

const FLUSH = {
  name: 'refresh-rate-flush',
  text: `
    INSERT INTO vault.refresh_rates AS rate (environment, reserved_until)
    VALUES ($1::public.environment, now() + least($2::float8, $3::float8) * interval '1 millisecond')
    ON CONFLICT (environment) DO UPDATE
      SET reserved_until = greatest(${FREE_FROM}, least(${FREE_FROM} + $2::float8 * interval '1 millisecond',
        now() + $3::float8 * interval '1 millisecond'))`,
};
