import type { BulkKind, BulkOutcome, BulkRefusal, BulkSource, BulkState } from '#lib/contract/bulk-acts';
import { Prisma } from '#lib/db/generated/client';
import type { ConnectionStatus, Environment } from '#lib/db/generated/enums';
import type { Cursor } from '#lib/text/cursor';
import { readUuid } from '#lib/text/uuid';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import { CUSTOMER_NAME } from '#web/customers/customer-name';
import type { WebDb } from '#web/db/web-db';

type Db = Pick<WebDb, '$queryRaw'>;

/** How many of each environment and status a list had when it was made. */
export type BulkBreakdown = {
  environment: Environment;
  status: ConnectionStatus;
  isFrozen: boolean;
  count: number;
};

export type BulkActView = {
  id: string;
  kind: BulkKind;
  state: BulkState;
  source: BulkSource;
  query: string;
  /** To whom connections are given; null: to nobody. */
  ownerName: string | null;
  total: number;
  breakdown: BulkBreakdown[];
  needsSecond: boolean;
  done: number;
  unchanged: number;
  refused: number;
  reason: string | null;
  createdBy: string;
  createdByName: string;
  createdAt: Date;
  startedAt: Date | null;
  approvalId: string | null;
  secondByName: string | null;
  changedByName: string | null;
  finishedAt: Date | null;
};

const COLUMNS = Prisma.sql`b.id::text AS id, b.kind, b.state, b.source, b.query, b.owner_name AS "ownerName", b.total, b.breakdown,
  b.needs_second AS "needsSecond", b.done, b.unchanged, b.refused, b.reason, b.created_by::text AS "createdBy",
  b.created_by_name AS "createdByName", b.created_at AS "createdAt", b.started_at AS "startedAt",
  b.approval_id::text AS "approvalId", b.second_by_name AS "secondByName", b.changed_by_name AS "changedByName",
  b.finished_at AS "finishedAt"`;

export const BULK_PAGE_SIZE = 25;

/**
 * One page of what was done to many connections, newest first; lists that nobody has started are their maker's alone.
 *
 * @throws AppError FORBIDDEN
 */
export async function listBulkActs(
  db: Db,
  viewer: Viewer & { staffId: string },
  after: Cursor | undefined,
): Promise<{ acts: BulkActView[]; next: Cursor | undefined }> {
  assertStaffMay(viewer, 'view');
  const beyond =
    after === undefined
      ? Prisma.sql`true`
      : Prisma.sql`(b.created_at, b.id) < (${after.at}::timestamptz, ${after.id}::uuid)`;
  const rows = await db.$queryRaw<BulkActView[]>`
    SELECT ${COLUMNS} FROM public.bulk_acts_for_staff AS b
    WHERE (b.state NOT IN ('collecting', 'preview') OR (b.state = 'preview' AND b.created_by = ${viewer.staffId}::uuid)) AND ${beyond}
    ORDER BY b.created_at DESC, b.id DESC LIMIT ${BULK_PAGE_SIZE + 1}`;
  const acts = rows.slice(0, BULK_PAGE_SIZE);
  const last = acts.at(-1);
  const hasMore = rows.length > BULK_PAGE_SIZE;
  return { acts, next: hasMore && last !== undefined ? { at: last.createdAt, id: last.id } : undefined };
}

/**
 * One of them; undefined where there is none, or it is another person's preview.
 *
 * @throws AppError FORBIDDEN
 */
export async function findBulkAct(
  db: Db,
  viewer: Viewer & { staffId: string },
  text: string,
): Promise<BulkActView | undefined> {
  assertStaffMay(viewer, 'view');
  const id = readUuid(text);
  if (id === undefined) return undefined;
  const [act] = await db.$queryRaw<BulkActView[]>`
    SELECT ${COLUMNS} FROM public.bulk_acts_for_staff AS b WHERE b.id = ${id}::uuid AND b.state <> 'collecting'
      AND (b.state <> 'preview' OR b.created_by = ${viewer.staffId}::uuid)`;
  return act;
}

export type BulkItem = {
  connectionId: string;
  outcome: BulkOutcome | null;
  refusal: BulkRefusal | null;
  at: Date | null;
  environment: Environment;
  status: ConnectionStatus;
  isFrozen: boolean;
  profileName: string;
  customerId: string;
  customerName: string | null;
  customerEmail: string;
};

/** Connections of a list that a page shows. */
const SAMPLE = 10;

/**
 * Some connections of a list as they are now: the first ones, or of those that were refused.
 *
 * @throws AppError FORBIDDEN
 */
export function sampleItems(
  db: Db,
  viewer: Viewer,
  { id, isRefused }: { id: string; isRefused: boolean },
): Promise<BulkItem[]> {
  assertStaffMay(viewer, 'view');
  const only = isRefused ? Prisma.sql`i.outcome = 'refused'` : Prisma.sql`true`;
  return readItems(db, { id, only, limit: SAMPLE });
}

/** @param only a condition on the rows i of the list. */
export function readItems(
  db: Db,
  { id, only, limit }: { id: string; only: Prisma.Sql; limit: number },
): Promise<BulkItem[]> {
  return db.$queryRaw<BulkItem[]>`
    SELECT i.connection_id::text AS "connectionId", i.outcome, i.refusal, i.at, c.environment::text AS environment,
      c.status::text AS status, c.frozen_at IS NOT NULL AS "isFrozen", c.profile_name AS "profileName",
      c.customer_id::text AS "customerId", ${CUSTOMER_NAME} AS "customerName", p.email AS "customerEmail"
    FROM (SELECT * FROM public.bulk_act_items_for_staff AS i WHERE i.bulk_act_id = ${id}::uuid AND ${only}
      ORDER BY i.connection_id LIMIT ${limit}) AS i
    JOIN public.connections AS c ON c.id = i.connection_id JOIN public.customers AS p ON p.id = c.customer_id
    ORDER BY i.connection_id`;
}
