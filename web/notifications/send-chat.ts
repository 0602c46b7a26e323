import { readNews } from '#lib/contract/staff-news';
import type { Logger } from '#lib/log/logger';
import { claimedOf, markSent, tryLater } from '#web/db/outbox';
import type { WebDb } from '#web/db/web-db';
import { type Chat, writeToChat } from './chat';
import { chatText, type NewsSetting } from './news-text';

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
      await markSent(db, 'chatMessages', id);
      continue;
    }
    log.warn({ messageId: id, attempts, why }, 'a message to the staff’s chat was not sent');
    await tryLater(db, 'chatMessages', { id, attempts });
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
    WITH ${claimedOf('chatMessages')}
    SELECT id, kind, about, attempts FROM claimed ORDER BY created_at`;
}
