import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export type Message = { id: number; at: Date; from: string; to: string[]; subject: string; text: string };

const MAX_BYTES = 1_048_576;
/** The oldest go first. */
const MAX_MESSAGES = 200;

/**
 * A mail server for development: takes every message, keeps it in memory and passes none on. Loopback only.
 *
 * @returns the messages, newest first, and what ends the server.
 */
export async function startMailServer(port: number): Promise<{
  messages: readonly Message[];
  port: number;
  close(): Promise<void>;
}> {
  const messages: Message[] = [];
  let last = 0;
  const server = new SMTPServer({
    authOptional: true,
    // nobody but this machine reaches it, so there is nothing to encrypt or to prove
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: MAX_BYTES,
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (stream.sizeExceeded) {
          done(Object.assign(new Error('the message is too large'), { responseCode: 552 }));
          return;
        }
        const to = session.envelope.rcptTo.map(({ address }) => address);
        last += 1;
        read(Buffer.concat(chunks), to, last).then((message) => {
          messages.unshift(message);
          messages.splice(MAX_MESSAGES);
          done();
        }, done);
      });
    },
  });
  // a sender that was killed half-way through a message resets its connection; without a listener that ends us
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.server.address();
  return {
    messages,
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function read(raw: Buffer, to: string[], id: number): Promise<Message> {
  const mail = await PostalMime.parse(raw);
  const from = [mail.from?.name, mail.from?.address].filter(Boolean).join(' ');
  return { id, at: new Date(), from, to, subject: mail.subject ?? '(no subject)', text: mail.text ?? '' };
}
