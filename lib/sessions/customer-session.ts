import type { Db } from '#lib/db/client';
import { isToken, sha256Hex } from '#lib/hash/tokens';
import { CUSTOMER_SESSION } from './customer-session-limits';

/** A signed-in customer. Ids are UUIDs. */
export type CustomerSession = {
  sessionId: string;
  customerId: string;
  name: string | null;
  email: string;
  signedInAt: Date;
  /** When the session ends whatever happens. */
  expires: Date;
  /** Whether the person proved who they are within the recent window, by the database's clock at the time of this read. */
  isRecent: boolean;
};

/**
 * The session of a raw cookie value, or undefined when there is none, or it ended by its absolute or
 * idle limit. Used by web and by the vault, each with its own database role (SELECT is enough).
 */
export async function findCustomerSession(
  db: Pick<Db, '$queryRaw'>,
  rawToken: string | undefined,
): Promise<CustomerSession | undefined> {
  if (!isToken(rawToken)) return undefined;
  const rows = await db.$queryRaw<CustomerSession[]>`
    SELECT session.id AS "sessionId", customer.id AS "customerId", customer.name, customer.email,
           session.created_at AS "signedInAt", session.expires,
           session.authenticated_at > now() - make_interval(mins => ${CUSTOMER_SESSION.recentMinutes}::int) AS "isRecent"
      FROM public.customer_sessions session
      JOIN public.customers customer ON customer.id = session.customer_id
     WHERE session.token_hash = ${sha256Hex(rawToken)}
       AND session.expires > now()
       AND session.last_seen_at > now() - make_interval(mins => ${CUSTOMER_SESSION.idleMinutes}::int)`;
  return rows[0];
}
