import type { EventOutcome } from '#lib/contract/standings';
import type { Tx } from '#lib/db/client';
import { isDatabaseFailure } from '#lib/db/database-failure';
import type { Environment } from '#lib/env/wise';
import { addJob, type JobHandler } from '#vault/jobs/jobs';
import type { VaultContext } from '#vault/runtime/context';
import { retryWrite } from '#vault/runtime/retry-write';
import { readEvent } from '#vault/wise/events/read-event';
import { type WiseTime, wiseTimeOf } from '#vault/wise/events/wise-time';
import { applyFacts } from './apply-facts';
import { lockSorting, type TimedFact } from './standings';

const BATCH = 500;
/** Wise's clock may be ahead of ours by so much; a time beyond it would keep every later event out. */
const AHEAD_MICROS = 5n * 60n * 1_000_000n;

/**
 * Sorts out what was stored, in the order of arrival, until nothing is left. It never fails: a job of the same key that was
 * added meanwhile would be the only one to be tried again, and what waits here is not to wait for the next delivery.
 */
export const sortEvents: JobHandler<'webhooks.sort'> = async (ctx, _payload, signal) => {
  try {
    while (!signal.aborted && (await sortBatch(ctx, BATCH)) === BATCH);
  } catch (error) {
    ctx.log.warn({ err: error }, 'webhook events were not sorted; it is tried again');
    // A failure that is not the database's may be one event's: alone it is found, and holds nobody up.
    if (!isDatabaseFailure(error)) await sortOneByOne(ctx, signal);
    await retryWrite(ctx, 'webhooks-sort-again', () =>
      addJob(ctx.database.db, 'webhooks.sort', {}, { key: 'webhooks.sort' }),
    );
  }
};

async function sortOneByOne(ctx: VaultContext, signal: AbortSignal): Promise<void> {
  for (let count = 0; count < BATCH && !signal.aborted; count += 1) {
    try {
      if ((await sortBatch(ctx, 1)) === 0) return;
    } catch (error) {
      if (isDatabaseFailure(error)) return;
      ctx.log.error({ err: error }, 'a webhook event could not be applied; it is kept and shown as failed');
      await ctx.database.db.$transaction(async (tx) => {
        await lockSorting(tx);
        const [first] = await readUnsorted(tx, 1);
        if (first !== undefined) await writeSorted(tx, [{ ...blank(first), outcome: 'failed' }]);
      });
    }
  }
}

type Unsorted = {
  id: bigint;
  environment: Environment;
  body: Uint8Array;
  isTest: boolean;
  receivedMicros: bigint;
};

/** @returns how many events there were. */
async function sortBatch(ctx: VaultContext, size: number): Promise<number> {
  return ctx.database.db.$transaction(async (tx) => {
    await lockSorting(tx);
    const rows = await readUnsorted(tx, size);
    if (rows.length === 0) return 0;
    const read = rows.map(readRow);
    const results = await applyFacts(
      tx,
      read.flatMap(({ fact }) => fact ?? []),
    );
    await writeSorted(
      tx,
      read.map(({ sorted, fact }) => ({ ...sorted, ...(fact && results.get(fact)) })),
    );
    return rows.length;
  });
}

function readUnsorted(tx: Tx, size: number): Promise<Unsorted[]> {
  return tx.$queryRaw<Unsorted[]>`
    SELECT id, environment::text AS environment, body, is_test AS "isTest",
      (extract(epoch FROM received_at) * 1000000)::bigint AS "receivedMicros"
    FROM vault.webhook_events WHERE position IS NULL ORDER BY id LIMIT ${size}::integer`;
}

type Sorted = {
  id: bigint;
  eventType: string | null;
  schemaVersion: string | null;
  subscriptionId: string | null;
  subject: string | null;
  subjectId: string | null;
  occurredAt: string | null;
  outcome: EventOutcome;
  connectionIds: readonly string[];
};

const blank = ({ id }: Pick<Unsorted, 'id'>): Sorted => ({
  id,
  eventType: null,
  schemaVersion: null,
  subscriptionId: null,
  subject: null,
  subjectId: null,
  occurredAt: null,
  outcome: 'unreadable',
  connectionIds: [],
});

/** Dummy data of a test notification names the user or profile 0. */
const NOBODY = '0';

function readRow(row: Unsorted): { sorted: Sorted; fact?: TimedFact } {
  const event = readEvent(row.body);
  if (event === undefined) return { sorted: blank(row) };
  const { about, fact } = event;
  const received = wiseTimeOf(row.receivedMicros);
  const occurredAt = notAhead(event.occurredAt ?? event.sentAt ?? received, row.receivedMicros);
  const isDummy = about?.id === NOBODY;
  const sorted: Sorted = {
    id: row.id,
    eventType: event.type,
    schemaVersion: event.schemaVersion,
    subscriptionId: event.subscriptionId,
    subject: about?.subject ?? null,
    subjectId: about?.id ?? null,
    occurredAt: occurredAt.text,
    // the header of a test is not signed, so it decides nothing about an effect
    outcome: row.isTest || isDummy ? 'test' : 'kept',
    connectionIds: [],
  };
  if (fact === undefined || isDummy) return { sorted };
  const sentAt = notAhead(event.sentAt ?? occurredAt, row.receivedMicros);
  return { sorted, fact: { ...fact, environment: row.environment, occurredAt, sentAt } };
}

function notAhead(time: WiseTime, receivedMicros: bigint): WiseTime {
  return time.micros > receivedMicros + AHEAD_MICROS ? wiseTimeOf(receivedMicros) : time;
}

/** Positions are given out under the lock, so they are committed in their own order. */
async function writeSorted(tx: Tx, rows: readonly Sorted[]): Promise<void> {
  const texts = (of: (row: Sorted) => string | null) => rows.map(of);
  await tx.$executeRaw`
    WITH numbered AS (
      SELECT sorted.*, nextval('vault.webhook_positions') AS position FROM (
        SELECT * FROM unnest(${rows.map(({ id }) => id)}::bigint[], ${texts((row) => row.eventType)}::text[],
          ${texts((row) => row.schemaVersion)}::text[], ${texts((row) => row.subscriptionId)}::text[],
          ${texts((row) => row.subject)}::text[], ${texts((row) => row.subjectId)}::text[],
          ${texts((row) => row.occurredAt)}::timestamptz[], ${texts((row) => row.outcome)}::text[],
          ${texts((row) => `{${row.connectionIds.join(',')}}`)}::text[])
          AS given(id, event_type, schema_version, subscription_id, subject, subject_id, occurred_at, outcome, connections)
        ORDER BY id) AS sorted)
    UPDATE vault.webhook_events AS e SET position = numbered.position, event_type = numbered.event_type,
      schema_version = numbered.schema_version, subscription_id = numbered.subscription_id, subject = numbered.subject,
      subject_id = numbered.subject_id, occurred_at = numbered.occurred_at, outcome = numbered.outcome,
      connection_ids = numbered.connections::uuid[]
    FROM numbered WHERE e.id = numbered.id`;
}
