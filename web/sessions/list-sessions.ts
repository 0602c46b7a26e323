import type { Audience } from '#lib/contract/people';
import { isLive, SESSION_SQL } from '#lib/sessions/session';
import type { WebDb } from '#web/db/web-db';

/** Where somebody is signed in. */
export type SessionView = {
  id: string;
  device: string | null;
  network: string | null;
  since: Date;
  lastSeenAt: Date;
};

/** As many as anybody looks through. */
const MAX_SESSIONS = 50;

/** Where a person is signed in now, the latest first. Whoever calls it asks who may see that. */
export async function listSessions(
  db: Pick<WebDb, '$queryRaw'>,
  audience: Audience,
  personId: string,
): Promise<SessionView[]> {
  const { sessions, people, personId: column, mayBeSignedIn } = SESSION_SQL[audience];
  return db.$queryRaw<SessionView[]>`
    SELECT session.id, session.device, session.network, session.created_at AS since, session.last_seen_at AS "lastSeenAt"
    FROM ${sessions} session JOIN ${people} person ON person.id = session.${column}
    WHERE session.${column} = ${personId}::uuid AND ${mayBeSignedIn} AND ${isLive(audience)}
    ORDER BY session.last_seen_at DESC, session.id LIMIT ${MAX_SESSIONS}`;
}
