import { appendAudit } from '#lib/audit/append';
import type { VaultContext } from '#vault/runtime/context';
import { BATCHES } from './batches';
import {
  type BulkActRow,
  type ItemOutcome,
  lockBulkAct,
  markFinished,
  nextItems,
  recordOutcomes,
  starterOf,
} from './bulk-act-row';

/** `stopped`: paused, cancelled, or gone. */
export type BatchResult = 'more' | 'finished' | 'stopped';

type Running = { bulkActId: string; signal: AbortSignal; size?: number };

/** A batch of a thousand, each with its row in the trail. */
const TRANSACTION = { maxWait: 5_000, timeout: 30_000 };

/**
 * Works on the next connections of a list, and records what came of each with it: a vault that dies in the middle has done all of
 * the batch, or nothing. A pause or a cancel waits for the batch and holds from then on.
 */
export async function runBatch(ctx: VaultContext, running: Running): Promise<BatchResult> {
  const { db } = ctx.database;
  const list = await db.$transaction((tx) => lockBulkAct(tx, running.bulkActId), TRANSACTION);
  if (list?.state !== 'running') return 'stopped';
  const act = BATCHES[list.kind];
  return 'ask' in act ? askBatch(ctx, list, running) : changeBatch(ctx, running);
}

async function changeBatch(ctx: VaultContext, { bulkActId, signal, size }: Running): Promise<BatchResult> {
  const { result, after } = await ctx.database.db.$transaction(async (tx) => {
    const list = await lockBulkAct(tx, bulkActId);
    if (list?.state !== 'running') return { result: 'stopped' as const };
    const act = BATCHES[list.kind];
    if ('ask' in act) return { result: 'stopped' as const };
    const connectionIds = await nextItems(tx, list, size ?? act.size);
    if (connectionIds.length === 0) return { result: await finish(tx, list) };
    const actor = await starterOf(tx, list);
    const batch = await act.run(ctx, tx, { list, actor, connectionIds, signal });
    await recordOutcomes(tx, list.id, batch.outcomes);
    return { result: 'more' as const, after: batch.after };
  }, TRANSACTION);
  await after?.();
  return result;
}

/** What Wise was asked is recorded also where the list was stopped meanwhile: it was done. */
async function askBatch(
  ctx: VaultContext,
  list: BulkActRow,
  { signal, size }: Running,
): Promise<BatchResult> {
  const { db } = ctx.database;
  const act = BATCHES[list.kind];
  if (!('ask' in act)) return 'stopped';
  const connectionIds = await nextItems(db, list, size ?? act.size);
  if (connectionIds.length === 0) return db.$transaction((tx) => finish(tx, list), TRANSACTION);
  const actor = await db.$transaction((tx) => starterOf(tx, list));
  const outcomes = await act.ask(ctx, { list, actor, connectionIds, signal });
  if (outcomes.length === 0) return 'more';
  await db.$transaction(async (tx) => {
    await lockBulkAct(tx, list.id);
    await recordOutcomes(tx, list.id, outcomes);
  }, TRANSACTION);
  return 'more';
}

async function finish(
  tx: Parameters<typeof lockBulkAct>[0],
  { id }: Pick<BulkActRow, 'id'>,
): Promise<BatchResult> {
  const list = await lockBulkAct(tx, id);
  if (list?.state !== 'running') return 'stopped';
  await markFinished(tx, id);
  const { kind, total, done, unchanged, refused } = list;
  await appendAudit(tx, {
    action: 'bulk_act.finished',
    actor: { kind: 'system', id: 'vault' },
    detail: { bulkAct: id, kind, total, done, unchanged, refused },
  });
  return 'finished';
}

/** The next connection could not be worked on, twice: it is left out, or the list would never come to its end. */
export async function skipNext(ctx: VaultContext, bulkActId: string): Promise<void> {
  await ctx.database.db.$transaction(async (tx) => {
    const list = await lockBulkAct(tx, bulkActId);
    if (list?.state !== 'running') return;
    const [connectionId] = await nextItems(tx, list, 1);
    if (connectionId === undefined) return;
    const failed: ItemOutcome = { connectionId, outcome: 'refused', refusal: 'failed' };
    await recordOutcomes(tx, bulkActId, [failed]);
  }, TRANSACTION);
}
