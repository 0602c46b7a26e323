import { z } from 'zod';
import type { Database } from '#lib/db/client';
import type { Prisma } from '#lib/db/generated/client';
import { ConnectionStatus } from '#lib/db/generated/enums';
import { ENVIRONMENTS } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import { isStorable } from '#lib/text/storable';
import { connectionSelect, connectionView } from './connection-view';
import { readCursor, writeCursor } from './cursor';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

// Strict: a misspelt filter must not silently list everything; a repeated one arrives as an array and fails.
const querySchema = z.strictObject({
  status: z.enum(ConnectionStatus).optional(),
  environment: z.enum(ENVIRONMENTS).optional(),
  profile_id: z
    .string()
    .regex(/^\d{1,19}$/)
    .optional(),
  customer_subject: z.string().min(1).max(255).refine(isStorable).optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .refine((limit) => limit <= MAX_LIMIT)
    .default(DEFAULT_LIMIT),
  cursor: z.string().max(200).optional(),
});

type ListAnswer = { data: ReturnType<typeof connectionView>[]; next_cursor: string | null };

/**
 * One page, newest first, by keyset: rows that come or go meanwhile neither repeat nor hide others.
 *
 * @throws AppError BAD_REQUEST for an unknown, repeated or malformed parameter.
 */
export async function listConnections({ db }: Pick<Database, 'db'>, query: unknown): Promise<ListAnswer> {
  const parsed = querySchema.safeParse(query);
  if (!parsed.success) throw new AppError('BAD_REQUEST', { log: 'list query' });
  const { limit } = parsed.data;
  const rows = await db.connection.findMany({
    where: where(parsed.data),
    select: connectionSelect,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { data: page.map(connectionView), next_cursor: hasMore ? writeCursor(last) : null };
}

function where(query: z.output<typeof querySchema>): Prisma.ConnectionWhereInput {
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
  return {
    ...(query.status === undefined ? {} : { status: query.status }),
    ...(query.environment === undefined ? {} : { environment: query.environment }),
    ...(query.profile_id === undefined ? {} : { profileId: query.profile_id }),
    ...(query.customer_subject === undefined
      ? {}
      : { customer: { accounts: { some: { providerAccountId: query.customer_subject } } } }),
    ...(after === undefined
      ? {}
      : {
          OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }],
        }),
  };
}
