import { setImmediate as breathe } from 'node:timers/promises';
import type pg from 'pg';
import { inTransaction } from '#vault/audit/in-transaction';
import { isUsable } from '#vault/keys/key-ring';
import type { VaultContext } from '#vault/runtime/context';
import { type At, LAST_ID, nextStep, type Step } from './next-step';
import { type Renewed, renewRow, type SealedRow } from './renew-row';
import { type Position, type Run, takeRun, writeProgress } from './run-row';

/** Records of one transaction. */
const BATCH = 1_000;
/** Records between two looks of the process at its other work: less than a millisecond. */
const BREATH = 50;

export type BatchResult =
  | { kind: 'moved'; moved: number }
  /** Somebody holds the next record at this moment. */
  | { kind: 'held' }
  /** The round is at its end. */
  | { kind: 'round_over' }
  /** Another process works on the run, or it is over. */
  | { kind: 'busy' }
  /** New records of this process get another ring key than the run moves to. */
  | { kind: 'not_primary' };

/**
 * Moves the next records of a run, in one transaction with the note of how far it is: whoever dies over it has moved none.
 * A record that somebody has changed meanwhile is left as that somebody wrote it.
 */
export function moveBatch(ctx: Pick<VaultContext, 'database' | 'ring'>, run: Run): Promise<BatchResult> {
  return inTransaction(ctx.database.pool, 'READ COMMITTED', async (client) => {
    const taken = await takeRun(client, run);
    if (taken === undefined) return { kind: 'busy' };
    if (ctx.ring.primary !== taken.keyId) return { kind: 'not_primary' };
    const at = await nextStep(client, taken);
    if (at === undefined) return { kind: 'round_over' };
    const { keyId } = at.step;
    if (keyId !== null && !isUsable(ctx.ring, keyId)) return passBy(client, taken, at.step, keyId);
    return keyId === null ? moveOfAllKeys(ctx, client, taken, at) : moveOfKey(ctx, client, taken, at);
  });
}

const positionOf = ({ table, keyId }: Step, afterId: string, missed: readonly string[] = []): Position => ({
  atTable: table.name,
  atKey: keyId ?? '',
  afterId,
  missed,
});

/** Records whose key this process lacks are counted and left alone: another vault may have it. */
async function passBy(client: pg.PoolClient, run: Run, step: Step, keyId: string): Promise<BatchResult> {
  const { rows } = await client.query<{ count: number }>(step.table.countOf, [keyId]);
  const counts = { moved: 0, refused: rows[0]?.count ?? 0 };
  await writeProgress(client, run, positionOf(step, LAST_ID), counts);
  return { kind: 'moved', moved: 0 };
}

type Parts = Pick<VaultContext, 'ring'>;

/** What was moved is not read again, so the next batch begins with the first record that somebody holds or has changed. */
async function moveOfKey(
  ctx: Parts,
  client: pg.PoolClient,
  run: Run,
  { step, after }: At,
): Promise<BatchResult> {
  const text = run.isReencryption ? step.table.readSealed : step.table.read;
  const { rows } = await client.query<SealedRow>(text, [step.keyId, after, BATCH]);
  const results = await renewAll(ctx, run, step, rows);
  const changed = await swap(client, run, step, results.filter(isRenewed));
  const missed = results.findIndex((each) => isRenewed(each) && !changed.has(each.id));
  const passed = missed < 0 ? rows.length : missed;
  const refused = results.slice(0, passed).filter((each) => !isRenewed(each)).length;
  const isEnd = missed < 0 && rows.length < BATCH;
  const last = isEnd ? LAST_ID : (rows[passed - 1]?.id ?? after);
  await writeProgress(client, run, positionOf(step, last), { moved: changed.size, refused });
  return missed === 0 && changed.size === 0 ? { kind: 'held' } : { kind: 'moved', moved: changed.size };
}

/**
 * What was made anew here looks as before, and would be made anew again. So the records that somebody holds or has changed are
 * noted, and the next batches are of those alone until each is done or gone.
 */
async function moveOfAllKeys(
  ctx: Parts,
  client: pg.PoolClient,
  run: Run & Position,
  { step, after }: At,
): Promise<BatchResult> {
  const { readSealed, readSealedOf } = step.table;
  const isAgain = run.missed.length > 0;
  const { rows } = isAgain
    ? await client.query<SealedRow>(readSealedOf, [run.missed])
    : await client.query<SealedRow>(readSealed, [null, after, BATCH]);
  const results = await renewAll(ctx, run, step, rows);
  const renewed = results.filter(isRenewed);
  const changed = await swap(client, run, step, renewed);
  const missed = renewed.map(({ id }) => id).filter((id) => !changed.has(id));
  const isEnd = !isAgain && missed.length === 0 && rows.length < BATCH;
  const read = isAgain ? after : (rows.at(-1)?.id ?? after);
  await writeProgress(client, run, positionOf(step, isEnd ? LAST_ID : read, missed), {
    moved: changed.size,
    refused: rows.length - renewed.length,
  });
  return missed.length > 0 && changed.size === 0 ? { kind: 'held' } : { kind: 'moved', moved: changed.size };
}

const isRenewed = (result: Renewed | 'refused'): result is Renewed => result !== 'refused';

async function renewAll(
  { ring }: Parts,
  run: Run,
  { table }: Step,
  rows: readonly SealedRow[],
): Promise<(Renewed | 'refused')[]> {
  const results: (Renewed | 'refused')[] = [];
  for (const row of rows) {
    if (results.length % BREATH === BREATH - 1) await breathe();
    results.push(renewRow(ring, run, table, row));
  }
  return results;
}

async function swap(
  client: pg.PoolClient,
  run: Run,
  { table }: Step,
  renewed: readonly Renewed[],
): Promise<Set<string>> {
  if (renewed.length === 0) return new Set();
  const values: unknown[] = [
    renewed.map(({ id }) => id),
    renewed.map(({ oldKey }) => oldKey),
    renewed.map(({ newKey }) => newKey),
    run.keyId,
  ];
  if (run.isReencryption)
    values.push(...table.sealed.map((_, at) => renewed.map(({ sealed }) => sealed[at])));
  const { rows } = await client.query<{ id: string }>(
    run.isReencryption ? table.swapRecords : table.swapKeys,
    values,
  );
  return new Set(rows.map(({ id }) => id));
}
