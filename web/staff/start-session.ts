import type { StaffRole } from '#lib/db/generated/enums';
import { sha256Hex } from '#lib/hash/tokens';
import { STAFF_SESSION } from '#lib/sessions/staff-session-limits';
import type { WebDb, WebTx } from '#web/db/web-db';
import { recordSessionEnd, recordSessionStart, type SessionEnd } from '#web/sessions/audit-entries';
import { authenticatedAt, type Proof } from '#web/sessions/proof';

export type StaffSessionStart = Proof & {
  staffId: string;
  /** The new raw token, which only the cookie will hold. */
  token: string;
  /** The raw token of the staff session this browser had: it ends here (session fixation). */
  replaces?: string | undefined;
  /** What the identity provider says now; the address stays what the admin wrote. */
  now?: { name: string | null } | undefined;
};

/** Sessions that are over and go with each new one. */
const SWEPT_AT_ONCE = 20;

type Row = { id: string; staffId: string; name: string | null; email: string; role: StaffRole };

/**
 * Starts a session: always a new id, the browser's old one of this audience gone, in one transaction
 * with its audit row. Throws for somebody who was disabled meanwhile.
 */
export async function startStaffSession(db: WebDb, start: StaffSessionStart): Promise<{ expires: Date }> {
  return db.$transaction(async (tx) => {
    if (start.now !== undefined && start.now.name !== null) {
      await tx.staff.update({
        where: { id: start.staffId },
        data: { name: start.now.name },
        select: { id: true },
      });
    }
    if (start.replaces !== undefined) await endStaffSession(tx, start.replaces, 'replaced');
    await tx.$executeRaw`
      DELETE FROM public.staff_sessions WHERE id IN (
        SELECT id FROM public.staff_sessions WHERE expires < now()
        ORDER BY expires LIMIT ${SWEPT_AT_ONCE}::int FOR UPDATE SKIP LOCKED)`;
    const rows = await tx.$queryRaw<(Row & { expires: Date })[]>`
      WITH session AS (
        INSERT INTO public.staff_sessions (token_hash, staff_id, created_at, last_seen_at, authenticated_at, expires)
        SELECT ${sha256Hex(start.token)}, id, now(), now(), LEAST(now(), ${authenticatedAt(start)}::timestamptz),
               now() + make_interval(mins => ${STAFF_SESSION.absoluteMinutes}::int)
          FROM public.staff WHERE id = ${start.staffId}::uuid AND disabled_at IS NULL
        RETURNING id, staff_id, expires)
      SELECT session.id, session.expires, staff.id AS "staffId", staff.name, staff.email, staff.role::text AS role
        FROM session JOIN public.staff ON staff.id = session.staff_id`;
    const session = rows[0];
    if (session === undefined) throw new Error('this member of staff is gone or disabled');
    await recordSessionStart(tx, { id: session.id, actor: actorOf(session) }, start);
    return { expires: session.expires };
  });
}

/** Ends the session of a raw token, if there is one, with its audit row, in the caller's transaction. */
export async function endStaffSession(tx: WebTx, rawToken: string, why: SessionEnd): Promise<void> {
  const rows = await tx.$queryRaw<Row[]>`
    DELETE FROM public.staff_sessions session USING public.staff
     WHERE staff.id = session.staff_id AND session.token_hash = ${sha256Hex(rawToken)}
    RETURNING session.id, staff.id AS "staffId", staff.name, staff.email, staff.role::text AS role`;
  const session = rows[0];
  if (session !== undefined) await recordSessionEnd(tx, { id: session.id, actor: actorOf(session) }, why);
}

function actorOf(row: Row) {
  return { kind: 'staff', id: row.staffId, role: row.role, name: row.name, email: row.email } as const;
}
