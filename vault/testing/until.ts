import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** Waits for a condition, checking often; fails with what was waited for. */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
  withinMs = 20_000,
): Promise<Value> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
    await sleep(15);
  }
}

/** Until somebody waits for the end of this open transaction, which has written. */
export async function untilWaitedFor(transaction: pg.PoolClient): Promise<void> {
  await until('the transaction is waited for', async () => {
    const { rowCount } = await transaction.query(
      'SELECT 1 FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid',
    );
    return rowCount !== 0;
  });
}
