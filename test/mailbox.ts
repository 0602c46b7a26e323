import { SMTPServer } from 'smtp-server';

export type ReceivedMail = { to: string[]; subject: string; text: string; raw: string; isEncrypted: boolean };

export type Mailbox = {
  /** As the app's `SMTP_URL` wants it. */
  url: string;
  received: ReceivedMail[];
  /** The next message to this address (with such a subject, if one is given) that was not taken yet; waits for it. */
  take(to: string, subject?: RegExp, timeoutMs?: number): Promise<ReceivedMail>;
  /** How a mail server that is away answers, until it is set back to false. */
  refuse(isRefusing: boolean): void;
  close(): Promise<void>;
};

/** Whoever has an address that ends like this is unknown to the server. */
export const NO_MAILBOX = '@no-mailbox.example';

/** The link in a message. */
export function linkIn(text: string): string {
  const link = /^https?:\/\/\S+$/m.exec(text)?.[0];
  if (link === undefined) throw new Error(`no link in:\n${text}`);
  return link;
}

/** How a mail server speaks TLS: with what it shows, and whether it takes mail without. */
export type MailboxTls = { key: string; cert: string; isRequired?: boolean };

/** A real SMTP server, on a free port unless one is given, that keeps what it is sent. Without `tls` it offers no STARTTLS. */
export async function startMailbox(port = 0, tls?: MailboxTls): Promise<Mailbox> {
  const received: ReceivedMail[] = [];
  const taken = new Set<ReceivedMail>();
  const waiting = new Set<() => void>();
  let isRefusing = false;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', ...(tls === undefined ? ['STARTTLS'] : [])],
    ...(tls === undefined ? {} : { key: tls.key, cert: tls.cert }),
    logger: false,
    onMailFrom: (_address, session, done) => {
      const refuse = (code: number, text: string) =>
        done(Object.assign(new Error(text), { responseCode: code }));
      if (isRefusing) refuse(451, 'try later');
      else if (tls?.isRequired === true && !session.secure)
        refuse(530, 'Must issue a STARTTLS command first');
      else done();
    },
    onRcptTo: ({ address }, _session, done) =>
      address.endsWith(NO_MAILBOX)
        ? done(Object.assign(new Error('no such mailbox'), { responseCode: 550 }))
        : done(),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push(
          read(Buffer.concat(chunks).toString('utf8'), {
            to: session.envelope.rcptTo.map(({ address }) => address),
            isEncrypted: session.secure,
          }),
        );
        for (const wake of waiting) wake();
        done();
      });
    },
  });
  // a sender that was killed half-way through a message resets its connection; without a listener that ends us
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  const next = (to: string, subject: RegExp) =>
    received.find((mail) => mail.to.includes(to) && subject.test(mail.subject) && !taken.has(mail));
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    refuse: (refusing) => {
      isRefusing = refusing;
    },
    async take(to, subject = /^/, timeoutMs = 30_000) {
      const until = Date.now() + timeoutMs;
      for (;;) {
        const mail = next(to, subject);
        if (mail !== undefined) {
          taken.add(mail);
          return mail;
        }
        const left = until - Date.now();
        if (left <= 0) throw new Error(`no mail to ${to} about ${subject} within ${timeoutMs} ms`);
        await arrival(waiting, left);
      }
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Resolves when the next message arrives, or after `ms`. */
function arrival(waiting: Set<() => void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      waiting.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    waiting.add(wake);
  });
}

function read(raw: string, how: Pick<ReceivedMail, 'to' | 'isEncrypted'>): ReceivedMail {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.slice(0, end).replaceAll(/\r\n[ \t]+/g, ' ');
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
  const body = raw.slice(end + 4).replaceAll('\r\n', '\n');
  const text = /quoted-printable/i.test(header('content-transfer-encoding')) ? unquoted(body) : body;
  return { ...how, subject: header('subject'), text, raw };
}

/** RFC 2045 §6.7 */
function unquoted(body: string): string {
  const bytes = body
    .replaceAll(/=\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
