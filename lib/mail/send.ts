import 'server-only';
import { createTransport, type Transporter } from 'nodemailer';
import { type WebEnv, webEnv } from '#lib/env/web';

export type Mail = {
  to: string;
  subject: string;
  /** Plain text: nothing to spoof, nothing to track, readable everywhere. */
  text: string;
  /** Stable over repeats, so that a mailbox can fold a message that was sent twice. */
  messageId?: string;
};

let transport: Transporter | undefined;

/**
 * Sends one message by `SMTP_URL`.
 *
 * @throws when no mail server is configured, or it does not take the message within its timeouts (20 s at most).
 */
export async function sendMail(mail: Mail, env: WebEnv = webEnv()): Promise<void> {
  transport ??= openTransport(env);
  await transport.sendMail({
    from: env.MAIL_FROM,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    ...(mail.messageId === undefined ? {} : { messageId: mail.messageId }),
    // RFC 3834: nobody's out-of-office answers this.
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function openTransport(env: WebEnv): Transporter {
  if (env.SMTP_URL === undefined) throw new Error('SMTP_URL is not set');
  const url = new URL(env.SMTP_URL.reveal());
  return createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? undefined : Number(url.port),
    secure: url.protocol === 'smtps:',
    ...(url.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 20_000,
  });
}
