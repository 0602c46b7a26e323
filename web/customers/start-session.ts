import { sha256Hex } from '#lib/hash/tokens';
import { CUSTOMER_SESSION } from '#lib/sessions/customer-session-limits';
import type { WebDb, WebTx } from '#web/db/web-db';
import { recordSessionEnd, recordSessionStart, type SessionEnd } from '#web/sessions/audit-entries';
import { authenticatedAt, type Proof } from '#web/sessions/proof';

export type CustomerSessionStart = Proof & {
  customerId: string;
  /** The new raw token, which only the cookie will hold. */
  token: string;
  /** The raw token of the customer session this browser had: it ends here (session fixation). */
  replaces?: string | undefined;
  /** What the identity provider says now; keeps the name on the pages current. */
  now?: { name: string | null; email: string } | undefined;
};

/** Sessions that are over and go with each new one: nobody's sign-in waits for a night's worth of them. */
const SWEPT_AT_ONCE = 20;

type Row = { id: string; customerId: string; name: string | null; email: string };

/** Starts a session: always a new id, the browser's old one of this audience gone, in one transaction with its audit row. */
export async function startCustomerSession(
  db: WebDb,
  start: CustomerSessionStart,
): Promise<{ expires: Date }> {
  return db.$transaction(async (tx) => {
    if (start.now !== undefined) {
      await tx.customer.update({ where: { id: start.customerId }, data: start.now, select: { id: true } });
    }
    if (start.replaces !== undefined) await endCustomerSession(tx, start.replaces, 'replaced');
    await tx.$executeRaw`
      DELETE FROM public.customer_sessions WHERE id IN (
        SELECT id FROM public.customer_sessions WHERE expires < now()
        ORDER BY expires LIMIT ${SWEPT_AT_ONCE}::int FOR UPDATE SKIP LOCKED)`;
    const rows = await tx.$queryRaw<(Row & { expires: Date })[]>`
      WITH session AS (
        INSERT INTO public.customer_sessions (token_hash, customer_id, created_at, last_seen_at, authenticated_at, expires)
        VALUES (${sha256Hex(start.token)}, ${start.customerId}::uuid, now(), now(),
                LEAST(now(), ${authenticatedAt(start)}::timestamptz),
                now() + make_interval(mins => ${CUSTOMER_SESSION.absoluteMinutes}::int))
        RETURNING id, customer_id, expires)
      SELECT session.id, session.expires, customer.id AS "customerId", customer.name, customer.email
        FROM session JOIN public.customers customer ON customer.id = session.customer_id`;
    const session = rows[0];
    if (session === undefined) throw new Error('the customer is gone');
    await recordSessionStart(tx, { id: session.id, actor: actorOf(session) }, start);
    return { expires: session.expires };
  });
}

/** Ends the session of a raw token, if there is one, with its audit row, in the caller's transaction. */
export async function endCustomerSession(tx: WebTx, rawToken: string, why: SessionEnd): Promise<void> {
  const rows = await tx.$queryRaw<Row[]>`
    DELETE FROM public.customer_sessions session USING public.customers customer
     WHERE customer.id = session.customer_id AND session.token_hash = ${sha256Hex(rawToken)}
    RETURNING session.id, customer.id AS "customerId", customer.name, customer.email`;
  const session = rows[0];
  if (session !== undefined) await recordSessionEnd(tx, { id: session.id, actor: actorOf(session) }, why);
}

function actorOf(row: Row) {
  return { kind: 'customer', id: row.customerId, name: row.name, email: row.email } as const;
}
