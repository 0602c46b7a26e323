import type { NoticeKind } from '#lib/contract/notifications';
import type { Tx } from '#lib/db/client';

/** Something for web to mail to the customer, committed with the change it tells of (decision 008). */
export async function addNotice(
  tx: Tx,
  notice: { customerId: string; connectionId: string; kind: NoticeKind },
): Promise<void> {
  await tx.notice.create({ data: notice, select: { id: true } });
}

/** The same for many connections at once: two lists are cheaper to send and to read than five parameters for each. */
export async function addNotices(
  tx: Tx,
  kind: NoticeKind,
  about: readonly { customerId: string; connectionId: string }[],
): Promise<void> {
  const customerIds = about.map(({ customerId }) => customerId);
  const connectionIds = about.map(({ connectionId }) => connectionId);
  await tx.$executeRaw`
    INSERT INTO public.notices (customer_id, connection_id, kind)
    SELECT told.customer_id, told.connection_id, ${kind}
    FROM unnest(${customerIds}::uuid[], ${connectionIds}::uuid[]) AS told (customer_id, connection_id)`;
}

/**
 * The result of a disconnect, for its customer, in the transaction that makes it known. A notice of the disconnect that
 * nobody has begun to mail will carry the result itself (web/mail); only after one that left without it another follows.
 * The lock waits for a web that claims that notice at this moment, and keeps others from it until the result is committed.
 */
export async function addReceiptNotice(tx: Tx, connectionId: string): Promise<void> {
  await tx.$executeRaw`
    WITH told AS (
      SELECT customer_id, connection_id, attempts FROM public.notices
       WHERE connection_id = ${connectionId}::uuid AND kind = 'disconnected'
       ORDER BY created_at DESC LIMIT 1 FOR UPDATE)
    INSERT INTO public.notices (customer_id, connection_id, kind)
    SELECT customer_id, connection_id, 'receipt' FROM told WHERE attempts > 0`;
}
