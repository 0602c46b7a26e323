import 'server-only';
import { repeat } from '#lib/jobs/repeat';
import { createLogger } from '#lib/log/logger';
import { webDb } from '#web/db/web-db';
import { type WebEnv, webEnv } from '#web/env/web-env';
import { openChat } from './chat';
import { sendDigests } from './digest';
import { sendChatMessages } from './send-chat';
import { tellStaff } from './tell-staff';
import { watchChat } from './watch-chat';

const TELL_EVERY_MS = 10_000;
const DIGEST_EVERY_MS = 300_000;

/**
 * Tells staff what is new, for as long as this process lives: by mail where there is a mail server, and in their chat where there is one.
 * Never throws: what could not be told now is told with the next turn.
 */
export function startTelling(env: WebEnv = webEnv()): void {
  const chat = openChat(env);
  const hasMail = env.SMTP_URL !== undefined;
  if (chat === undefined && !hasMail) return;
  const log = createLogger('web', env.LOG_LEVEL);
  const db = webDb();
  const setting = { partnerName: env.PARTNER_NAME, appUrl: env.APP_URL };
  repeat({
    work: async () => {
      await tellStaff(db, { hasMail, hasChat: chat !== undefined });
      if (chat === undefined) return;
      while ((await sendChatMessages({ db, chat, setting, log })) > 0);
      await watchChat(db, log);
    },
    everyMs: TELL_EVERY_MS,
    onError: (err) => log.warn({ err }, 'staff could not be told what is new'),
  });
  if (!hasMail) return;
  repeat({
    work: () => sendDigests(db, env.TIME_ZONE),
    everyMs: DIGEST_EVERY_MS,
    onError: (err) => log.warn({ err }, 'no digest could be made'),
  });
}
