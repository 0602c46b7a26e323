import { type Actor, appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';

type Writer = { $transaction<Value>(act: (tx: Pick<Tx, '$queryRaw'>) => Promise<Value>): Promise<Value> };

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
export async function recordLook(db: Writer, look: Look): Promise<void> {
  const { staff, customerId, connectionId } = look;
  const pageId = connectionId ?? customerId;
  await db.$transaction(async (tx) => {
    const first = await tx.$queryRaw<unknown[]>`
      INSERT INTO public.staff_looks AS seen (staff_id, customer_id, page_id)
      VALUES (${staff.staffId}::uuid, ${customerId}::uuid, ${pageId}::uuid)
      ON CONFLICT (staff_id, page_id) DO UPDATE SET at = now()
        WHERE seen.at < now() - interval '15 minutes'
      RETURNING 1`;
    if (first.length === 0) return;
    await appendAudit(tx, { action: 'customer.viewed', actor: actorOf(staff), detail: detailOf(look) });
  });
}

function actorOf({ staffId: id, role, name, email }: Look['staff']): Actor {
  return { kind: 'staff', id, role, name, email };
}

/** Not on the connection itself: its trail says what happened to it. */
function detailOf({ customerId, connectionId }: Look): Record<string, string> {
  return connectionId === undefined ? { customerId } : { customerId, seenConnectionId: connectionId };
}
