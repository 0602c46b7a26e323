import type { Db, Tx } from '#lib/db/client';

const UNDO = new Error('undone');

/** Runs what writes in a transaction that is rolled back: it can run any number of times. */
export async function undone(db: Pick<Db, '$transaction'>, act: (tx: Tx) => Promise<unknown>): Promise<void> {
  try {
    await db.$transaction(async (tx) => {
      await act(tx);
      throw UNDO;
    });
  } catch (error) {
    if (error !== UNDO) throw error;
  }
}
