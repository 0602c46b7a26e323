import { readNews } from '#lib/contract/staff-news';
import { Prisma } from '#lib/db/generated/client';
import type { Logger } from '#lib/log/logger';
import type { WebDb } from '#web/db/web-db';
import { type Chat, writeToChat } from './chat';
import { chatText, type NewsSetting } from './news-text';

const BATCH = 10;
// As in the index staff_chat_messages_waiting.
const WAITS = Prisma.sql`sent_at IS NULL AND attempts < 9`;
const FREE_SINCE = Prisma.sql`coalesce(claimed_until, '-infinity'::timestamptz)`;

type Claimed = { id: string; kind: string; about: unknown; attempts: number };

export type ChatWork = {
  db: WebDb;
  chat: Chat;
  setting: NewsSetting;
  log: Pick<Logger, 'warn'>;
};

/**
 * Writes a batch of what waits to the staff's chat: each message is claimed by one process and tried for about eight hours, as mail is.
 *
 * @returns how many were claimed.
 */
export async function sendChatMessages({ db, chat, setting, log }: ChatWork): Promise<number> {
  const claimed = await claim(db);
  for (const { id, kind, about, attempts } of claimed) {
    const why = await write(chat, () => chatText(readNews(kind, about), setting));
    if (why === undefined) {
      await db.$executeRaw`
        UPDATE public.staff_chat_messages SET sent_at = now(), claimed_until = NULL WHERE id = ${id}::uuid`;
      continue;
    }
    log.warn({ messageId: id, attempts, why }, 'a message to the staff’s chat was not sent');
    await db.$executeRaw`
      UPDATE public.staff_chat_messages SET claimed_until = now() + make_interval(mins => ${2 ** (attempts - 1)}::int)
       WHERE id = ${id}::uuid`;
  }
  return claimed.length;
}

/** @returns why not; undefined: it was taken. */
async function write(chat: Chat, text: () => string): Promise<string | undefined> {
  try {
    const outcome = await writeToChat(chat, text());
    return outcome.kind === 'taken' ? undefined : outcome.why;
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown failure';
  }
}

function claim(db: WebDb): Promise<Claimed[]> {
  return db.$queryRaw<Claimed[]>`
    WITH waiting AS (
      SELECT id FROM public.staff_chat_messages
       WHERE ${WAITS} AND ${FREE_SINCE} < now()
       ORDER BY ${FREE_SINCE}, created_at LIMIT ${BATCH}::int FOR UPDATE SKIP LOCKED),
    claimed AS (
      UPDATE public.staff_chat_messages SET claimed_until = now() + interval '5 minutes', attempts = attempts + 1
        FROM waiting WHERE staff_chat_messages.id = waiting.id
      RETURNING staff_chat_messages.*)
    SELECT id, kind, about, attempts FROM claimed ORDER BY created_at`;
}
