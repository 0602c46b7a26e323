import type pg from 'pg';
import type { SealedTable } from '#vault/keys/sealed-table';
import type { Position, Run } from './run-row';
import { SEALED_TABLES } from './sealed-tables';

/** A table and the ring key whose records are looked at; null: those of every key. */
export type Step = { table: SealedTable; keyId: string | null };

/** A step, and the id after which it goes on. */
export type At = { step: Step; after: string };

/** Below every id. */
export const FIRST_ID = '00000000-0000-0000-0000-000000000000';
/** Above every id: the step is done. */
export const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** True in the round that makes all ciphertext anew; every other looks only for records of other ring keys. */
export const isOfAllKeys = (run: Pick<Run, 'isReencryption' | 'round'>): boolean =>
  run.isReencryption && run.round === 1;

/**
 * Where a round goes on: tables as they are listed, ring keys by id. Only the tables up to that place are asked for their keys.
 *
 * @returns undefined at the end of the round.
 */
export async function nextStep(client: Pick<pg.Pool, 'query'>, run: Run & Position): Promise<At | undefined> {
  const { atTable, atKey, afterId } = run;
  const begun = SEALED_TABLES.findIndex(({ name }) => name === atTable);
  for (const table of SEALED_TABLES.slice(Math.max(begun, 0))) {
    const isBegun = table.name === atTable;
    for (const keyId of await keysOf(client, run, table)) {
      const ahead = isBegun ? compare(keyId ?? '', atKey ?? '') : 1;
      if (ahead > 0) return { step: { table, keyId }, after: FIRST_ID };
      if (ahead === 0 && afterId !== LAST_ID) return { step: { table, keyId }, after: afterId ?? FIRST_ID };
    }
  }
  return undefined;
}

/** The ring keys whose records of a table a round looks at, in order; `[null]`: those of every key, together. */
export async function keysOf(
  client: Pick<pg.Pool, 'query'>,
  run: Run,
  table: SealedTable,
): Promise<readonly Step['keyId'][]> {
  if (isOfAllKeys(run)) return [null];
  const { rows } = await client.query<{ keyId: string }>(table.keys);
  return rows
    .map(({ keyId }) => keyId)
    .filter((keyId) => keyId !== run.keyId)
    .toSorted(compare);
}

/** By code unit: a collation of the database has no say in it. */
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
