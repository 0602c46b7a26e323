import { Prisma } from '#lib/db/generated/client';
import { type ConnectionReason, Environment } from '#lib/db/generated/enums';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import { countByStatus } from '#web/connections/staff-counts';
import { parseStaffFilter } from '#web/connections/staff-filter';
import type { SearchReader } from '#web/connections/staff-search';
import { staffHref } from '#web/staff/navigation';

type LostReason = Extract<ConnectionReason, 'lost_at_wise' | 'replaced' | 'user_deactivated'>;

/** Something that staff should look at, with the list of it. */
export type AttentionLine = {
  code:
    | LostReason
    | 'otherPerson'
    | 'failingRefreshes'
    | 'noMoney'
    | 'failedDeliveries'
    | 'unreadableDeliveries'
    | 'webhookGap';
  environment: Environment;
  /** Of the list behind `href`; null: it is no number. */
  count: number | null;
  /** There are more than were counted. */
  isAtLeast: boolean;
  /** Since when the oldest of them needs it. */
  since: Date | null;
  /** How many of them came within the last day. */
  recent: number | null;
  href: string;
};

/** Beyond this a number is no longer exact, as in the list itself. */
const MAX_COUNT = 10_000;

const LOST_REASONS: readonly LostReason[] = ['lost_at_wise', 'user_deactivated', 'replaced'];

type Db = SearchReader;
type Row = {
  code: AttentionLine['code'];
  environment: Environment;
  count: number | null;
  since: Date | null;
  recent: number | null;
  /** Of a count that stopped before its bound. */
  isAtLeast?: boolean;
};

/**
 * What needs attention now, production first. What staff have put off is left out of numbers and lists alike.
 *
 * @param environment undefined: both.
 * @throws AppError FORBIDDEN
 */
export async function readAttention(
  db: Db,
  viewer: Viewer,
  environment: Environment | undefined,
): Promise<AttentionLine[]> {
  assertStaffMay(viewer, 'view');
  const environments = Object.values(Environment)
    .filter((each) => environment === undefined || each === environment)
    .sort((a, b) => Number(a === 'sandbox') - Number(b === 'sandbox'));
  const found = await Promise.all([
    needingReconnect(db, environments),
    ofOtherPeople(db, environments),
    failingRefreshes(db, environments),
    Promise.all(environments.map((each) => withoutMoney(db, viewer, each))),
    deliveries(db, environments),
    gaps(db, environments),
  ]);
  return found.flat().flatMap((row) => (row.count === 0 ? [] : [toLine(row)]));
}

function toLine({ count, recent, isAtLeast = false, ...row }: Row): AttentionLine {
  return {
    ...row,
    count: count === null ? null : Math.min(count, MAX_COUNT),
    isAtLeast: isAtLeast || (count ?? 0) > MAX_COUNT,
    recent,
    href: hrefOf(row),
  };
}

/** The list that a line counts. */
function hrefOf({ code, environment }: Pick<Row, 'code' | 'environment'>): string {
  switch (code) {
    case 'otherPerson':
      return staffHref('/staff/connections', {
        status: 'active',
        match: 'mismatch',
        snoozed: 'no',
        environment,
      });
    case 'failingRefreshes':
      return staffHref('/staff/connections', {
        status: 'active',
        refresh: 'failing',
        snoozed: 'no',
        environment,
      });
    case 'noMoney':
      return staffHref('/staff/connections', { status: 'active', money: 'no', snoozed: 'no', environment });
    case 'failedDeliveries':
      return staffHref('/staff/webhooks', { outcome: 'failed', environment });
    case 'unreadableDeliveries':
      return staffHref('/staff/webhooks', { outcome: 'unreadable', environment });
    case 'webhookGap':
      return staffHref('/staff/webhooks', { environment });
    default:
      return staffHref('/staff/connections', {
        status: 'needs_reconnect',
        reason: code,
        snoozed: 'no',
        environment,
      });
  }
}

/** Hashed once, and few: looking each of the counted up would cost more than counting them. */
const NOT_SNOOZED = Prisma.sql`c.id NOT IN (
  SELECT f.connection_id FROM public.connection_follow_up AS f WHERE f.snoozed_until > now())`;

const bounded = (rows: Prisma.Sql) =>
  Prisma.sql`(SELECT count(*)::int FROM (SELECT 1 FROM ${rows} LIMIT ${MAX_COUNT + 1}) AS counted)`;

const ofEnvironments = (environments: readonly Environment[]) =>
  Prisma.sql`unnest(${environments}::public.environment[]) WITH ORDINALITY AS e (environment, place)`;

function needingReconnect(db: Db, environments: readonly Environment[]): Promise<Row[]> {
  const of = Prisma.sql`public.connections AS c WHERE c.status = 'needs_reconnect' AND c.environment = e.environment
    AND c.reason = r.reason AND ${NOT_SNOOZED}`;
  return db.$queryRaw<Row[]>`
    SELECT r.reason::text AS code, e.environment::text AS environment, ${bounded(of)} AS count,
      (SELECT c.status_changed_at FROM ${of} ORDER BY c.status_changed_at LIMIT 1) AS since,
      ${bounded(Prisma.sql`${of} AND c.status_changed_at > now() - interval '1 day'`)} AS recent
    FROM ${ofEnvironments(environments)},
      unnest(${LOST_REASONS}::public.connection_reason[]) WITH ORDINALITY AS r (reason, place)
    ORDER BY e.place, r.place`;
}

/** Connected though the profile's details are not the customer's (MATCH_POLICY, decision 094). */
function ofOtherPeople(db: Db, environments: readonly Environment[]): Promise<Row[]> {
  const of = Prisma.sql`public.connections AS c WHERE c.match_verdict = 'mismatch' AND c.status = 'active'
    AND c.environment = e.environment AND ${NOT_SNOOZED}`;
  return db.$queryRaw<Row[]>`
    SELECT 'otherPerson' AS code, e.environment::text AS environment, ${bounded(of)} AS count,
      NULL::timestamptz AS since, NULL::integer AS recent
    FROM ${ofEnvironments(environments)} ORDER BY e.place`;
}

function failingRefreshes(db: Db, environments: readonly Environment[]): Promise<Row[]> {
  const of = Prisma.sql`public.failing_refreshes AS f JOIN public.connections AS c ON c.id = f.connection_id
    WHERE f.environment = e.environment AND c.status = 'active' AND ${NOT_SNOOZED}`;
  return db.$queryRaw<Row[]>`
    SELECT 'failingRefreshes' AS code, e.environment::text AS environment, ${bounded(of)} AS count,
      NULL::timestamptz AS since, NULL::integer AS recent
    FROM ${ofEnvironments(environments)} ORDER BY e.place`;
}

/** As the list itself counts it: what the standings at Wise come to is told by no index of ours. */
async function withoutMoney(db: Db, viewer: Viewer, environment: Environment): Promise<Row> {
  const filter = parseStaffFilter({ status: 'active', money: 'no', snoozed: 'no', environment });
  const { active, atLeast } = await countByStatus(db, viewer, filter);
  const isAtLeast = atLeast?.includes('active') ?? false;
  return { code: 'noMoney', environment, count: active, isAtLeast, since: null, recent: null };
}

function deliveries(db: Db, environments: readonly Environment[]): Promise<Row[]> {
  const of = Prisma.sql`public.webhook_deliveries AS d
    WHERE d.outcome = o.outcome AND d.outcome <> 'kept' AND d.environment = e.environment`;
  return db.$queryRaw<Row[]>`
    SELECT o.outcome || 'Deliveries' AS code, e.environment::text AS environment, ${bounded(of)} AS count,
      NULL::timestamptz AS since, NULL::integer AS recent
    FROM ${ofEnvironments(environments)}, unnest(ARRAY['failed', 'unreadable']) WITH ORDINALITY AS o (outcome, place)
    ORDER BY e.place, o.place`;
}

function gaps(db: Db, environments: readonly Environment[]): Promise<Row[]> {
  return db.$queryRaw<Row[]>`
    SELECT 'webhookGap' AS code, g.environment::text AS environment, NULL::integer AS count, g.gap_since AS since,
      NULL::integer AS recent
    FROM ${ofEnvironments(environments)} JOIN public.webhook_gaps AS g USING (environment) ORDER BY e.place`;
}
