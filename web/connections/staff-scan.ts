import { Prisma } from '#lib/db/generated/client';
import type { Cursor } from '#lib/text/cursor';
import { allOf, conditionsOf, usedWithin } from './staff-conditions';
import type { StaffFilter, StaffNarrowing } from './staff-filter';
import type { StaffSort } from './staff-list-choices';
import { isMatch } from './staff-search';

/** A stretch of the list, in its order (`after`) or against it (`before`), from the cursor on. */
export type Stretch = { direction: 'after' | 'before'; cursor: Cursor | undefined; limit: number };

/** How many connections a filter reads that no index answers: some 20 ms of the database. */
export const SCANNED = 10_000;
/** The same for filters that look into another table for each. */
const SCANNED_DEEP = 3_000;

type Key = 'created_at' | 'status_changed_at' | 'used_at';

const SORTS: Readonly<Record<StaffSort, { key: Key; isAscending: boolean }>> = {
  newest: { key: 'created_at', isAscending: false },
  oldest: { key: 'created_at', isAscending: true },
  status_newest: { key: 'status_changed_at', isAscending: false },
  status_oldest: { key: 'status_changed_at', isAscending: true },
  used_newest: { key: 'used_at', isAscending: false },
  used_oldest: { key: 'used_at', isAscending: true },
};

type Word = keyof StaffNarrowing;

/** The words that the index of an order begins with, or has its order of: reading on from the cursor meets no other row. */
function indexedWords(sort: StaffSort, filter: StaffNarrowing): readonly Word[] {
  switch (SORTS[sort].key) {
    case 'created_at':
      return [
        ...(filter.reason === undefined ? (['status', 'environment'] as const) : (['reason'] as const)),
        'connectedFrom',
        'connectedTo',
      ];
    case 'status_changed_at':
      return ['status'];
    case 'used_at':
      return ['usedFrom'];
  }
}

const DEEP: readonly Word[] = ['money', 'usedFrom', 'unused', 'owner', 'note', 'failing'];

/** How a filter is read in its order: what an index finds, and what each row is asked then. */
export type Plan = { sort: StaffSort; narrowing: StaffNarrowing; rest: Prisma.Sql[]; scanned: number };

/** @param folded the search, as it is compared with each row; undefined without one. */
export function planOf(filter: StaffFilter, folded: string | undefined): Plan {
  const indexed = indexedWords(filter.sort, filter);
  const rest = entriesOf(filter).filter(([word]) => !indexed.includes(word));
  const isDeep = SORTS[filter.sort].key === 'used_at' || rest.some(([word]) => DEEP.includes(word));
  return {
    sort: filter.sort,
    narrowing: filter,
    rest: [...rest.map(([, condition]) => condition), ...(folded === undefined ? [] : [isMatch(folded)])],
    scanned: isDeep ? SCANNED_DEEP : SCANNED,
  };
}

/** Every condition of a filter, for rows that were found in another way. */
export function conditionsFor(filter: StaffNarrowing, folded: string | undefined): Prisma.Sql {
  const all = entriesOf(filter).map(([, condition]) => condition);
  return allOf(folded === undefined ? all : [...all, isMatch(folded)]);
}

function entriesOf(filter: StaffNarrowing): [Word, Prisma.Sql][] {
  return Object.entries(conditionsOf(filter)) as [Word, Prisma.Sql][];
}

/** The order of rows with sort_at and id. */
export function order(sort: StaffSort, direction: Stretch['direction']): Prisma.Sql {
  return isDescending(sort, direction)
    ? Prisma.sql`c.sort_at DESC, c.id DESC`
    : Prisma.sql`c.sort_at ASC, c.id ASC`;
}

/** True when later rows come first. */
export function isDescending(sort: StaffSort, direction: Stretch['direction']): boolean {
  return SORTS[sort].isAscending === (direction === 'before');
}

/**
 * So many connections in their order from the cursor on, with what they are ordered by as sort_at; alias c. Where only some
 * are in question, an index alone says which, and each is fetched by its id: PostgreSQL would rather read all rows where a
 * status is rare. Where all are, their order is the index's, and reading them by it is twice as fast.
 */
export function inOrder({ sort, narrowing }: Plan, stretch: Stretch, limit: number): Prisma.Sql {
  const way = isDescending(sort, stretch.direction) ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  if (isOfAll(sort, narrowing)) {
    return Prisma.sql`(SELECT * FROM (SELECT c.*, ${columnOf(SORTS[sort].key)} AS sort_at FROM public.connections AS c) AS c
      WHERE ${beyond(sort, stretch, Prisma.sql`c`)} ORDER BY c.sort_at ${way}, c.id ${way} LIMIT ${limit}) AS c`;
  }
  return Prisma.sql`(SELECT c.*, k.sort_at FROM (
      SELECT k.sort_at, k.id FROM ${keysOf(sort, narrowing)} AS k WHERE ${beyond(sort, stretch, Prisma.sql`k`)}
      ORDER BY k.sort_at ${way}, k.id ${way} LIMIT ${limit}
    ) AS k CROSS JOIN LATERAL (SELECT * FROM public.connections AS c WHERE c.id = k.id OFFSET 0) AS c
    ORDER BY k.sort_at ${way}, k.id ${way}) AS c`;
}

function isOfAll(sort: StaffSort, narrowing: StaffNarrowing): boolean {
  const words = indexedWords(sort, narrowing);
  return SORTS[sort].key !== 'used_at' && !entriesOf(narrowing).some(([word]) => words.includes(word));
}

/** Ids and what they are ordered by, of all connections that the index of the order has for the filter. */
function keysOf(sort: StaffSort, narrowing: StaffNarrowing): Prisma.Sql {
  const { key } = SORTS[sort];
  if (key === 'used_at') {
    return Prisma.sql`(SELECT u.connection_id AS id, u.used_at AS sort_at FROM public.connection_last_use AS u
      WHERE ${allOf(usedWithin(narrowing))})`;
  }
  const words = indexedWords(sort, narrowing);
  const scope = entriesOf(narrowing).filter(([word]) => words.includes(word));
  const conditions = allOf(scope.map(([, condition]) => condition));
  return Prisma.sql`(SELECT c.id, ${columnOf(key)} AS sort_at FROM public.connections AS c WHERE ${conditions})`;
}

function columnOf(key: Key): Prisma.Sql {
  switch (key) {
    case 'created_at':
      return Prisma.sql`c.created_at`;
    case 'status_changed_at':
      return Prisma.sql`c.status_changed_at`;
    case 'used_at':
      return Prisma.sql`(SELECT u.used_at FROM public.connection_last_use AS u WHERE u.connection_id = c.id)`;
  }
}

/** Rows after the cursor, in the stretch's direction. */
function beyond(sort: StaffSort, { direction, cursor }: Stretch, row: Prisma.Sql): Prisma.Sql {
  if (cursor === undefined) return Prisma.sql`true`;
  const sign = isDescending(sort, direction) ? Prisma.sql`<` : Prisma.sql`>`;
  return Prisma.sql`(${row}.sort_at, ${row}.id) ${sign} (${cursor.at}::timestamptz, ${cursor.id}::uuid)`;
}

/** Those of these connections that are beyond the cursor, with sort_at; alias c. */
export function among(
  ids: readonly string[],
  sort: StaffSort,
  conditions: Prisma.Sql,
  stretch: Stretch,
): Prisma.Sql {
  return Prisma.sql`(SELECT * FROM (SELECT c.*, ${columnOf(SORTS[sort].key)} AS sort_at FROM public.connections AS c
    WHERE c.id = ANY (${ids}::uuid[]) AND ${conditions}) AS c WHERE ${beyond(sort, stretch, Prisma.sql`c`)}) AS c`;
}
