import type { Actor } from '#lib/audit/append';
import {
  BULK_MAX_CONNECTIONS,
  BULK_PREVIEW_MINUTES,
  type BulkKind,
  type BulkOutcome,
  type BulkRefusal,
  type BulkSource,
  type BulkState,
} from '#lib/contract/bulk-acts';
import type { StaffRole } from '#lib/contract/people';
import type { Tx } from '#lib/db/client';

// The only statements that write vault.bulk_acts and vault.bulk_act_items.

export type BulkActRow = {
  id: string;
  kind: BulkKind;
  state: BulkState;
  source: BulkSource;
  query: string;
  ownerStaffId: string | null;
  createdBy: string;
  total: number;
  needsSecond: boolean;
  /** The list was made so long ago that it is not done any more. */
  isOld: boolean;
  position: string | null;
  reason: string | null;
  approvalId: string | null;
  startedRole: StaffRole | null;
  done: number;
  unchanged: number;
  refused: number;
};

/** What came of one connection. */
export type ItemOutcome = { connectionId: string } & OutcomeOfOne;
export type OutcomeOfOne =
  | { outcome: Exclude<BulkOutcome, 'refused'> }
  | { outcome: 'refused'; refusal: BulkRefusal };

export type NewBulkAct = Pick<BulkActRow, 'kind' | 'source' | 'query' | 'ownerStaffId' | 'createdBy'>;

/** Lists that nobody has started, of one person: enough for a few tabs. Older ones go. */
const MOST_PREVIEWS = 5;

/** @returns its id. */
export async function insertBulkAct(tx: Tx, act: NewBulkAct): Promise<string> {
  await tx.$executeRaw`
    DELETE FROM vault.bulk_acts WHERE id IN (
      SELECT id FROM vault.bulk_acts WHERE created_by = ${act.createdBy}::uuid AND state IN ('collecting', 'preview')
      ORDER BY created_at DESC, id OFFSET ${MOST_PREVIEWS - 1})`;
  const { id } = await tx.bulkAct.create({ data: act, select: { id: true } });
  return id;
}

/** Locks one list until the transaction ends: whoever works on it does so batch by batch, under this lock. */
export async function lockBulkAct(tx: Tx, id: string): Promise<BulkActRow | undefined> {
  const [row] = await tx.$queryRaw<BulkActRow[]>`
    SELECT id::text AS id, kind, state, source, query, owner_staff_id::text AS "ownerStaffId", created_by::text AS "createdBy", total,
      needs_second AS "needsSecond",
      created_at < now() - ${BULK_PREVIEW_MINUTES}::int * interval '1 minute' AS "isOld",
      position::text AS position, reason, approval_id::text AS "approvalId",
      started_role AS "startedRole", done, unchanged, refused
    FROM vault.bulk_acts WHERE id = ${id}::uuid FOR UPDATE`;
  return row;
}

/** Those of these connections that there are, each once. Lock the list first. */
export async function insertItems(tx: Tx, id: string, connectionIds: readonly string[]): Promise<number> {
  const inserted = await tx.$executeRaw`
    INSERT INTO vault.bulk_act_items (bulk_act_id, connection_id)
    SELECT ${id}::uuid, c.id FROM public.connections AS c WHERE c.id = ANY (${connectionIds}::uuid[])
    ON CONFLICT DO NOTHING`;
  const [row] = await tx.$queryRaw<{ total: number }[]>`
    UPDATE vault.bulk_acts SET total = total + ${inserted} WHERE id = ${id}::uuid RETURNING total`;
  return row?.total ?? 0;
}

export const isTooLong = (total: number): boolean => total > BULK_MAX_CONNECTIONS;

/** From now on the list stays as it is. */
export async function markPreviewed(tx: Tx, id: string, needsSecond: boolean): Promise<void> {
  await tx.$executeRaw`
    UPDATE vault.bulk_acts SET state = 'preview', needs_second = ${needsSecond}, breakdown = (
      SELECT coalesce(jsonb_agg(to_jsonb(counted) ORDER BY counted.environment, counted.status), '[]') FROM (
        SELECT c.environment, c.status, c.frozen_at IS NOT NULL AS "isFrozen", count(*)::int AS count
        FROM vault.bulk_act_items AS i JOIN public.connections AS c ON c.id = i.connection_id
        WHERE i.bulk_act_id = ${id}::uuid GROUP BY 1, 2, 3) AS counted)
    WHERE id = ${id}::uuid`;
}

export async function deleteBulkAct(tx: Tx, id: string): Promise<void> {
  await tx.bulkAct.delete({ where: { id }, select: { id: true } });
}

type Started = {
  reason: string;
  /** Of the person who starts it. */
  role: StaffRole;
  /** Null: nobody else is asked, and it runs. */
  approvalId: string | null;
};

/** Started by whoever made the list; nothing is done before the second person has approved it. */
export async function markStarted(tx: Tx, id: string, { reason, role, approvalId }: Started): Promise<void> {
  await tx.$executeRaw`
    UPDATE vault.bulk_acts SET reason = ${reason}, started_role = ${role}, approval_id = ${approvalId}::uuid,
      state = CASE WHEN ${approvalId}::uuid IS NULL THEN 'running' ELSE 'waiting' END,
      started_at = CASE WHEN ${approvalId}::uuid IS NULL THEN now() END
    WHERE id = ${id}::uuid`;
}

/** The second person has approved it. */
export async function markApproved(tx: Tx, id: string, secondBy: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE vault.bulk_acts SET state = 'running', started_at = now(), second_by = ${secondBy}::uuid WHERE id = ${id}::uuid`;
}

/** Lists whose second person refused, or did not come in time, are over. */
export async function cancelUnapproved(tx: Pick<Tx, '$executeRaw'>): Promise<void> {
  await tx.$executeRaw`
    UPDATE vault.bulk_acts AS b SET state = 'cancelled', finished_at = now(), changed_by = coalesce(
      (SELECT a.second_staff_id FROM vault.second_approvals AS a WHERE a.id = b.approval_id), b.changed_by)
    WHERE b.state = 'waiting' AND NOT EXISTS (
      SELECT FROM vault.second_approvals AS a WHERE a.id = b.approval_id AND a.state = 'waiting' AND a.expires_at > now())`;
}

/** Paused, running again or cancelled, by this person. */
export async function markChanged(
  tx: Tx,
  id: string,
  { state, by }: { state: 'paused' | 'running' | 'cancelled'; by: string },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE vault.bulk_acts SET state = ${state}, changed_by = ${by}::uuid, held_until = NULL,
      finished_at = CASE WHEN ${state} = 'cancelled' THEN now() END
    WHERE id = ${id}::uuid`;
}

export async function markFinished(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE vault.bulk_acts SET state = 'finished', finished_at = now(), held_until = NULL WHERE id = ${id}::uuid`;
}

/** The next connections of the list, in the order of their ids. */
export async function nextItems(
  tx: Pick<Tx, '$queryRaw'>,
  { id, position }: Pick<BulkActRow, 'id' | 'position'>,
  size: number,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ connectionId: string }[]>`
    SELECT connection_id::text AS "connectionId" FROM vault.bulk_act_items
    WHERE bulk_act_id = ${id}::uuid AND (${position}::uuid IS NULL OR connection_id > ${position}::uuid)
    ORDER BY connection_id LIMIT ${size}`;
  return rows.map(({ connectionId }) => connectionId);
}

/** What came of a batch, once for each connection, and how far the list is. */
export async function recordOutcomes(tx: Tx, id: string, outcomes: readonly ItemOutcome[]): Promise<void> {
  const refusals = outcomes.map((each) => ('refusal' in each ? each.refusal : null));
  await tx.$executeRaw`
    WITH written AS (
      UPDATE vault.bulk_act_items AS i SET outcome = given.outcome, refusal = given.refusal, at = now()
      FROM unnest(${outcomes.map(({ connectionId }) => connectionId)}::uuid[],
        ${outcomes.map(({ outcome }) => outcome)}::text[], ${refusals}::text[]) AS given (connection_id, outcome, refusal)
      WHERE i.bulk_act_id = ${id}::uuid AND i.connection_id = given.connection_id AND i.outcome IS NULL
      RETURNING i.outcome)
    UPDATE vault.bulk_acts SET
      done = done + (SELECT count(*) FROM written WHERE outcome = 'done'),
      unchanged = unchanged + (SELECT count(*) FROM written WHERE outcome = 'unchanged'),
      refused = refused + (SELECT count(*) FROM written WHERE outcome = 'refused'),
      position = greatest(position, ${outcomes.at(-1)?.connectionId ?? null}::uuid)
    WHERE id = ${id}::uuid`;
}

/**
 * The right to work on a running list, for so long; one process has it at a time. It keeps two from asking Wise twice; that nothing
 * is done twice rests on the lock and on what each connection is like.
 */
export async function holdBulkAct(tx: Pick<Tx, '$executeRaw'>, id: string, holder: string): Promise<boolean> {
  const held = await tx.$executeRaw`
    UPDATE vault.bulk_acts SET held_by = ${holder}::uuid, held_until = now() + ${HELD_SECONDS}::int * interval '1 second'
    WHERE id = ${id}::uuid AND state = 'running' AND (held_by = ${holder}::uuid OR coalesce(held_until <= now(), true))`;
  return held === 1;
}

/** Longer than any batch takes. */
const HELD_SECONDS = 60;

/** Gives that right back. */
export async function letGo(tx: Pick<Tx, '$executeRaw'>, id: string, holder: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE vault.bulk_acts SET held_until = NULL WHERE id = ${id}::uuid AND held_by = ${holder}::uuid`;
}

/** Lists that are running and that nobody works on. */
export async function listLeft(tx: Pick<Tx, '$queryRaw'>): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text AS id FROM vault.bulk_acts
    WHERE state = 'running' AND coalesce(held_until <= now(), true) ORDER BY started_at LIMIT 100`;
  return rows.map(({ id }) => id);
}

/** Who started it, as in each row of the audit trail. */
export async function starterOf(
  tx: Tx,
  { createdBy, startedRole }: Pick<BulkActRow, 'createdBy' | 'startedRole'>,
): Promise<Actor> {
  const { name, email } = await tx.staff.findUniqueOrThrow({
    where: { id: createdBy },
    select: { name: true, email: true },
  });
  return { kind: 'staff', id: createdBy, role: startedRole ?? 'unknown', name, email };
}
