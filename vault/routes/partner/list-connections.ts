import { type ListQuery, listQuerySchema, type PartnerConnectionList } from '#lib/contract/partner-api';
import type { Database } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import { AppError } from '#lib/errors/app-error';
import { standingsFor } from '#lib/standings/standings-for';
import { type Cursor, formatCursor, parseCursor } from '#lib/text/cursor';
import { type ApiKey, requireEnvironment } from '#vault/api-keys/authenticate';
import { connectionSelect, connectionView, PERSONAL_STATES, personalTokenView } from './connection-view';

/**
 * One page, newest first, by keyset: rows that come or go meanwhile neither repeat nor hide others.
 *
 * @param key what it reaches is what there is
 * @throws AppError BAD_REQUEST for an unknown, repeated or malformed parameter; ENVIRONMENT_NOT_ALLOWED.
 */
export async function listConnections(
  { db }: Pick<Database, 'db'>,
  query: unknown,
  key: ApiKey,
): Promise<PartnerConnectionList> {
  const parsed = listQuerySchema.safeParse(query);
  if (!parsed.success) throw new AppError('BAD_REQUEST', { log: 'list query' });
  const wanted = withinKey(parsed.data, key);
  const { limit } = wanted;
  const found = [
    ...(await findPage(db, wanted, limit + 1)),
    ...(await findPersonal(db, wanted, limit + 1)),
  ].sort(newestFirst);
  const page = found.slice(0, limit);
  const ids = { id: { in: page.map(({ id }) => id) } };
  const rows = await db.connection.findMany({ where: ids, select: connectionSelect });
  const standingsOf = await standingsFor(db, rows);
  const own = await db.personalToken.findMany({ where: ids });
  const views = [...rows.map((row) => connectionView(row, standingsOf(row))), ...own.map(personalTokenView)];
  const byId = new Map(views.map((view) => [view.id, view]));
  const last = page.at(-1);
  const hasMore = found.length > limit && last !== undefined;
  return {
    data: page.flatMap(({ id }) => byId.get(id) ?? []),
    next_cursor: hasMore ? formatCursor(last) : null,
  };
}

function withinKey(query: ListQuery, key: ApiKey): ListQuery {
  if (query.environment !== undefined) requireEnvironment(key, query.environment);
  return key.environment === null ? query : { ...query, environment: key.environment };
}

/**
 * Where the rows of the page are. The place is compared as a row, which an index of (created_at, id) finds at once;
 * Prisma would write `created_at < … OR (created_at = … AND id < …)`, which reads all rows before the page.
 */
function findPage(db: Database['db'], query: ListQuery, limit: number): Promise<Cursor[]> {
  return db.$queryRaw<Cursor[]>`
    SELECT c.id, c.created_at AS at FROM public.connections AS c
    WHERE ${conditions(query)} ORDER BY c.created_at DESC, c.id DESC LIMIT ${limit}`;
}

/** The partner's own API tokens, by the same filters and places; there are few. */
function findPersonal(db: Database['db'], query: ListQuery, limit: number): Promise<Cursor[]> {
  const { status, environment, profile_id: profileId, customer_subject: subject } = query;
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
  if (subject !== undefined) return Promise.resolve([]);
  const all = [
    Prisma.sql`true`,
    ...(status === undefined
      ? []
      : [Prisma.sql`state = ${PERSONAL_STATES[status]}::public.personal_token_state`]),
    ...(environment === undefined ? [] : [Prisma.sql`environment = ${environment}::public.environment`]),
    ...(profileId === undefined ? [] : [Prisma.sql`profile_id = ${profileId}`]),
    ...(after === undefined
      ? []
      : [Prisma.sql`(created_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`]),
  ];
  return db.$queryRaw<Cursor[]>`
    SELECT id, created_at AS at FROM public.personal_tokens
    WHERE ${Prisma.join(all, ' AND ')} ORDER BY created_at DESC, id DESC LIMIT ${limit}`;
}

/** As PostgreSQL has it: the order of a UUID's bytes is that of its text. */
function newestFirst(a: Cursor, b: Cursor): number {
  return b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1);
}

function conditions(query: ListQuery): Prisma.Sql {
  const { status, environment, profile_id: profileId, customer_subject: subject } = query;
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
  const all = [
    Prisma.sql`true`,
    ...(status === undefined ? [] : [Prisma.sql`c.status = ${status}::public.connection_status`]),
    ...(environment === undefined ? [] : [Prisma.sql`c.environment = ${environment}::public.environment`]),
    ...(profileId === undefined ? [] : [Prisma.sql`c.profile_id = ${profileId}`]),
    ...(subject === undefined
      ? []
      : [
          Prisma.sql`c.customer_id = ANY (ARRAY(
      SELECT a.customer_id FROM public.customer_accounts AS a WHERE a.subject = ${subject}))`,
        ]),
    ...(after === undefined
      ? []
      : [Prisma.sql`(c.created_at, c.id) < (${after.at}::timestamptz, ${after.id}::uuid)`]),
  ];
  return Prisma.join(all, ' AND ');
}

/** @throws AppError BAD_REQUEST for anything this API did not hand out. */
function readCursor(text: string): Cursor {
  const cursor = parseCursor(text);
  if (cursor === undefined) throw new AppError('BAD_REQUEST', { log: 'cursor' });
  return cursor;
}
