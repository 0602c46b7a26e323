import { setImmediate as breathe } from 'node:timers/promises';
import { isUsable } from '#vault/keys/key-ring';
import type { VaultContext } from '#vault/runtime/context';
import { FIRST_ID, keysOf } from './next-step';
import { renewRow, type SealedRow } from './renew-row';
import type { Run } from './run-row';
import { SEALED_TABLES } from './sealed-tables';

const PAGE = 50;

/**
 * Whether a record of another ring key is left that this process could move. Numbers do not tell: while one that was refused
 * is deleted, a vault with the old key may write one that opens. Every record is asked, and changed is none; only those that
 * do not open are many to read, since the first that does is the answer.
 */
export async function canMoveAny(
  { database: { pool }, ring }: Pick<VaultContext, 'database' | 'ring'>,
  run: Run,
): Promise<boolean> {
  for (const table of SEALED_TABLES) {
    const text = run.isReencryption ? table.readSealed : table.read;
    for (const keyId of await keysOf(pool, run, table)) {
      if (keyId !== null && !isUsable(ring, keyId)) continue;
      for (let rows: SealedRow[] = [], after = FIRST_ID; ; after = rows.at(-1)?.id ?? after) {
        ({ rows } = await pool.query<SealedRow>(text, [keyId, after, PAGE]));
        if (rows.some((row) => renewRow(ring, run, table, row) !== 'refused')) return true;
        if (rows.length < PAGE) break;
        await breathe();
      }
    }
  }
  return false;
}
