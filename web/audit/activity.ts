import { isAllowed } from '#lib/contract/people';
import type { Db } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import { ACTIVITY_SUBJECTS, type ActivityFilter } from './activity-filter';
import { type AuditEntryView, type AuditRow, toEntryView } from './entry-view';

export const ACTIVITY_PAGE_SIZE = 50;
/** How many entries one page may look at: a filter that little fits goes on from there with the next page. */
const LOOKED_AT = 10_000;
/** Of one customer; they have a handful. */
const CONNECTIONS = 100;

/** An entry of the whole trail: what it is about is linked. */
export type ActivityEntry = AuditEntryView & {
  action: string;
  connectionId: string | null;
  customerId: string | null;
  /** What a value was and what it became. */
  change: { before: string; after: string } | null;
  network: string | null;
  /** Names and what somebody wrote are there, and not for this role. */
  isWithheld: boolean;
};

export type ActivityPage = {
  entries: ActivityEntry[];
  /** The entry before which the next page begins. */
  older: string | undefined;
  /** The page ends because enough was looked at; it may be empty. */
  isPartial: boolean;
};

type Row = AuditRow & { connectionId: string | null };

const COLUMNS = Prisma.sql`e.id, e.at, e.action, e.actor_kind, e.actor_id, e.connection_id, e.environment, e.detail,
  e.personal_digest`;

/**
 * One page of the whole audit trail, newest first. What it looks at is bounded however long the trail is: each filter has
 * an index of its own, one of them is read from the page's place on, and the others are asked of each of its rows.
 *
 * @throws AppError FORBIDDEN
 */
export async function listActivity(
  db: Pick<Db, '$queryRaw'>,
  viewer: Viewer,
  filter: ActivityFilter,
  { size = ACTIVITY_PAGE_SIZE, lookedAt = LOOKED_AT } = {},
): Promise<ActivityPage> {
  assertStaffMay(viewer, 'view');
  const maySee = isAllowed(viewer.role, 'view_audit_people');
  const branches = await branchesOf(db, filter);
  const within = await rangeOf(db, filter);
  const share = Math.max(size + 1, Math.floor(lookedAt / Math.max(1, branches.length)));
  // The newest entry that some branch did not get to: what is older may have gaps, so it is left to the next page.
  const reached = await lastLookedAt(db, branches, within, share);
  const rest = restOf(filter, maySee);
  const selects = branches.map(
    (branch) => Prisma.sql`(SELECT * FROM public.audit_entries AS e WHERE ${branch} AND ${within}
      AND e.id >= ${reached ?? '0'}::bigint AND ${rest} ORDER BY e.id DESC LIMIT ${size + 1}::integer)`,
  );
  const rows =
    selects.length === 0
      ? []
      : await db.$queryRaw<Row[]>`
    SELECT e.id, e.at, e.action, e.actor_kind AS "actorKind", e.actor_id AS "actorId",
      e.connection_id::text AS "connectionId", e.environment::text AS environment, e.detail,
      e.personal_digest IS NOT NULL AS "hadPersonal", p.data AS personal
    FROM (SELECT DISTINCT ON (e.id) ${COLUMNS} FROM (${Prisma.join(selects, ' UNION ALL ')}) AS e
      ORDER BY e.id DESC LIMIT ${size + 1}::integer) AS e
    LEFT JOIN public.audit_personal p ON p.entry_id = e.id ORDER BY e.id DESC`;
  const shown = rows.slice(0, size);
  const isFull = rows.length > size;
  return {
    entries: shown.map((row) => toActivityEntry(row, maySee)),
    older: isFull ? shown.at(-1)?.id.toString() : reached,
    isPartial: !isFull && reached !== undefined,
  };
}

/** What the page is read by: each is the beginning of an index that ends in the id. Several are merged. */
async function branchesOf(db: Pick<Db, '$queryRaw'>, filter: ActivityFilter): Promise<Prisma.Sql[]> {
  const { connection, customer, staff, actor, subject } = filter;
  if (connection !== undefined) return [Prisma.sql`e.connection_id = ${connection}::uuid`];
  if (customer !== undefined) {
    const connections = await db.$queryRaw<{ id: string }[]>`
      SELECT id::text AS id FROM public.connections WHERE customer_id = ${customer}::uuid
      ORDER BY created_at DESC LIMIT ${CONNECTIONS}::integer`;
    return [
      Prisma.sql`e.actor_kind = 'customer' AND e.actor_id = ${customer}`,
      Prisma.sql`e.detail->>'customerId' = ${customer}`,
      ...connections.map(({ id }) => Prisma.sql`e.connection_id = ${id}::uuid`),
    ];
  }
  if (staff !== undefined) return [Prisma.sql`e.actor_kind = 'staff' AND e.actor_id = ${staff}`];
  if (subject !== undefined)
    return ACTIVITY_SUBJECTS[subject].map((word) => Prisma.sql`split_part(e.action, '.', 1) = ${word}`);
  if (actor === 'api_key') return [Prisma.sql`e.detail->>'apiKey' IS NOT NULL`];
  if (actor !== undefined) return [Prisma.sql`e.actor_kind = ${actor}`];
  return [Prisma.sql`true`];
}

/** All filters, asked of each row; the one that drives is asked once more, which costs nothing. */
function restOf(filter: ActivityFilter, maySee: boolean): Prisma.Sql {
  const { environment, staff, actor, subject, network } = filter;
  return Prisma.join(
    [
      Prisma.sql`true`,
      ...(environment === undefined
        ? []
        : [Prisma.sql`(e.environment = ${environment}::public.environment OR e.environment IS NULL)`]),
      ...(staff === undefined ? [] : [Prisma.sql`e.actor_kind = 'staff' AND e.actor_id = ${staff}`]),
      ...(actor === undefined
        ? []
        : actor === 'api_key'
          ? [Prisma.sql`e.detail->>'apiKey' IS NOT NULL`]
          : [Prisma.sql`e.actor_kind = ${actor}`]),
      ...(subject === undefined
        ? []
        : [Prisma.sql`split_part(e.action, '.', 1) = ANY (${[...ACTIVITY_SUBJECTS[subject]]}::text[])`]),
      // a network is personal: a role that is not shown it does not learn it by asking
      ...(network === undefined || !maySee
        ? []
        : [
            Prisma.sql`EXISTS (SELECT 1 FROM public.audit_personal n
              WHERE n.entry_id = e.id AND n.data->>'network' = ${network} OFFSET 0)`,
          ]),
    ],
    ' AND ',
  );
}

/**
 * Where the page stands, and which ids its days have. Ids and times rise together but for running transactions, and none
 * of ours runs for an hour; the days themselves are asked of each row, in a form that no index has: by the index of times
 * all of a long range would be read and sorted for one page.
 */
async function rangeOf(db: Pick<Db, '$queryRaw'>, filter: ActivityFilter): Promise<Prisma.Sql> {
  const { from, to, before } = filter;
  const parts = [Prisma.sql`true`];
  if (before !== undefined) parts.push(Prisma.sql`e.id < ${before}::bigint`);
  if (from !== undefined) {
    const [first] = await db.$queryRaw<{ id: bigint }[]>`
      SELECT id FROM public.audit_entries WHERE at >= ${from}::date::timestamptz - interval '1 hour'
      ORDER BY at LIMIT 1`;
    parts.push(
      Prisma.sql`(e.at AT TIME ZONE 'UTC') >= ${from}::date AND e.id >= ${first?.id ?? null}::bigint`,
    );
  }
  if (to !== undefined) {
    const [after] = await db.$queryRaw<{ id: bigint }[]>`
      SELECT id FROM public.audit_entries
      WHERE at >= ${to}::date::timestamptz + interval '25 hours' ORDER BY at LIMIT 1`;
    parts.push(Prisma.sql`(e.at AT TIME ZONE 'UTC') < ${to}::date + 1`);
    if (after !== undefined) parts.push(Prisma.sql`e.id < ${after.id}::bigint`);
  }
  return Prisma.join(parts, ' AND ');
}

async function lastLookedAt(
  db: Pick<Db, '$queryRaw'>,
  branches: readonly Prisma.Sql[],
  within: Prisma.Sql,
  share: number,
): Promise<string | undefined> {
  const ends = branches.map(
    (branch) => Prisma.sql`(SELECT e.id FROM public.audit_entries AS e WHERE ${branch} AND ${within}
      ORDER BY e.id DESC OFFSET ${share}::integer LIMIT 1)`,
  );
  const [row] = await db.$queryRaw<{ id: bigint | null }[]>`
    SELECT max(reached.id) AS id FROM (${Prisma.join(ends, ' UNION ALL ')}) AS reached`;
  return row?.id?.toString();
}

function toActivityEntry(row: Row, maySee: boolean): ActivityEntry {
  const isWithheld = !maySee && row.personal !== null;
  const { from, to } = row.detail;
  const isChange = isPlain(from) && isPlain(to);
  const { from: _from, to: _to, customerId: _customerId, ...others } = row.detail;
  const shown = { ...row, detail: isChange ? others : row.detail, personal: maySee ? row.personal : null };
  const view = toEntryView(shown);
  return {
    ...view,
    actor: { ...view.actor, erased: view.actor.erased && !isWithheld },
    action: row.action,
    connectionId: row.connectionId ?? text(row.detail.seenConnectionId),
    customerId: row.actorKind === 'customer' ? row.actorId : text(row.detail.customerId),
    change: isChange ? { before: String(from), after: String(to) } : null,
    network: maySee ? text(row.personal?.network) : null,
    isWithheld,
  };
}

const isPlain = (value: unknown) => typeof value === 'string' || typeof value === 'number';

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
