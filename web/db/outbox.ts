import 'server-only';
import { Prisma } from '#lib/db/generated/client';
import type { WebDb } from './web-db';

const BATCH = 10;
// With the pause doubling each time, the last of nine tries is about eight hours after the first. As in the partial index of each
// table: literals, or every message that was given up is read at each turn.
const WAITS = Prisma.sql`sent_at IS NULL AND attempts < 9`;
const FREE_SINCE = Prisma.sql`coalesce(claimed_until, '-infinity'::timestamptz)`;

/** A table of messages that wait to be sent. */
const OUTBOXES = {
  notices: Prisma.sql`public.notices`,
  staffMails: Prisma.sql`public.staff_mails`,
  chatMessages: Prisma.sql`public.staff_chat_messages`,
} as const;
type Outbox = keyof typeof OUTBOXES;

/**
 * SQL: the expression `claimed` of a WITH: a batch of rows that this process alone sends. A claim of a process that died runs out by
 * the database's clock.
 */
export function claimedOf(outbox: Outbox): Prisma.Sql {
  const table = OUTBOXES[outbox];
  return Prisma.sql`
    waiting AS (
      SELECT id FROM ${table}
       WHERE ${WAITS} AND ${FREE_SINCE} < now()
       ORDER BY ${FREE_SINCE}, created_at LIMIT ${BATCH}::int FOR UPDATE SKIP LOCKED),
    claimed AS (
      UPDATE ${table} AS message SET claimed_until = now() + interval '5 minutes', attempts = attempts + 1
        FROM waiting WHERE message.id = waiting.id
      RETURNING message.*)`;
}

/** It was sent, or there is nothing to send any more. */
export async function markSent(db: WebDb, outbox: Outbox, id: string): Promise<void> {
  await db.$executeRaw`
    UPDATE ${OUTBOXES[outbox]} SET sent_at = now(), claimed_until = NULL WHERE id = ${id}::uuid`;
}

/** It is tried again after a pause that doubles with each attempt. */
export async function tryLater(
  db: WebDb,
  outbox: Outbox,
  { id, attempts }: { id: string; attempts: number },
): Promise<void> {
  await db.$executeRaw`
    UPDATE ${OUTBOXES[outbox]} SET claimed_until = now() + make_interval(mins => ${2 ** (attempts - 1)}::int)
     WHERE id = ${id}::uuid`;
}
