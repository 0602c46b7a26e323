import 'server-only';
import { createTransport, type Transporter } from 'nodemailer';
import { isLoopback } from '#lib/env/fields';
import type { Secret } from '#lib/log/secret';
import { type WebEnv, webEnv } from '#web/env/web-env';

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

/** Whether the server greets us and takes our name and password; sends nothing. */
export async function canReachServer(env: WebEnv = webEnv()): Promise<boolean> {
  transport ??= openTransport(env);
  return await transport.verify().then(
    () => true,
    () => false,
  );
}

function openTransport(env: WebEnv): Transporter {
  if (env.SMTP_URL === undefined) throw new Error('SMTP_URL is not set');
  return createTransport(transportOptions({ SMTP_URL: env.SMTP_URL, SMTP_CA: env.SMTP_CA }));
}

/**
 * How mail leaves. A server that is not on this machine has to speak TLS: nodemailer's own way takes plain text from a
 * server that does not offer STARTTLS, which whoever sits on the way can make it look like. One on this machine is
 * spoken to in plain text, also if it offers STARTTLS: it mostly has a certificate that nobody signed, and nodemailer's own
 * way would send it nothing. With `SMTP_CA` every server has to speak TLS and show a certificate of that authority.
 */
export function transportOptions({ SMTP_URL, SMTP_CA }: { SMTP_URL: Secret; SMTP_CA?: string | undefined }) {
  const url = new URL(SMTP_URL.reveal());
  const isImplicit = url.protocol === 'smtps:';
  const isTls = isImplicit || SMTP_CA !== undefined || !isLoopback(url.hostname);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? undefined : Number(url.port),
    secure: isImplicit,
    requireTLS: isTls && !isImplicit,
    ignoreTLS: !isTls,
    ...(SMTP_CA === undefined ? {} : { tls: { ca: SMTP_CA } }),
    ...(url.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 20_000,
  };
}
