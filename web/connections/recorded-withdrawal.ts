import 'server-only';
import { WITHDRAWAL_CHANNELS, type WithdrawalChannel } from '#lib/contract/withdrawals';
import type { WebDb } from '#web/db/web-db';

/** How and when a customer withdrew by other means than our pages, as they read it themselves. */
export type RecordedWithdrawal = { channel: WithdrawalChannel; receivedOn: Date };

/** The columns of a row that may be none; a newer version may have stored a channel that this one has no words for. */
export function toWithdrawal(channel: string | null, receivedOn: Date | null): RecordedWithdrawal | null {
  const known = WITHDRAWAL_CHANNELS.find((each) => each === channel);
  return known === undefined || receivedOn === null ? null : { channel: known, receivedOn };
}

/** How the connection's customer withdrew; null where they did not, or did it here. Whose it is, the caller knows. */
export async function findWithdrawal(
  db: Pick<WebDb, 'connectionWithdrawal'>,
  connectionId: string,
): Promise<RecordedWithdrawal | null> {
  const row = await db.connectionWithdrawal.findUnique({
    where: { connectionId },
    select: { channel: true, receivedOn: true },
  });
  return row === null ? null : toWithdrawal(row.channel, row.receivedOn);
}
