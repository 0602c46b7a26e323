import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseWebEnv } from '#lib/env/web';
import { Secret } from '#lib/log/secret';
import { type Mailbox, startMailbox } from '../../e2e/support/mailbox';
import { transportOptions } from './send';

const MAIL = { to: 'ada@example.com', subject: 'A link', text: 'https://example.com/half' };
let mailbox: Mailbox;

beforeAll(async () => {
  mailbox = await startMailbox();
});
afterAll(() => mailbox.close());
beforeEach(() => vi.resetModules());

/** By a process that was started with this mail server. */
async function send(smtpUrl: string): Promise<void> {
  const secret = 'a secret of the tests, long enough to pass';
  const env = parseWebEnv({
    DATABASE_URL: 'postgresql://connect_web@127.0.0.1:1/none',
    NEXTAUTH_SECRET: secret,
    VAULT_INTERNAL_KEY: secret,
    WISE_SANDBOX_CLIENT_ID: 'client',
    SMTP_URL: smtpUrl,
  });
  const { sendMail } = await import('./send');
  await sendMail(MAIL, env);
}

describe('a mail server that offers no TLS', () => {
  it('gets mail on this machine', async () => {
    await send(mailbox.url);
    expect(await mailbox.take(MAIL.to)).toMatchObject({ subject: MAIL.subject });
  });

  it('gets none anywhere else, and learns no address: STARTTLS may have been taken out on the way', async () => {
    const before = mailbox.received.length;
    // the same server by a name that is not one of this machine's own
    const elsewhere = mailbox.url.replace('127.0.0.1', '[::ffff:127.0.0.1]');
    await expect(send(elsewhere)).rejects.toThrow(/STARTTLS/);
    expect(mailbox.received).toHaveLength(before);
  });
});

describe('how mail leaves', () => {
  it.each([
    [
      'smtps://u:p%40ss@mail.example.com',
      { secure: true, requireTLS: false, auth: { user: 'u', pass: 'p@ss' } },
    ],
    ['smtp://mail.example.com:587', { secure: false, requireTLS: true, host: 'mail.example.com', port: 587 }],
    ['smtp://127.0.0.1:25', { secure: false, requireTLS: false }],
  ])('by %s', (address, wanted) => {
    expect(transportOptions(new Secret(address))).toMatchObject(wanted);
  });
});
