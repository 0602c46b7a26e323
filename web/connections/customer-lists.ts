import 'server-only';
import type { Prisma } from '#lib/db/generated/client';
import type { Environment } from '#lib/env/wise';
import { standingsFor } from '#lib/standings/standings-for';
import type { Cursor } from '#lib/text/cursor';
import type { WebDb } from '#web/db/web-db';
import {
  CUSTOMER_COLUMNS,
  type CustomerConnection,
  type CustomerRow,
  toCustomerView,
} from './customer-views';

/** A stretch of a customer's connections, newest first. */
export type ConnectionPage = {
  connections: CustomerConnection[];
  /** Where the next page begins; undefined on the last one. */
  older: Cursor | undefined;
};

type Ask = {
  customerId: string;
  size: number;
  /** `older` of the page before. */
  before?: Cursor | undefined;
};

/** The customer's connections that live, by when they were first connected. */
export async function listOpenConnections(db: WebDb, ask: Ask): Promise<ConnectionPage> {
  const { customerId, before } = ask;
  // The first condition says where in the index to begin; an OR alone would be tried on every row before it.
  const further = before && {
    createdAt: { lte: before.at },
    OR: [{ createdAt: { lt: before.at } }, { createdAt: before.at, id: { lt: before.id } }],
  };
  return readPage(db, ask.size, {
    where: { customerId, status: { not: 'disconnected' }, ...further },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    timeOf: ({ createdAt }) => createdAt,
  });
}

/** The customer's connections that are over, by when they ended, and how many there are on all pages together. */
export async function listEndedConnections(db: WebDb, ask: Ask): Promise<ConnectionPage & { total: number }> {
  const { customerId, before } = ask;
  const all = { customerId, status: 'disconnected' } as const;
  const further = before && {
    OR: [{ disconnectedAt: { lt: before.at } }, { disconnectedAt: before.at, id: { lt: before.id } }],
  };
  const [page, total] = await Promise.all([
    readPage(db, ask.size, {
      where: { ...all, ...further },
      orderBy: [{ disconnectedAt: { sort: 'desc', nulls: 'last' } }, { id: 'desc' }],
      timeOf: ({ disconnectedAt }) => disconnectedAt,
    }),
    db.connection.count({ where: all }),
  ]);
  return { ...page, total };
}

const MAX_LOST = 100;

/** The customer's connections in an environment that work again when they are connected again. */
export async function listLostConnections(
  db: WebDb,
  { customerId, environment }: { customerId: string; environment: Environment },
): Promise<CustomerConnection[]> {
  const rows = await db.connection.findMany({
    where: { customerId, environment, status: 'needs_reconnect', frozenAt: null },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: MAX_LOST,
    select: CUSTOMER_COLUMNS,
  });
  return toViews(db, rows);
}

type Stretch = {
  where: Prisma.ConnectionWhereInput;
  orderBy: Prisma.ConnectionOrderByWithRelationInput[];
  /** The time the order goes by. */
  timeOf: (connection: CustomerConnection) => Date | null;
};

async function readPage(
  db: WebDb,
  size: number,
  { where, orderBy, timeOf }: Stretch,
): Promise<ConnectionPage> {
  const rows = await db.connection.findMany({ where, orderBy, take: size + 1, select: CUSTOMER_COLUMNS });
  const connections = await toViews(db, rows.slice(0, size));
  const last = connections.at(-1);
  const at = last && timeOf(last);
  return { connections, older: rows.length > size && last && at ? { at, id: last.id } : undefined };
}

async function toViews(db: WebDb, rows: readonly CustomerRow[]): Promise<CustomerConnection[]> {
  const standingsOf = await standingsFor(db, rows);
  return rows.map((row) => toCustomerView(row, standingsOf(row)));
}
