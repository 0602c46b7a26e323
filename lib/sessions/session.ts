import type { Audience, StaffRole } from '#lib/contract/people';
import type { Db } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import { sha256Hex } from '#lib/hash/sha256';
import { isToken } from '#lib/hash/tokens';

type PersonSession = {
  sessionId: string;
  name: string | null;
  email: string;
  signedInAt: Date;
  /** When the session ends whatever happens. */
  expires: Date;
  /** Whether the person proved who they are within the recent window, by the database's clock at the time of this read. */
  isRecent: boolean;
};

/** A signed-in customer. Ids are UUIDs. */
export type CustomerSession = PersonSession & {
  customerId: string;
  /** Set where the partner vouched for the customer: it may look and disconnect, and connects nothing (design 4.22). */
  portalSessionId: string | null;
};

/** A signed-in member of staff. Ids are UUIDs. */
export type StaffSession = PersonSession & { staffId: string; role: StaffRole };

export type SessionOf = { customer: CustomerSession; staff: StaffSession };

/** How long somebody stays signed in. Enforced in SQL by the database's clock, in web and vault alike. */
export const SESSION_LIMITS = {
  customer: {
    /** Ends after this long without a request. */
    idleMinutes: 30,
    /** Ends after this long whatever happens. */
    absoluteMinutes: 8 * 60,
    /** Connect, reconnect and disconnect want a sign-in that is younger than this. */
    recentMinutes: 30,
  },
  staff: { idleMinutes: 30, absoluteMinutes: 8 * 60, recentMinutes: 30 },
} as const satisfies Record<Audience, object>;

/** All that differs between the audiences: what is done with sessions is written once, over these names. */
export const SESSION_SQL = {
  customer: {
    sessions: Prisma.sql`public.customer_sessions`,
    people: Prisma.sql`public.customers`,
    personId: Prisma.sql`customer_id`,
    mayBeSignedIn: Prisma.sql`person.erasure_began_at IS NULL`,
    person: Prisma.sql`person.id AS "customerId", person.name, person.email`,
    ofSession: Prisma.sql`, session.portal_session_id AS "portalSessionId"`,
  },
  staff: {
    sessions: Prisma.sql`public.staff_sessions`,
    people: Prisma.sql`public.staff`,
    personId: Prisma.sql`staff_id`,
    mayBeSignedIn: Prisma.sql`person.disabled_at IS NULL`,
    person: Prisma.sql`person.id AS "staffId", person.role::text AS role, person.name, person.email`,
    ofSession: Prisma.empty,
  },
} as const satisfies Record<Audience, object>;

/** SQL over `session`: it has ended by neither limit. */
export const isLive = (audience: Audience): Prisma.Sql =>
  Prisma.sql`session.expires > now()
    AND session.last_seen_at > now() - make_interval(mins => ${SESSION_LIMITS[audience].idleMinutes}::int)`;

/**
 * The session of a raw cookie value, or undefined when there is none, it ended by its absolute or idle limit, or its
 * person was disabled since. A role is read anew each time: one that was taken away is gone with the next request. Used by
 * web and by the vault, each with its own database role (SELECT is enough).
 */
export async function findSession<Of extends Audience>(
  db: Pick<Db, '$queryRaw'>,
  audience: Of,
  rawToken: string | undefined,
): Promise<SessionOf[Of] | undefined> {
  if (!isToken(rawToken)) return undefined;
  const { sessions, people, personId, mayBeSignedIn, person, ofSession } = SESSION_SQL[audience];
  const { recentMinutes } = SESSION_LIMITS[audience];
  const rows = await db.$queryRaw<SessionOf[Of][]>`
    SELECT session.id AS "sessionId", ${person}, session.created_at AS "signedInAt", session.expires,
           session.authenticated_at > now() - make_interval(mins => ${recentMinutes}::int) AS "isRecent"
           ${ofSession}
      FROM ${sessions} session JOIN ${people} person ON person.id = session.${personId}
     WHERE session.token_hash = ${sha256Hex(rawToken)}
       AND ${mayBeSignedIn}
       AND ${isLive(audience)}`;
  return rows[0];
}
