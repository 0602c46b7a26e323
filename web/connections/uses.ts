import 'server-only';
import type { AccessPurpose } from '#lib/contract/connections';
import { assertStaffMay, type Viewer } from './staff-access';
import type { Reader } from './staff-search';

/** How far back pages look, today among them. */
const USE_DAYS = 30;

/** How often a connection was used in the last days, and when last. */
export type UseSummary = {
  withinDays: number;
  /** It was made within these days, so that no use in them means none at all. */
  isNew: boolean;
  count: number;
  /** Of the last days; undefined where there is no use in them. */
  lastAt: Date | undefined;
};

/** One day of a connection, in UTC. */
export type DayOfUse = { day: Date; count: number; firstAt: Date; lastAt: Date };

export type ConnectionUse = UseSummary & {
  /** Newest first. */
  days: DayOfUse[];
};

/** A line of the staff's table: one key and purpose on one day. */
export type StaffUse = DayOfUse & {
  purpose: AccessPurpose;
  /** null: no key asked. It was the customer, or the vault itself. */
  key: { id: string; name: string | null; isRevoked: boolean } | null;
};

type Connection = { id: string; createdAt: Date };

const DAY_MS = 86_400_000;

const summary = ({ createdAt }: Connection, count = 0, lastAt?: Date): UseSummary => ({
  withinDays: USE_DAYS,
  isNew: createdAt.getTime() > Date.now() - (USE_DAYS - 1) * DAY_MS,
  count,
  lastAt,
});

/**
 * How the partner used each of these connections. Only uses with an API key count: the customer's own "Check now" and what the
 * vault does by itself have none. The caller has looked up whose connections they are.
 */
export async function summariseUses(
  db: Reader,
  connections: readonly Connection[],
): Promise<(connection: Connection) => UseSummary> {
  if (connections.length === 0) return (connection) => summary(connection);
  const ids = connections.map(({ id }) => id);
  const rows = await db.$queryRaw<{ id: string; count: bigint; lastAt: Date }[]>`
    SELECT connection_id AS id, sum(count)::bigint AS count, max(last_at) AS "lastAt" FROM public.access_by_day
    WHERE connection_id = ANY (${ids}::uuid[]) AND api_key_id <> ''
      AND day > (now() AT TIME ZONE 'UTC')::date - ${USE_DAYS}::integer
    GROUP BY connection_id`;
  const uses = new Map(rows.map((row) => [row.id, row]));
  return (connection) => {
    const use = uses.get(connection.id);
    return summary(connection, Number(use?.count ?? 0), use?.lastAt);
  };
}

/** The same for one connection, day by day, without the names of keys: those are the partner's own affair (decision 056). */
export async function readConnectionUse(db: Reader, connection: Connection): Promise<ConnectionUse> {
  const rows = await db.$queryRaw<(Omit<DayOfUse, 'count'> & { count: bigint })[]>`
    SELECT day, sum(count)::bigint AS count, min(first_at) AS "firstAt", max(last_at) AS "lastAt"
    FROM public.access_by_day
    WHERE connection_id = ${connection.id}::uuid AND api_key_id <> ''
      AND day > (now() AT TIME ZONE 'UTC')::date - ${USE_DAYS}::integer
    GROUP BY day ORDER BY day DESC`;
  const days = rows.map((row) => ({ ...row, count: Number(row.count) }));
  const inAll = days.reduce((sum, { count }) => sum + count, 0);
  return { ...summary(connection, inAll, days[0]?.lastAt), days };
}

const MAX_STAFF_ROWS = 100;

type StaffRow = Omit<StaffUse, 'count' | 'key'> & {
  count: bigint;
  keyId: string;
  keyName: string | null;
  isRevoked: boolean;
};

export type StaffUses = {
  uses: StaffUse[];
  /** There are more than these. */
  isCut: boolean;
  withinDays: number;
};

/**
 * The latest uses of a connection by day, key and purpose, for any staff role.
 *
 * @throws AppError FORBIDDEN
 */
export async function listStaffUses(db: Reader, viewer: Viewer, connectionId: string): Promise<StaffUses> {
  assertStaffMay(viewer, 'view');
  const rows = await db.$queryRaw<StaffRow[]>`
    SELECT u.day, u.count, u.first_at AS "firstAt", u.last_at AS "lastAt", u.purpose, u.api_key_id AS "keyId",
      k.name AS "keyName", coalesce(k.revoked_at IS NOT NULL, false) AS "isRevoked"
    FROM public.access_by_day u LEFT JOIN public.api_key_names k ON k.id = u.api_key_id
    WHERE u.connection_id = ${connectionId}::uuid
      AND u.day > (now() AT TIME ZONE 'UTC')::date - ${USE_DAYS}::integer
    ORDER BY u.day DESC, u.last_at DESC LIMIT ${MAX_STAFF_ROWS + 1}::integer`;
  const uses = rows.slice(0, MAX_STAFF_ROWS).map(({ keyId, keyName, isRevoked, count, ...row }) => ({
    ...row,
    count: Number(count),
    key: keyId === '' ? null : { id: keyId, name: keyName, isRevoked },
  }));
  return { uses, isCut: rows.length > MAX_STAFF_ROWS, withinDays: USE_DAYS };
}
