import { appendAudit } from '#lib/audit/append';
import type { StaffSession } from '#lib/sessions/session';
import { assertStaffMay } from '#web/connections/staff-access';
import type { WebDb } from '#web/db/web-db';
import { type Chat, type ChatOutcome, writeToChat } from './chat';
import { chatText, type NewsSetting } from './news-text';

type Trial = { chat: Chat; setting: NewsSetting };

/**
 * Writes a message to the chat now, and says whether it was taken. It stands among the others, so that an alarm about a chat
 * that takes nothing closes with it, and what still waits is tried again at once.
 *
 * @throws AppError FORBIDDEN
 */
export async function testChat(
  db: WebDb,
  staff: StaffSession,
  { chat, setting }: Trial,
): Promise<ChatOutcome> {
  assertStaffMay(staff, 'test_chat');
  const outcome = await writeToChat(chat, chatText({ kind: 'test', about: {} }, setting));
  const { staffId: id, role, name, email } = staff;
  await db.$transaction(async (tx) => {
    if (outcome.kind === 'taken') {
      const news = `test:${crypto.randomUUID()}`;
      await tx.$executeRaw`
        INSERT INTO public.staff_chat_messages (kind, about, news) VALUES ('test', '{}'::jsonb, ${news})`;
      await tx.$executeRaw`
        UPDATE public.staff_chat_messages SET sent_at = clock_timestamp(), attempts = 1 WHERE news = ${news}`;
      await tx.$executeRaw`
        UPDATE public.staff_chat_messages SET claimed_until = NULL
         WHERE sent_at IS NULL AND attempts BETWEEN 1 AND 8 AND claimed_until > now() + interval '5 minutes'`;
    }
    await appendAudit(tx, {
      action: 'staff.chat_tested',
      actor: { kind: 'staff', id, role, name, email },
      detail: { result: outcome.kind === 'taken' ? 'taken' : outcome.why },
    });
  });
  return outcome;
}
