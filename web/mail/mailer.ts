import 'server-only';
import { repeat } from '#lib/jobs/repeat';
import { createLogger } from '#lib/log/logger';
import { webDb } from '#web/db/web-db';
import { type WebEnv, webEnv } from '#web/env/web-env';
import { sendOrAlarm, tendMailAlarm } from './mail-server';
import { type NoticesWork, sendNotices } from './send-notices';

const PAUSE_MS = 5_000;

/**
 * Mails notices for as long as this process lives; does nothing without a mail server. Never throws: a
 * database or mail server that is away is tried again at the next turn.
 */
export function startNoticesMailer(env: WebEnv = webEnv()): void {
  if (env.SMTP_URL === undefined) return;
  const log = createLogger('web', env.LOG_LEVEL);
  const db = webDb();
  const server = { db, env, log };
  const work: NoticesWork = {
    db,
    setting: {
      partnerName: env.PARTNER_NAME,
      appUrl: env.APP_URL,
      timeZone: env.TIME_ZONE,
      supportUrl: env.PARTNER_SUPPORT_URL,
    },
    send: (mail) => sendOrAlarm(server, mail),
    log,
  };
  repeat({
    work: async () => {
      try {
        while ((await sendNotices(work)) > 0);
      } finally {
        await tendMailAlarm(server);
      }
    },
    everyMs: PAUSE_MS,
    onError: (err) => log.warn({ err }, 'notices could not be read'),
  });
}
