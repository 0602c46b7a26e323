import { setImmediate as breathe } from 'node:timers/promises';
import type pg from 'pg';
import { inTransaction } from '#vault/audit/in-transaction';
import { findKey, isUsable } from '#vault/keys/key-ring';
import type { WrappedRow } from '#vault/keys/sealed-table';
import type { VaultContext } from '#vault/runtime/context';
import { type At, LAST_ID, nextStep, type Step } from './next-step';
import { type Renewed, reencryptRow, rewrapRow } from './renew-row';
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

type Row = WrappedRow & Record<string, unknown>;

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
    return moveAfter(ctx, client, taken, at);
  });
}

const positionOf = ({ table, keyId }: Step, afterId: string): Position => ({
  atTable: table.name,
  atKey: keyId ?? '',
  afterId,
});

/** Records whose key this process lacks are counted and left alone: another vault may have it. */
async function passBy(client: pg.PoolClient, run: Run, step: Step, keyId: string): Promise<BatchResult> {
  const { rows } = await client.query<{ count: number }>(step.table.countOf, [keyId]);
  const counts = { moved: 0, refused: rows[0]?.count ?? 0 };
  await writeProgress(client, run, positionOf(step, LAST_ID), counts);
  return { kind: 'moved', moved: 0 };
}

async function moveAfter(
  ctx: Pick<VaultContext, 'ring'>,
  client: pg.PoolClient,
  run: Run,
  { step, after }: At,
): Promise<BatchResult> {
  const text = run.isReencryption ? step.table.readSealed : step.table.read;
  const { rows } = await client.query<Row>(text, [step.keyId, after, BATCH]);
  const results = await renewAll(ctx, run, step, rows);
  const changed = await swap(client, run, step, results.filter(isRenewed));
  // what somebody holds or has changed is looked at again, by the next batch
  const missed = results.findIndex((each) => isRenewed(each) && !changed.has(each.id));
  const passed = missed < 0 ? rows.length : missed;
  const refused = results.slice(0, passed).filter((each) => !isRenewed(each)).length;
  const isEnd = missed < 0 && rows.length < BATCH;
  const last = isEnd ? LAST_ID : (rows[passed - 1]?.id ?? after);
  // where all keys are read together, what was changed behind a missed row is read, changed and then counted again
  const moved =
    step.keyId === null ? rows.slice(0, passed).filter(({ id }) => changed.has(id)).length : changed.size;
  await writeProgress(client, run, positionOf(step, last), { moved, refused });
  return missed === 0 && moved === 0 ? { kind: 'held' } : { kind: 'moved', moved };
}

const isRenewed = (result: Renewed | 'refused'): result is Renewed => result !== 'refused';

async function renewAll(
  { ring }: Pick<VaultContext, 'ring'>,
  { isReencryption, keyId }: Run,
  { table }: Step,
  rows: readonly Row[],
): Promise<(Renewed | 'refused')[]> {
  const to = { keyId, key: findKey(ring, keyId) };
  const results: (Renewed | 'refused')[] = [];
  for (const row of rows) {
    if (results.length % BREATH === BREATH - 1) await breathe();
    results.push(isReencryption ? reencryptRow(ring, table, row, to) : rewrapRow(ring, row, to.key));
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
