import type { Withdrawal } from '#lib/contract/withdrawals';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';

/**
 * Keeps how and when a customer withdrew, in the transaction of the disconnect; lock the connection first.
 *
 * The day is one of the staff's calendar, whose time zone only web knows and holds it to. Here it has to be a day that has
 * begun somewhere on earth, and was not over everywhere when the connection was made.
 *
 * @throws AppError BAD_REQUEST: no such day.
 */
export async function recordWithdrawal(
  tx: Tx,
  connectionId: string,
  staffId: string,
  { channel, receivedOn, reference }: Withdrawal,
): Promise<void> {
  const recorded = await tx.$executeRaw`
    INSERT INTO public.connection_withdrawals (connection_id, channel, received_on, reference, staff_id)
    SELECT c.id, ${channel}::text, ${receivedOn}::date, ${reference}::text, ${staffId}::uuid
    FROM public.connections AS c
    WHERE c.id = ${connectionId}::uuid
      AND ${receivedOn}::date >= (c.created_at AT TIME ZONE 'UTC' - interval '12 hours')::date
      AND ${receivedOn}::date <= (now() AT TIME ZONE 'UTC' + interval '14 hours')::date`;
  if (recorded !== 1) {
    throw new AppError('BAD_REQUEST', {
      log: 'the withdrawal arrived before the connection, or in the future',
    });
  }
}
