import type { Db } from '#lib/db/client';

/** Moves the idle limit: the session was used just now. Writes at most once a minute. */
export async function touchStaffSession(db: Pick<Db, '$executeRaw'>, sessionId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE public.staff_sessions SET last_seen_at = now()
     WHERE id = ${sessionId}::uuid AND last_seen_at < now() - interval '1 minute'`;
}
