import type { Database } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';

/**
 * The one rate at which all vaults of a deployment refresh (decision 026). A row per environment says until when the
 * calls are spoken for. A vault reserves the next stretch of that line, for up to a second's worth of calls at once.
 */
export type RefreshRate = {
  /**
   * Permits for calls that start now; each is good for one. Reserves a stretch when there are none left.
   *
   * @param isMoreDue there is more to do than `wanted`: reserves as much as one stretch may hold.
   */
  take(environment: Environment, wanted: number, isMoreDue: boolean): Promise<number>;
  /** Milliseconds until the stretch that is reserved begins; 0 when it has, and when there is none. */
  beginsInMs(environment: Environment): number;
  /** A call went out that could not wait for a permit: somebody waits for its token. */
  note(environment: Environment): void;
  /** Has the line move on by the calls that were noted. */
  settle(): Promise<void>;
};

/** No stretch is reserved that begins later than this: whoever stops must not keep the others waiting. */
const AHEAD_MS = 1_000;
/** How long after its end a stretch may still be used: a pick of rows takes its time. */
const GRACE_MS = 1_000;
/** Calls that may start together: less than half of what Wise takes in a second (docs/wise.md 8.2). */
const MOST_AT_ONCE = 40;
/** How far noted calls move the line at most: Wise's longest window. */
const DEBT_MS = 60_000;
/** Nobody reserves this far: the database's clock was set back, or a backup restored. */
const IMPOSSIBLE_MS = 3 * 60_000;

type Stretch = { left: number; beginsAt: number; endsAt: number };
const NONE: Stretch = { left: 0, beginsAt: 0, endsAt: 0 };

export function createRefreshRate(
  { pool }: Pick<Database, 'pool'>,
  perMinute: Readonly<Record<Environment, number>>,
  now: () => number = () => performance.now(),
): RefreshRate {
  const stretches = new Map<Environment, Stretch>();
  const noted = new Map<Environment, number>();
  const callMs = (environment: Environment) => 60_000 / perMinute[environment];

  function current(environment: Environment): Stretch {
    const stretch = stretches.get(environment) ?? NONE;
    return stretch.left > 0 && now() < stretch.endsAt ? stretch : NONE;
  }

  async function reserve(environment: Environment, calls: number): Promise<void> {
    const lengthMs = calls * callMs(environment);
    const { rows } = await pool.query<{ endsInMs: number }>({
      ...RESERVE,
      values: [environment, lengthMs, AHEAD_MS, IMPOSSIBLE_MS],
    });
    const [row] = rows;
    if (row === undefined) return;
    // Reckoned from when the answer came: late is safe, early would be inside somebody else's stretch.
    const beginsInMs = Math.max(0, Math.round(row.endsInMs - lengthMs));
    const beginsAt = now() + beginsInMs;
    stretches.set(environment, { left: calls, beginsAt, endsAt: beginsAt + lengthMs + GRACE_MS });
  }

  return {
    take: async (environment, wanted, isMoreDue) => {
      const most = Math.min(MOST_AT_ONCE, Math.ceil(perMinute[environment] / 60));
      if (current(environment) === NONE)
        await reserve(environment, isMoreDue ? most : Math.min(wanted, most));
      const stretch = current(environment);
      if (stretch.beginsAt > now()) return 0;
      const given = Math.min(wanted, stretch.left);
      if (given > 0) stretch.left -= given;
      return given;
    },
    beginsInMs: (environment) => Math.max(0, current(environment).beginsAt - now()),
    note: (environment) => {
      noted.set(environment, (noted.get(environment) ?? 0) + 1);
    },
    settle: async () => {
      for (const [environment, calls] of noted) {
        noted.delete(environment);
        await pool.query({
          ...SETTLE,
          values: [environment, calls * callMs(environment), DEBT_MS, IMPOSSIBLE_MS],
        });
      }
    },
  };
}

/** Where the line is free from. $4: what lies further ahead is no reservation. */
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

const SETTLE = {
  name: 'refresh-rate-settle',
  text: `
    INSERT INTO vault.refresh_rates AS rate (environment, reserved_until)
    VALUES ($1::public.environment, now() + least($2::float8, $3::float8) * interval '1 millisecond')
    ON CONFLICT (environment) DO UPDATE
      SET reserved_until = greatest(${FREE_FROM}, least(${FREE_FROM} + $2::float8 * interval '1 millisecond',
        now() + $3::float8 * interval '1 millisecond'))`,
};
