import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { selfSigned } from 'wise-emulator/testing';
import { Secret } from '#lib/log/secret';
import { type Mailbox, startMailbox } from '#test/mailbox';
import { parseWebEnv } from '#web/env/web-env';
import { transportOptions } from './send';

const MAIL = { to: 'ada@example.com', subject: 'A link', text: 'https://example.com/half' };
let mailbox: Mailbox;

beforeAll(async () => {
  mailbox = await startMailbox();
});
afterAll(() => mailbox.close());
beforeEach(() => vi.resetModules());

/** By a process that was started with this mail server. */
async function send(smtpUrl: string, settings: Record<string, string> = {}): Promise<void> {
  const secret = 'a secret of the tests, long enough to pass';
  const env = parseWebEnv({
    DATABASE_URL: 'postgresql://connect_web@127.0.0.1:1/none',
    NEXTAUTH_SECRET: secret,
    VAULT_INTERNAL_KEY: secret,
    WISE_SANDBOX_CLIENT_ID: 'client',
    SMTP_URL: smtpUrl,
    ...settings,
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
    await expect(send(byAnotherName(mailbox))).rejects.toThrow(/STARTTLS/);
    expect(mailbox.received).toHaveLength(before);
  });
});

/** The same server by a name that is not one of this machine's own; in hexadecimal for findings/x509-dotted-ipv6-address.sh. */
const ELSEWHERE = '::ffff:7f00:1';
const byAnotherName = ({ url }: Mailbox): string => url.replace('127.0.0.1', `[${ELSEWHERE}]`);

describe('a mail server with a certificate that it signed itself', () => {
  let shown: { key: string; cert: string };
  const opened: Mailbox[] = [];
  beforeAll(async () => {
    shown = await selfSigned({ dns: ['localhost'], ip: ['127.0.0.1', ELSEWHERE] });
  });
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
  });
  const relay = async (isRequired = false) => {
    const made = await startMailbox(0, { ...shown, isRequired });
    opened.push(made);
    return made;
  };

  it('on this machine gets mail as one that offers no STARTTLS does; before, no mail left at all', async () => {
    const local = await relay();
    await send(local.url);
    expect(await local.take(MAIL.to)).toMatchObject({ subject: MAIL.subject, isEncrypted: false });
  });

  it('on this machine gets it over TLS when SMTP_CA names its certificate, also where it insists', async () => {
    const local = await relay(true);
    await expect(send(local.url)).rejects.toThrow(/STARTTLS/);
    vi.resetModules();
    await send(local.url, { SMTP_CA: shown.cert });
    expect(await local.take(MAIL.to)).toMatchObject({ isEncrypted: true });
  });

  it('gets none when SMTP_CA names another', async () => {
    const other = await selfSigned({ dns: ['localhost'], ip: ['127.0.0.1'] });
    const local = await relay();
    await expect(send(local.url, { SMTP_CA: other.cert })).rejects.toThrow(/certificate/);
    expect(local.received).toEqual([]);
  });

  it('elsewhere gets mail by SMTP_CA alone', async () => {
    const far = await relay();
    await expect(send(byAnotherName(far))).rejects.toThrow(/certificate/);
    expect(far.received).toEqual([]);
    vi.resetModules();
    await send(byAnotherName(far), { SMTP_CA: shown.cert });
    expect(await far.take(MAIL.to)).toMatchObject({ isEncrypted: true });
  });
});

it('a server on this machine that offers no TLS gets no mail once SMTP_CA is set', async () => {
  const { cert } = await selfSigned({ dns: ['localhost'], ip: ['127.0.0.1'] });
  await expect(send(mailbox.url, { SMTP_CA: cert })).rejects.toThrow(/STARTTLS/);
});

describe('how mail leaves', () => {
  it.each([
    [
      'smtps://u:p%40ss@mail.example.com',
      { secure: true, requireTLS: false, auth: { user: 'u', pass: 'p@ss' } },
    ],
    [
      'smtp://mail.example.com:587',
      { secure: false, requireTLS: true, ignoreTLS: false, host: 'mail.example.com', port: 587 },
    ],
    ['smtp://127.0.0.1:25', { secure: false, requireTLS: false, ignoreTLS: true }],
  ])('by %s', (address, wanted) => {
    expect(transportOptions({ SMTP_URL: new Secret(address) })).toMatchObject(wanted);
  });
});
