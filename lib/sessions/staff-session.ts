import type { Db } from '#lib/db/client';
import type { StaffRole } from '#lib/db/generated/enums';
import { isToken, sha256Hex } from '#lib/hash/tokens';
import { STAFF_SESSION } from './staff-session-limits';

export type { StaffRole } from '#lib/db/generated/enums';

/** A signed-in member of staff. Ids are UUIDs. */
export type StaffSession = {
  sessionId: string;
  staffId: string;
  name: string | null;
  email: string;
  role: StaffRole;
  signedInAt: Date;
  /** When the session ends whatever happens. */
  expires: Date;
  /** Whether the person proved who they are within the recent window, by the database's clock at the time of this read. */
  isRecent: boolean;
};

/**
 * The session of a raw cookie value, or undefined when there is none, it ended by its absolute or idle
 * limit, or the person was disabled since. The role is read anew each time: a role taken away is gone
 * with the next request. Used by web and by the vault (SELECT is enough).
 */
export async function findStaffSession(
  db: Pick<Db, '$queryRaw'>,
  rawToken: string | undefined,
): Promise<StaffSession | undefined> {
  if (!isToken(rawToken)) return undefined;
  const rows = await db.$queryRaw<StaffSession[]>`
    SELECT session.id AS "sessionId", staff.id AS "staffId", staff.name, staff.email, staff.role::text AS role,
           session.created_at AS "signedInAt", session.expires,
           session.authenticated_at > now() - make_interval(mins => ${STAFF_SESSION.recentMinutes}::int) AS "isRecent"
      FROM public.staff_sessions session
      JOIN public.staff staff ON staff.id = session.staff_id
     WHERE session.token_hash = ${sha256Hex(rawToken)}
       AND staff.disabled_at IS NULL
       AND session.expires > now()
       AND session.last_seen_at > now() - make_interval(mins => ${STAFF_SESSION.idleMinutes}::int)`;
  return rows[0];
}
