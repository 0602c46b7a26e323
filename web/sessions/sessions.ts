import { type Actor, appendAudit } from '#lib/audit/append';
import { SESSION_MINUTES } from '#lib/contract/connect-sessions';
import type { Audience, StaffRole } from '#lib/contract/people';
import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import { sha256Hex } from '#lib/hash/sha256';
import { SESSION_LIMITS, SESSION_SQL } from '#lib/sessions/session';
import type { WebDb, WebTx } from '#web/db/web-db';
import { type SignedInFrom, signedInFrom } from './signed-in-from';

/**
 * How a person proved who they are. At an OpenID provider that may be a while ago (its `auth_time`); a link or a demo
 * button is used just now.
 */
export type AuthenticationEvent =
  | { method: 'oidc'; authenticatedAt: Date }
  | { method: 'email' | 'dev' | 'partner' };

export type SessionStart = AuthenticationEvent & {
  audience: Audience;
  personId: string;
  /** The portal session that the partner vouched with: the sign-in is then short, and the partner can end it (design 4.22). */
  portalSessionId?: string;
  /** The new raw token, which only the cookie will hold. */
  token: string;
  /** Where the person is, for the list of their sessions. */
  from?: SignedInFrom;
  /** The raw token of the session of this audience that the browser had: it ends here (session fixation). */
  replaces?: string | undefined;
  /** What else a sign-in writes, in the same transaction: what the identity provider says of the person now. */
  keepProfile?: ((tx: WebTx) => Promise<void>) | undefined;
};

/** Why a person's own act ends a session. One that reaches a limit has no audit row. */
export type SessionEnd = 'signed_out' | 'replaced';

/** Expired sessions deleted with each new one: few, so that no sign-in waits for a long clean-up. */
const SWEPT_AT_ONCE = 20;

type Row = { id: string; name: string | null; email: string } & (
  | { customerId: string }
  | { staffId: string; role: StaffRole }
);

/**
 * Starts a session with a new id and ends the browser's former one of this audience, in one transaction with its audit row.
 *
 * @throws Error for a person who was deleted or disabled meanwhile.
 */
export async function startSession(db: WebDb, start: SessionStart): Promise<{ expires: Date }> {
  const { audience, personId, method, from = signedInFrom(undefined) } = start;
  const sql = SESSION_SQL[audience];
  const portal = audience === 'customer' ? start.portalSessionId : undefined;
  const minutes = portal === undefined ? SESSION_LIMITS[audience].absoluteMinutes : SESSION_MINUTES.portal;
  return db.$transaction(async (tx) => {
    await start.keepProfile?.(tx);
    // first: two sign-ins of one person at once then wait for each other here, and not crosswise in the insert's trigger
    if (audience === 'customer') await noteSignIn(tx, personId);
    if (start.replaces !== undefined) await endSession(tx, audience, start.replaces, 'replaced');
    await tx.$executeRaw`
      DELETE FROM ${sql.sessions} WHERE id IN (
        SELECT id FROM ${sql.sessions} WHERE expires < now()
        ORDER BY expires LIMIT ${SWEPT_AT_ONCE}::int FOR UPDATE SKIP LOCKED)`;
    const rows = await tx.$queryRaw<(Row & { expires: Date })[]>`
      WITH session AS (
        INSERT INTO ${sql.sessions} (token_hash, ${sql.personId}, created_at, last_seen_at, authenticated_at, expires, device, network
          ${portal === undefined ? Prisma.empty : Prisma.sql`, portal_session_id`})
        SELECT ${sha256Hex(start.token)}, person.id, now(), now(),
               LEAST(now(), ${authenticatedAt(start)}::timestamptz),
               now() + make_interval(mins => ${minutes}::int),
               ${from.device}, ${from.network}
               ${portal === undefined ? Prisma.empty : Prisma.sql`, ${portal}::uuid`}
          FROM ${sql.people} person WHERE person.id = ${personId}::uuid AND ${sql.mayBeSignedIn}
        RETURNING id, ${sql.personId}, expires)
      SELECT session.id, session.expires, ${sql.person}
        FROM session JOIN ${sql.people} person ON person.id = session.${sql.personId}`;
    const session = rows[0];
    if (session === undefined) throw new Error('this person is gone or disabled');
    const detail = { sessionId: session.id, method };
    const personal = from.network === null ? {} : { network: from.network };
    await appendAudit(tx, { action: 'session.started', actor: actorOf(session), detail, personal });
    return { expires: session.expires };
  });
}

/** For the staff's list of customers: sessions themselves are deleted when they end. */
async function noteSignIn(tx: WebTx, customerId: string): Promise<void> {
  await tx.$executeRaw`UPDATE public.customers SET last_signed_in_at = now() WHERE id = ${customerId}::uuid`;
}

/** Ends the session of a raw token, if there is one, with its audit row, in the caller's transaction. */
export async function endSession(
  tx: WebTx,
  audience: Audience,
  rawToken: string,
  why: SessionEnd,
): Promise<void> {
  const { sessions, people, personId, person } = SESSION_SQL[audience];
  const rows = await tx.$queryRaw<Row[]>`
    DELETE FROM ${sessions} session USING ${people} person
     WHERE person.id = session.${personId} AND session.token_hash = ${sha256Hex(rawToken)}
    RETURNING session.id, ${person}`;
  const session = rows[0];
  if (session === undefined) return;
  const detail = { sessionId: session.id, why };
  await appendAudit(tx, { action: 'session.ended', actor: actorOf(session), detail });
}

/** Ends the session of a raw token: its person signed out. */
export async function signOut(db: WebDb, audience: Audience, rawToken: string): Promise<void> {
  await db.$transaction((tx) => endSession(tx, audience, rawToken, 'signed_out'));
}

/** Moves the idle limit: the session was used just now. Writes at most once a minute. */
export async function touchSession(
  db: Pick<Tx, '$executeRaw'>,
  audience: Audience,
  sessionId: string,
): Promise<void> {
  await db.$executeRaw`
    UPDATE ${SESSION_SQL[audience].sessions} SET last_seen_at = now()
     WHERE id = ${sessionId}::uuid AND last_seen_at < now() - interval '1 minute'`;
}

/** The time that an OpenID provider gives; null: now, by the database's clock. */
function authenticatedAt(event: AuthenticationEvent): Date | null {
  return event.method === 'oidc' ? event.authenticatedAt : null;
}

function actorOf(row: Row): Actor {
  const { name, email } = row;
  if ('customerId' in row) return { kind: 'customer', id: row.customerId, name, email };
  return { kind: 'staff', id: row.staffId, role: row.role, name, email };
}
