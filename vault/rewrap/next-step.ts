import type pg from 'pg';
import type { SealedTable } from '#vault/keys/sealed-table';
import type { Position, Run } from './run-row';
import { SEALED_TABLES } from './sealed-tables';

/** A table and the ring key whose records are looked at; null: those of every key. */
export type Step = { table: SealedTable; keyId: string | null };

/** A step, and the id after which it goes on. */
export type At = { step: Step; after: string };

/** Below every id. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
/** Above every id: the step is done. */
export const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** True in the round that makes all ciphertext anew; every other looks only for records of other ring keys. */
export const isOfAllKeys = (run: Pick<Run, 'isReencryption' | 'round'>): boolean =>
  run.isReencryption && run.round === 1;

/** What a round has to look at, in its order: tables as they are listed, ring keys by id. */
export async function readSteps(client: Pick<pg.Pool, 'query'>, run: Run): Promise<Step[]> {
  const steps: Step[] = [];
  for (const table of SEALED_TABLES) {
    if (isOfAllKeys(run)) {
      steps.push({ table, keyId: null });
      continue;
    }
    const { rows } = await client.query<{ keyId: string }>(table.keys);
    const others = rows.map(({ keyId }) => keyId).filter((keyId) => keyId !== run.keyId);
    steps.push(...others.toSorted(compare).map((keyId) => ({ table, keyId })));
  }
  return steps;
}

/** Where a round goes on; undefined at the end of the round. */
export function nextStep(steps: readonly Step[], { atTable, atKey, afterId }: Position): At | undefined {
  if (atTable === null) return steps[0] && { step: steps[0], after: FIRST_ID };
  const place = (table: string) => SEALED_TABLES.findIndex(({ name }) => name === table);
  const ahead = ({ table, keyId }: Step) =>
    place(table.name) - place(atTable) || compare(keyId ?? '', atKey ?? '');
  const isStepDone = afterId === LAST_ID;
  const step = steps.find((each) => ahead(each) > 0 || (ahead(each) === 0 && !isStepDone));
  return step && { step, after: ahead(step) === 0 ? (afterId ?? FIRST_ID) : FIRST_ID };
}

/** By code unit: a collation of the database has no say in it. */
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
