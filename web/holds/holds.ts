import type { HoldScope } from '#lib/contract/holds';
import { ENVIRONMENTS, type Environment } from '#lib/env/wise';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import type { WebDb } from '#web/db/web-db';

export type ListedHold = {
  id: string;
  scope: HoldScope;
  value: string | null;
  /** Of an API key. */
  keyName: string | null;
  reason: string;
  /** It is that of a drill. */
  isDrill: boolean;
  placedAt: Date;
  placedBy: string;
  releasedAt: Date | null;
  releasedBy: string | null;
};

/** Of a drill there is one at most: it is on the sandbox. */
export type HoldsInForceCount = { count: number; drills: number };

/** What a hold can be on, besides everything and an environment. */
export type HoldableKey = { scope: 'api_key' | 'ring_key'; value: string; name: string | null };

type Db = Pick<WebDb, '$queryRaw'>;

/** Released holds that the page shows, and keys that its form offers. */
const MOST_RELEASED = 50;
const MOST_KEYS = 200;

/**
 * All holds in force, and the newest of those that were released, for any staff role.
 *
 * @throws AppError FORBIDDEN
 */
export async function listHolds(db: Db, viewer: Viewer): Promise<ListedHold[]> {
  assertStaffMay(viewer, 'view');
  return db.$queryRaw<ListedHold[]>`
    (SELECT id::text AS id, scope, value, key_name AS "keyName", reason, placed_at AS "placedAt", placed_by AS "placedBy",
       released_at AS "releasedAt", released_by AS "releasedBy", is_drill AS "isDrill"
     FROM public.holds_for_staff WHERE released_at IS NULL ORDER BY placed_at DESC)
    UNION ALL
    (SELECT id::text, scope, value, key_name, reason, placed_at, placed_by, released_at, released_by, is_drill
     FROM public.holds_for_staff WHERE released_at IS NOT NULL ORDER BY placed_at DESC LIMIT ${MOST_RELEASED})`;
}

/**
 * Keys that can be held, for the form.
 *
 * @throws AppError FORBIDDEN
 */
export async function listHoldableKeys(db: Db, viewer: Viewer): Promise<HoldableKey[]> {
  assertStaffMay(viewer, 'place_hold');
  return db.$queryRaw<HoldableKey[]>`
    SELECT scope, value, name FROM public.hold_targets ORDER BY scope, name, value LIMIT ${MOST_KEYS}`;
}

/**
 * Keys that an incident can be on, for the form: an encryption key that is destroyed opens what was copied before.
 *
 * @throws AppError FORBIDDEN
 */
export async function listIncidentKeys(db: Db, viewer: Viewer): Promise<HoldableKey[]> {
  assertStaffMay(viewer, 'run_incident');
  return db.$queryRaw<HoldableKey[]>`
    SELECT scope, value, name FROM public.hold_targets
    UNION ALL SELECT 'ring_key', id, NULL FROM public.ring_key_names WHERE is_destroyed
    ORDER BY scope, name, value LIMIT ${MOST_KEYS}`;
}

/** How many holds are in force, and whether one is a drill's: every page of the staff says so. */
export async function countHoldsInForce(db: Db): Promise<HoldsInForceCount> {
  const [row] = await db.$queryRaw<HoldsInForceCount[]>`
    SELECT count(*)::int AS count, count(*) FILTER (WHERE is_drill)::int AS drills FROM public.holds_in_force`;
  return row ?? { count: 0, drills: 0 };
}

/** The environments in which everything is on hold: their customers are told that it is paused. */
export async function heldEnvironments(db: Db): Promise<readonly Environment[]> {
  const rows = await db.$queryRaw<{ scope: HoldScope; value: string | null }[]>`
    SELECT scope, value FROM public.holds_in_force WHERE scope IN ('everything', 'environment')`;
  return ENVIRONMENTS.filter((each) =>
    rows.some(({ scope, value }) => scope === 'everything' || value === each),
  );
}
