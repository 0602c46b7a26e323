import 'server-only';
import { applicationEnvironment } from '#lib/contract/application-id';
import { type AccessPurpose, APPLICATION_PURPOSES, OWN_ACCOUNT_PURPOSES } from '#lib/contract/connections';
import type { Environment } from '#lib/db/generated/enums';
import type { ExposureFilter, ExposurePlace } from './exposure-filter';
import { type ExposureWindow, findEnd, linesOf, MOST_READ, sumLines, windowOf } from './exposure-lines';
import { assertStaffMay, type Viewer } from './staff-access';
import type { Reader } from './staff-search';

/** One key and purpose at one connection, on one day in UTC. */
export type ExposureLine = {
  day: Date;
  count: number;
  firstAt: Date;
  lastAt: Date;
  purpose: AccessPurpose;
  /** null: no key asked. It was the customer, or the vault itself. */
  key: { id: string; name: string | null; isRevoked: boolean } | null;
  /** Whose token it was; only of a connection is `connectionId` one. */
  of: 'connection' | 'own_account' | 'application';
  connectionId: string;
  environment: Environment | null;
  profileName: string | null;
};

export type Exposure = {
  lines: ExposureLine[];
  next: ExposurePlace | undefined;
  /** This page went through a part of the window and stopped there: the next one goes on. */
  isPart: boolean;
  /** Of the whole window, as far as it was read; `isAtLeast`: there is more. */
  connections: number;
  uses: number;
  isAtLeast: boolean;
};

export const EXPOSURE_PAGE_SIZE = 50;

type Row = Omit<ExposureLine, 'count' | 'key' | 'day' | 'of'> & {
  dayText: string;
  count: bigint;
  keyId: string;
  keyName: string | null;
  isRevoked: boolean;
};

/**
 * Who used what between two times, newest day first. Days are read one after the other, each in the order of its index, until
 * the page is full or so many lines were read: it costs the same with a million connections. A line is in the window where any
 * of its day's uses may be.
 *
 * @param bounds lines of a page, and lines that are read for it
 * @throws AppError FORBIDDEN
 */
export async function readExposure(
  db: Reader,
  viewer: Viewer,
  filter: ExposureFilter,
  { size = EXPOSURE_PAGE_SIZE, most = MOST_READ } = {},
): Promise<Exposure> {
  assertStaffMay(viewer, 'view');
  const window = await windowOf(db, filter, most);
  const sums = await sumLines(db, window);
  // what was counted and what came since may each have a line for the same, side by side
  let merged = merge(await readRows(db, window, 2 * size + 2));
  const end = merged.length > size ? undefined : await findEnd(db, window);
  if (end !== undefined) merged = merge(await readRows(db, { ...window, end }, 2 * size + 2));
  const shown = merged.slice(0, size);
  const last = shown.at(-1);
  return {
    lines: shown.map(toLine),
    next: merged.length > size && last !== undefined ? placeOf(last) : end,
    isPart: merged.length <= size && end !== undefined,
    ...sums,
  };
}

async function readRows(db: Reader, window: ExposureWindow, limit: number): Promise<Row[]> {
  return db.$queryRaw<Row[]>`
    SELECT to_char(u.day, 'YYYY-MM-DD') AS "dayText", u.count, u.first_at AS "firstAt", u.last_at AS "lastAt", u.purpose,
      u.api_key_id AS "keyId", k.name AS "keyName", coalesce(k.revoked_at IS NOT NULL, false) AS "isRevoked",
      u.connection_id::text AS "connectionId", coalesce(c.environment, p.environment)::text AS environment,
      coalesce(c.profile_name, p.profile_name) AS "profileName"
    FROM (${linesOf(window, limit)}) AS u
    LEFT JOIN public.api_key_names AS k ON k.id = u.api_key_id
    LEFT JOIN public.connections AS c ON c.id = u.connection_id
    LEFT JOIN public.personal_tokens AS p ON p.id = u.connection_id
    ORDER BY u.day DESC, u.api_key_id DESC, u.connection_id DESC, u.purpose DESC`;
}

const isSame = (a: Row, b: Row) =>
  a.dayText === b.dayText &&
  a.keyId === b.keyId &&
  a.connectionId === b.connectionId &&
  a.purpose === b.purpose;

function merge(rows: readonly Row[]): Row[] {
  const merged: Row[] = [];
  for (const row of rows) {
    const last = merged.at(-1);
    if (last === undefined || !isSame(last, row)) {
      merged.push({ ...row });
      continue;
    }
    last.count += row.count;
    if (row.firstAt < last.firstAt) last.firstAt = row.firstAt;
    if (row.lastAt > last.lastAt) last.lastAt = row.lastAt;
  }
  return merged;
}

const placeOf = ({ dayText, keyId, connectionId, purpose }: Row): ExposurePlace => ({
  ...{ day: dayText, keyId, connectionId, purpose },
});

function toLine({ dayText, count, keyId, keyName, isRevoked, ...row }: Row): ExposureLine {
  const of = whose(row.purpose);
  return {
    ...row,
    of,
    environment: of === 'application' ? (applicationEnvironment(row.connectionId) ?? null) : row.environment,
    day: new Date(dayText),
    count: Number(count),
    key: keyId === '' ? null : { id: keyId, name: keyName, isRevoked },
  };
}

function whose(purpose: AccessPurpose): ExposureLine['of'] {
  const isOne = (purposes: readonly AccessPurpose[]) => purposes.includes(purpose);
  if (isOne(APPLICATION_PURPOSES)) return 'application';
  return isOne(OWN_ACCOUNT_PURPOSES) ? 'own_account' : 'connection';
}

export type ExposureKey = { id: string; name: string; isRevoked: boolean };

/**
 * The API keys that a window can be narrowed to, those in force first.
 *
 * @throws AppError FORBIDDEN
 */
export function listExposureKeys(db: Reader, viewer: Viewer): Promise<ExposureKey[]> {
  assertStaffMay(viewer, 'view');
  return db.$queryRaw<ExposureKey[]>`
    SELECT id, name, revoked_at IS NOT NULL AS "isRevoked" FROM public.api_key_names
    ORDER BY revoked_at IS NOT NULL, name, id LIMIT 500`;
}

export type ExposureRingKey = { id: string; isDestroyed: boolean };

/**
 * The encryption keys that a window can be narrowed to, the newest first; those of the vault's settings alone come last.
 *
 * @throws AppError FORBIDDEN
 */
export function listExposureRingKeys(db: Reader, viewer: Viewer): Promise<ExposureRingKey[]> {
  assertStaffMay(viewer, 'view');
  return db.$queryRaw<ExposureRingKey[]>`
    SELECT id, is_destroyed AS "isDestroyed" FROM public.ring_key_names
    ORDER BY is_destroyed, created_at DESC NULLS LAST, id LIMIT 500`;
}
