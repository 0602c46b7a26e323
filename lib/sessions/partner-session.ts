import type { Db } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';
import { sha256Bytes } from '#lib/hash/sha256';
import { isToken } from '#lib/hash/tokens';
import { SESSION_LIMITS } from './session';

/** A session that the partner vouches for, in the one browser that opened its address (design 4.22). */
export type PartnerSession = {
  sessionId: string;
  kind: 'connect' | 'portal';
  customerId: string;
  name: string | null;
  email: string;
  externalId: string;
  /** Of a connect session. */
  environment: Environment | null;
  connectionId: string | null;
  returnUrl: string;
  display: 'redirect' | 'popup';
  isConfirmed: boolean;
};

/**
 * The session of the raw value of a browser's cookie, until 30 minutes after it was opened; undefined once it has ended. It
 * says nothing about who is in front of the browser: that is what the partner confirms. Used by web and by the vault.
 */
export async function findPartnerSession(
  db: Pick<Db, '$queryRaw'>,
  rawToken: string | undefined,
): Promise<PartnerSession | undefined> {
  if (!isToken(rawToken)) return undefined;
  const rows = await db.$queryRaw<PartnerSession[]>`
    SELECT session.id::text AS "sessionId", session.kind, session.customer_id::text AS "customerId",
           person.name, person.email,
           session.external_id AS "externalId", session.environment::text AS environment,
           session.connection_id::text AS "connectionId", session.return_url AS "returnUrl", session.display,
           session.confirmed_at IS NOT NULL AS "isConfirmed"
      FROM public.partner_sessions session JOIN public.customers person ON person.id = session.customer_id
     WHERE session.browser_hash = ${sha256Bytes(rawToken)}
       AND session.ended_at IS NULL
       AND person.erasure_began_at IS NULL
       AND session.opened_at > now() - make_interval(mins => ${SESSION_LIMITS.customer.recentMinutes}::int)`;
  return rows[0];
}
