import { appendAudit } from '#lib/audit/append';
import type { CustomerSession } from '#lib/sessions/session';
import type { WebDb } from '#web/db/web-db';
import { listSessions, type SessionView } from '#web/sessions/list-sessions';

export type OwnData = {
  sessions: SessionView[];
  /** When they asked for their data to be erased, if they did. */
  askedAt: Date | null;
};

/** Where this customer is signed in, the latest first, and what they asked for. */
export async function readOwnData(
  db: Pick<WebDb, '$queryRaw'>,
  { customerId }: Pick<CustomerSession, 'customerId'>,
): Promise<OwnData> {
  const [sessions, [request]] = await Promise.all([
    listSessions(db, 'customer', customerId),
    db.$queryRaw<{ askedAt: Date }[]>`
      SELECT asked_at AS "askedAt" FROM public.erasure_requests WHERE customer_id = ${customerId}::uuid`,
  ]);
  return { sessions, askedAt: request?.askedAt ?? null };
}

/** Ends all of this customer's sessions, also the one that asks. */
export async function signOutEverywhere(db: WebDb, session: CustomerSession): Promise<void> {
  const { customerId } = session;
  await db.$transaction(async (tx) => {
    const count = await tx.$executeRaw`
      DELETE FROM public.customer_sessions WHERE customer_id = ${customerId}::uuid`;
    await appendAudit(tx, {
      action: 'session.ended',
      actor: actorOf(session),
      detail: { customerId, why: 'everywhere', count },
    });
  });
}

/** Asks for the customer's data to be erased, or takes it back. Staff see it until it is done. */
export async function requestErasure(db: WebDb, session: CustomerSession, isWanted: boolean): Promise<void> {
  const { customerId } = session;
  await db.$transaction(async (tx) => {
    const changed = isWanted
      ? await tx.$executeRaw`
          INSERT INTO public.erasure_requests (customer_id) VALUES (${customerId}::uuid) ON CONFLICT DO NOTHING`
      : await tx.$executeRaw`DELETE FROM public.erasure_requests WHERE customer_id = ${customerId}::uuid`;
    if (changed === 0) return;
    await appendAudit(tx, {
      action: isWanted ? 'customer.erasure_requested' : 'customer.erasure_request_withdrawn',
      actor: actorOf(session),
      detail: { customerId },
    });
  });
}

const actorOf = ({ customerId: id, name, email }: CustomerSession) =>
  ({ kind: 'customer', id, name, email }) as const;
