import { type Actor, type AuditEvent, appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';

/** What takes the record. */
export type LookWriter = {
  $transaction<Value>(act: (tx: Pick<Tx, '$queryRaw'>) => Promise<Value>): Promise<Value>;
};

export type Look = {
  /** The member of staff who looks. */
  staff: { staffId: string; role: string; name: string | null; email: string };
  /** Whose data it is. */
  customerId: string;
  /** Set for the page of one of their connections. */
  connectionId?: string;
};

/**
 * Records that staff saw a customer's data, before it is shown: who looked at whom, once in a quarter of an hour for each
 * page, so that a reload writes no flood (decision 069). A database that takes no record shows no data.
 */
export async function recordLook(db: LookWriter, look: Look): Promise<void> {
  const { staff, customerId, connectionId } = look;
  const subject = { staff, personId: customerId, pageId: connectionId ?? customerId };
  await once(db, subject, { action: 'customer.viewed', actor: actorOf(staff), detail: detailOf(look) });
}

/** The same of a colleague's acts. */
export async function recordColleagueLook(
  db: LookWriter,
  { staff, colleagueId }: { staff: Look['staff']; colleagueId: string },
): Promise<void> {
  const subject = { staff, personId: colleagueId, pageId: colleagueId };
  const detail = { staffId: colleagueId };
  await once(db, subject, { action: 'activity.viewed', actor: actorOf(staff), detail });
}

type Subject = { staff: Look['staff']; personId: string; pageId: string };

async function once(db: LookWriter, { staff, personId, pageId }: Subject, event: AuditEvent): Promise<void> {
  await db.$transaction(async (tx) => {
    const first = await tx.$queryRaw<unknown[]>`
      INSERT INTO public.staff_looks AS seen (staff_id, customer_id, page_id)
      VALUES (${staff.staffId}::uuid, ${personId}::uuid, ${pageId}::uuid)
      ON CONFLICT (staff_id, page_id) DO UPDATE SET at = now()
        WHERE seen.at < now() - interval '15 minutes'
      RETURNING 1`;
    if (first.length > 0) await appendAudit(tx, event);
  });
}

/** The member of staff as the actor of an audit row. */
export function actorOf({ staffId: id, role, name, email }: Look['staff']): Actor {
  return { kind: 'staff', id, role, name, email };
}

/** Not on the connection itself: its trail says what happened to it. */
function detailOf({ customerId, connectionId }: Look): Record<string, string> {
  return connectionId === undefined ? { customerId } : { customerId, seenConnectionId: connectionId };
}
