import type pg from 'pg';
import { until } from '#test/until';

/** Until somebody waits for the end of this open transaction, which has written. */
export async function untilWaitedFor(transaction: pg.PoolClient): Promise<void> {
  await until('the transaction is waited for', async () => {
    const { rowCount } = await transaction.query(
      'SELECT 1 FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid',
    );
    return rowCount !== 0;
  });
}
