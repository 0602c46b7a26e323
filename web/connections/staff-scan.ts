import { Prisma } from '#lib/db/generated/client';
import type { Cursor } from '#lib/text/cursor';
import type { StaffFilter } from './staff-filter';

/** A stretch of the list, newest first (`after`) or oldest first (`before`), from the cursor on. */
export type Stretch = { direction: 'after' | 'before'; cursor: Cursor | undefined; limit: number };

/** How many connections a search reads that no index answers: some 20 ms of the database. */
export const SCANNED = 10_000;

/** The conditions of a filter but for its search, on connections with the alias c. */
export function scope(filter: Pick<StaffFilter, 'status' | 'environment'>, stretch?: Stretch): Prisma.Sql {
  const all = [
    Prisma.sql`true`,
    ...(filter.status === undefined
      ? []
      : [Prisma.sql`c.status = ${filter.status}::public.connection_status`]),
    ...(filter.environment === undefined
      ? []
      : [Prisma.sql`c.environment = ${filter.environment}::public.environment`]),
    ...(stretch?.cursor === undefined ? [] : [beyond(stretch.direction, stretch.cursor)]),
  ];
  return Prisma.join(all, ' AND ');
}

/** The order of a stretch, on connections with the alias c. */
export function order(direction: Stretch['direction']): Prisma.Sql {
  return direction === 'after'
    ? Prisma.sql`c.created_at DESC, c.id DESC`
    : Prisma.sql`c.created_at ASC, c.id ASC`;
}

function beyond(direction: Stretch['direction'], { at, id }: Cursor): Prisma.Sql {
  const place = Prisma.sql`(${at}::timestamptz, ${id}::uuid)`;
  return direction === 'after'
    ? Prisma.sql`(c.created_at, c.id) < ${place}`
    : Prisma.sql`(c.created_at, c.id) > ${place}`;
}
