import 'server-only';
import { repeat } from '#lib/jobs/repeat';
import { createLogger } from '#lib/log/logger';
import { webDb } from '#web/db/web-db';
import { type WebEnv, webEnv } from '#web/env/web-env';
import { sendOrAlarm, tendMailAlarm } from './mail-server';
import { type NoticesWork, sendNotices } from './send-notices';
import { remindOfAccessReview, sendStaffMails } from './send-staff-mails';

const PAUSE_MS = 5_000;
/** Reminders are due by days: an hour more does not matter, a query each five seconds would. */
const REMIND_EVERY_MS = 3_600_000;

/**
 * Mails notices, and what waits for staff, for as long as this process lives; does nothing without a mail server. Never throws: a
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
      purpose: env.PARTNER_PURPOSE,
      access: env.PARTNER_ACCESS,
      privacyUrl: env.PARTNER_PRIVACY_URL,
    },
    send: (mail) => sendOrAlarm(server, mail),
    log,
  };
  repeat({
    work: async () => {
      try {
        while ((await sendNotices(work)) > 0);
        while ((await sendStaffMails(work)) > 0);
      } finally {
        await tendMailAlarm(server);
      }
    },
    everyMs: PAUSE_MS,
    onError: (err) => log.warn({ err }, 'notices could not be read'),
  });
  repeat({
    work: async () => {
      await remindOfAccessReview(db, env.ACCESS_REVIEW_DAYS);
    },
    everyMs: REMIND_EVERY_MS,
    onError: (err) => log.warn({ err }, 'nobody could be reminded of a review of access'),
  });
}
