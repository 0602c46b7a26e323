import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Secret } from '#lib/log/secret';
import { type Mailbox, NO_MAILBOX, startMailbox } from '#test/mailbox';
import { findOpenAlarm } from '#web/alarms/report-alarm';
import { openWorld, type World } from '#web/auth/testing/world';
import type { MailServer } from './mail-server';

const MAIL = { to: 'ada@example.com', subject: 'A link', text: 'https://example.com/half' };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let mailbox: Mailbox;
let world: World;
let mail: typeof import('./mail-server');

beforeAll(async () => {
  mailbox = await startMailbox();
  world = await openWorld({ SMTP_URL: mailbox.url });
});
afterAll(async () => {
  await world.close();
  await mailbox.close();
});
beforeEach(async () => {
  mailbox.refuse(false);
  await world.rows('DELETE FROM alarms');
  await startProcess();
});

/** The modules of a web process that has just started. */
async function startProcess(): Promise<void> {
  vi.resetModules();
  Reflect.deleteProperty(globalThis, 'connectWiseMail');
  mail = await import('./mail-server');
}

const server = (smtpUrl = mailbox.url): MailServer => ({
  db: world.db,
  env: { ...world.env, SMTP_URL: new Secret(smtpUrl) },
  log,
});
const isOpen = async () => (await findOpenAlarm(world.db, 'mail_unavailable')) !== undefined;
const quietFor = (seconds: number) =>
  world.rows(`UPDATE alarms SET last_seen_at = now() - make_interval(secs => ${seconds})`);

describe('a mail server that is not there', () => {
  it('opens the alarm, whoever finds it, and closes it by itself once it answers again', async () => {
    const away = server('smtp://127.0.0.1:9');
    await expect(mail.sendOrAlarm(away, MAIL)).rejects.toMatchObject({ isServerAway: true });
    expect(await isOpen()).toBe(true);
    await world.rows('DELETE FROM alarms');
    expect(await mail.isMailAway(away)).toBe(true);
    expect(await isOpen()).toBe(true);
    await quietFor(20);
    await mail.tendMailAlarm(away);
    expect((await findOpenAlarm(world.db, 'mail_unavailable'))?.quietSeconds, 'seen again').toBeLessThan(10);

    await startProcess();
    await mail.tendMailAlarm(server());
    expect(await isOpen(), 'another web may have seen it a moment ago').toBe(true);
  });

  it('and comes back is told by the same process within seconds', async () => {
    await mailbox.close();
    expect(await mail.isMailAway(server())).toBe(true);
    mailbox = await startMailbox(Number(new URL(mailbox.url).port));
    await mail.tendMailAlarm(server());
    expect(await isOpen()).toBe(true);
    await quietFor(16);
    await mail.tendMailAlarm(server());
    expect(await isOpen()).toBe(false);
    expect(await mail.isMailAway(server())).toBe(false);
  });
});

describe('a mail server that greets us and takes nothing', () => {
  beforeEach(async () => {
    mailbox.refuse(true);
    await expect(mail.sendOrAlarm(server(), MAIL)).rejects.toMatchObject({ isServerAway: true });
    expect(await isOpen()).toBe(true);
  });

  it('keeps the alarm open over its greetings, until it takes a message', async () => {
    await quietFor(60);
    await mail.tendMailAlarm(server());
    expect(await isOpen()).toBe(true);
    expect(await mail.isMailAway(server())).toBe(true);
    mailbox.refuse(false);
    await mail.sendOrAlarm(server(), MAIL);
    expect(await isOpen()).toBe(false);
  });

  it('and is sent nothing any more is forgotten after ten minutes', async () => {
    await quietFor(599);
    await mail.tendMailAlarm(server());
    expect(await isOpen()).toBe(true);
    await quietFor(601);
    await mail.tendMailAlarm(server());
    expect(await isOpen()).toBe(false);
  });
});

it('one refused recipient is no alarm', async () => {
  const refused = mail.sendOrAlarm(server(), { ...MAIL, to: `nobody${NO_MAILBOX}` });
  await expect(refused).rejects.toMatchObject({ isServerAway: false });
  expect(await isOpen()).toBe(false);
});
