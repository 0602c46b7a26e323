import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '#lib/audit/append';
import type { BulkKind, BulkRefusal } from '#lib/contract/bulk-acts';
import type { CheckResult } from '#lib/contract/connections';
import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import { checkAs } from '#vault/connections/check';
import { disconnectWithin } from '#vault/connections/disconnect';
import { changeMany } from '#vault/connections/freeze';
import { assignWithin } from '#vault/follow-up/assign';
import { revoke } from '#vault/grants/revoke';
import type { VaultContext } from '#vault/runtime/context';
import type { BulkActRow, ItemOutcome, OutcomeOfOne } from './bulk-act-row';

// What is done to the connections of a batch: the acts on one, by the same code.

export type Batch = {
  list: BulkActRow;
  actor: Actor;
  connectionIds: readonly string[];
  signal: AbortSignal;
};

/** Done in the transaction that records what came of it; `after` follows its commit, and may be lost with the process. */
type InTransaction = {
  size: number;
  run: (
    ctx: VaultContext,
    tx: Tx,
    batch: Batch,
  ) => Promise<{ outcomes: ItemOutcome[]; after?: () => Promise<void> }>;
};

/** Asks Wise, so no transaction is open meanwhile. May be done twice. */
type AtWise = { size: number; ask: (ctx: VaultContext, batch: Batch) => Promise<ItemOutcome[]> };

export const BATCHES: Readonly<Record<BulkKind, InTransaction | AtWise>> = {
  freeze: { size: 1_000, run: (_ctx, tx, batch) => change(tx, 'freeze', batch) },
  release: { size: 1_000, run: (_ctx, tx, batch) => change(tx, 'release', batch) },
  assign: { size: 200, run: (_ctx, tx, batch) => assignEach(tx, batch) },
  disconnect: { size: 20, run: disconnectEach },
  check: { size: 8, ask: checkEach },
};

const gone = (connectionId: string): ItemOutcome => ({ connectionId, outcome: 'refused', refusal: 'gone' });

async function change(tx: Tx, act: 'freeze' | 'release', { list, actor, connectionIds }: Batch) {
  const results = await changeMany(tx, {
    act,
    connectionIds,
    actor,
    reason: list.reason ?? '',
    detail: { bulkAct: list.id },
  });
  const outcomes = connectionIds.map((connectionId): ItemOutcome => {
    const result = results.get(connectionId);
    if (result === undefined) return gone(connectionId);
    if (result === 'disconnected') return { connectionId, outcome: 'refused', refusal: 'disconnected' };
    return { connectionId, outcome: result };
  });
  return { outcomes };
}

async function assignEach(tx: Tx, { list, actor, connectionIds }: Batch) {
  const outcomes: ItemOutcome[] = [];
  for (const connectionId of connectionIds) {
    const result = await orGone(() =>
      assignWithin(tx, { actor, connectionId, staffId: list.ownerStaffId, detail: { bulkAct: list.id } }),
    );
    if (result === undefined) outcomes.push(gone(connectionId));
    else if (result === 'nobody') outcomes.push({ connectionId, outcome: 'refused', refusal: 'nobody' });
    else outcomes.push({ connectionId, outcome: result });
  }
  return { outcomes };
}

async function disconnectEach(ctx: VaultContext, tx: Tx, { list, actor, connectionIds, signal }: Batch) {
  const outcomes: ItemOutcome[] = [];
  const grantIds: string[] = [];
  for (const connectionId of connectionIds) {
    const result = await orGone(() =>
      disconnectWithin(tx, ctx, {
        connectionId,
        actor,
        by: 'staff',
        reason: list.reason ?? undefined,
        detail: { bulkAct: list.id },
      }),
    );
    if (result === undefined) {
      outcomes.push(gone(connectionId));
      continue;
    }
    outcomes.push({ connectionId, outcome: result.wasDisconnected ? 'unchanged' : 'done' });
    if (result.grantId !== undefined) grantIds.push(result.grantId);
  }
  return { outcomes, after: () => revokeEach(ctx, grantIds, signal) };
}

/**
 * At the deployment's rate before the next batch begins: many at once would be ended at Wise later than the window for it. What
 * this leaves, the loop of any vault revokes.
 */
async function revokeEach(
  ctx: VaultContext,
  grantIds: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const rows = await ctx.database.db.$queryRaw<{ id: string; environment: Environment }[]>`
    SELECT id::text AS id, environment::text AS environment FROM vault.grants WHERE id = ANY (${grantIds}::uuid[])`;
  const calls: Promise<unknown>[] = [];
  for (const { id, environment } of rows) {
    if (!(await waitForPermit(ctx, environment, signal))) break;
    calls.push(revoke(ctx, id, { isPermitted: true }));
  }
  await Promise.all(calls);
}

async function checkEach(ctx: VaultContext, { list, actor, connectionIds, signal }: Batch) {
  const rows = await ctx.database.db.connection.findMany({
    where: { id: { in: [...connectionIds] } },
    select: { id: true, environment: true },
  });
  const environments = new Map(rows.map(({ id, environment }) => [id, environment]));
  const checks: Promise<ItemOutcome>[] = [];
  for (const connectionId of connectionIds) {
    const environment = environments.get(connectionId);
    if (environment === undefined) checks.push(Promise.resolve(gone(connectionId)));
    else if (await waitForPermit(ctx, environment, signal))
      checks.push(checkOne(ctx, connectionId, { list, actor }));
    else break;
  }
  return Promise.all(checks);
}

async function checkOne(
  ctx: VaultContext,
  connectionId: string,
  { list, actor }: Pick<Batch, 'list' | 'actor'>,
): Promise<ItemOutcome> {
  const { result } = await checkAs(ctx, {
    actor,
    connectionId,
    detail: { bulkAct: list.id },
    isPermitted: true,
  });
  return { connectionId, ...CHECKED[result] };
}

const refused = (refusal: BulkRefusal): OutcomeOfOne => ({ outcome: 'refused', refusal });

/** `needs_reconnect`: it waits for its customer, as Wise says now or said before. */
const CHECKED: Readonly<Record<CheckResult, OutcomeOfOne>> = {
  healthy: { outcome: 'done' },
  recent: { outcome: 'unchanged' },
  needs_reconnect: refused('needs_reconnect'),
  frozen: refused('frozen'),
  disconnected: refused('disconnected'),
  unavailable: refused('unavailable'),
  client_refused: refused('client_refused'),
};

/**
 * Until a call to Wise may go out, and no pause of ours is on: what nobody waits for takes no turn from what somebody does.
 *
 * @returns false when the job has to end first.
 */
async function waitForPermit(
  ctx: VaultContext,
  environment: Environment,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    const pausedMs = ctx.pauses.leftMs(environment);
    if (pausedMs === 0 && (await ctx.refreshRate.take(environment, 1, true)) > 0) return true;
    const waitMs = Math.max(20, pausedMs, ctx.refreshRate.beginsInMs(environment));
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

async function orGone<Result>(act: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
