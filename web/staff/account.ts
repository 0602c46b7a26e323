import { appendAudit } from '#lib/audit/append';
import type { StaffSession } from '#lib/sessions/session';
import type { WebDb } from '#web/db/web-db';
import { listSessions, type SessionView } from '#web/sessions/list-sessions';

type Reader = Pick<WebDb, '$queryRaw'>;

/** A passkey of one's own. Its key stays in the vault. */
export type PasskeyView = {
  id: string;
  name: string;
  /** Synced by its provider, so it is not lost with one device. */
  isBackedUp: boolean;
  createdAt: Date;
  lastUsedAt: Date | null;
};

/** Where somebody is signed in themselves. */
export type OwnSessionView = SessionView & { isThisOne: boolean };

/** The passkeys of the person who asks, oldest first. */
export async function listOwnPasskeys(db: Reader, { staffId }: StaffSession): Promise<PasskeyView[]> {
  return db.$queryRaw<PasskeyView[]>`
    SELECT id, name, is_backed_up AS "isBackedUp", created_at AS "createdAt", last_used_at AS "lastUsedAt"
      FROM public.staff_passkeys WHERE staff_id = ${staffId}::uuid ORDER BY created_at, id LIMIT 50`;
}

/** Where the person who asks is signed in: here first. */
export async function listOwnSessions(
  db: Reader,
  { staffId, sessionId }: StaffSession,
): Promise<OwnSessionView[]> {
  const sessions = await listSessions(db, 'staff', staffId);
  return sessions
    .map((session) => ({ ...session, isThisOne: session.id === sessionId }))
    .sort((a, b) => Number(b.isThisOne) - Number(a.isThisOne));
}

/** Ends every session of the person who asks but the one they ask with; answers how many. */
export async function signOutOthers(db: WebDb, staff: StaffSession): Promise<number> {
  const { staffId: id, sessionId, role, name, email } = staff;
  return db.$transaction(async (tx) => {
    const ended = await tx.$queryRaw<{ id: string }[]>`
      DELETE FROM public.staff_sessions WHERE staff_id = ${id}::uuid AND id <> ${sessionId}::uuid RETURNING id`;
    for (const session of ended) {
      await appendAudit(tx, {
        action: 'session.ended',
        actor: { kind: 'staff', id, role, name, email },
        detail: { sessionId: session.id, why: 'signed_out_elsewhere' },
      });
    }
    return ended.length;
  });
}
