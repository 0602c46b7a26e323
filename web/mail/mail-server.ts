import 'server-only';
import type { Logger } from '#lib/log/logger';
import { type AlarmReporter, findOpenAlarm, reportAlarm } from '#web/alarms/report-alarm';
import type { WebEnv } from '#web/env/web-env';
import { canReachServer, type Mail, sendMail } from './send';

/** A refusal after the greeting shows only when the next message is sent. Without one it counts as over after this. */
const REFUSAL_SECONDS = 600;

export type MailServer = Omit<AlarmReporter, 'log'> & {
  env: WebEnv;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
};

/**
 * Whether an answer to our greeting is enough to close the alarm: after a server that could not be reached, or once a
 * message was taken. Kept on the process, because Next loads this module once for its routes and once beside them.
 */
const kept = globalThis as typeof globalThis & { connectWiseMail?: { isGreetingEnough: boolean } };
kept.connectWiseMail ??= { isGreetingEnough: false };
const state = kept.connectWiseMail;

/** A message that was not taken. */
export class MailFailure extends Error {
  /** False when only this recipient was refused: other mail leaves. */
  readonly isServerAway: boolean;

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : 'the message was not taken', { cause });
    this.name = 'MailFailure';
    this.isServerAway = commandOf(cause) !== 'RCPT TO';
  }
}

/**
 * Sends one message. A server that does not take it opens the alarm for staff, whoever the message was for; one that
 * refuses this one recipient does not.
 *
 * @throws MailFailure
 */
export async function sendOrAlarm(server: MailServer, mail: Mail): Promise<void> {
  try {
    await sendMail(mail, server.env);
  } catch (error) {
    const failure = new MailFailure(error);
    if (failure.isServerAway) await tellFailure(server, !isRefusal(error));
    throw failure;
  }
  await quietly(server, async () => {
    if ((await findOpenAlarm(server.db, 'mail_unavailable')) === undefined) return;
    state.isGreetingEnough = true;
    await reportAlarm(server, 'mail_unavailable', false);
  });
}

/**
 * Whether the server takes mail, as far as can be told without a message. Nothing here depends on an address, so the
 * answer that somebody gets for one tells nothing about it.
 */
export async function isMailAway(server: MailServer): Promise<boolean> {
  if (!(await canReachServer(server.env))) {
    await tellFailure(server, true);
    return true;
  }
  return (await findOpenAlarm(server.db, 'mail_unavailable')) !== undefined;
}

/** Closes an open alarm once the server answers again, and keeps it open while it does not. Never throws. */
export async function tendMailAlarm(server: MailServer): Promise<void> {
  await quietly(server, async () => {
    const alarm = await findOpenAlarm(server.db, 'mail_unavailable');
    if (alarm === undefined) return;
    if (!(await canReachServer(server.env))) return tellFailure(server, true);
    if (!state.isGreetingEnough && alarm.quietSeconds < REFUSAL_SECONDS) return;
    await reportAlarm(server, 'mail_unavailable', false);
  });
}

/** The server greets us and then refuses, so that another greeting proves nothing. */
function isRefusal(error: unknown): boolean {
  return ['MAIL FROM', 'DATA'].includes(commandOf(error));
}

/** nodemailer names the SMTP command that failed. */
function commandOf(error: unknown): string {
  return error instanceof Error && 'command' in error ? String(error.command) : '';
}

function tellFailure(server: MailServer, isGreetingEnough: boolean): Promise<void> {
  state.isGreetingEnough = isGreetingEnough;
  return quietly(server, async () => void (await reportAlarm(server, 'mail_unavailable', true)));
}

/** The alarm is beside the message: a database that is away changes nothing about what was sent. */
async function quietly(server: MailServer, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (err) {
    server.log.warn({ err }, 'the mail alarm could not be told');
  }
}
