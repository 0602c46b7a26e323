import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOTICE_KINDS } from '#lib/contract/notifications';
import { type Mailbox, startMailbox } from '#test/mailbox';
import { openWorld, type World } from '#web/auth/testing/world';
import { sendMail } from './send';
import { type NoticesWork, sendNotices } from './send-notices';

let mailbox: Mailbox;
let world: World;
let failures: unknown[];

beforeAll(async () => {
  mailbox = await startMailbox();
  world = await openWorld({ SMTP_URL: mailbox.url, MAIL_FROM: 'Example Bank <no-reply@bank.example>' });
  await world.rows(`INSERT INTO customers (name, email) VALUES ('Ada', 'ada@example.com')`);
  await world.rows(
    `INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name, status)
     SELECT id, 'sandbox', 'c', '1', '2', 'business', 'Müller & Söhne', 'active' FROM customers`,
  );
});
afterAll(async () => {
  await world.close();
  await mailbox.close();
});
beforeEach(async () => {
  failures = [];
  mailbox.received.length = 0;
  mailbox.refuse(false);
  await world.rows('DELETE FROM notices');
});

const work = (): NoticesWork => ({
  db: world.db,
  setting: { partnerName: 'Example Bank', appUrl: world.env.APP_URL, timeZone: 'Europe/London' },
  send: (mail) => sendMail(mail, world.env),
  log: { warn: (detail: unknown) => void failures.push(detail) },
});

const waiting = (kind: string, count = 1) =>
  world.rows(
    `INSERT INTO notices (customer_id, connection_id, kind, created_at)
     SELECT customer_id, id, $1, '2026-07-23 13:20:00+00' FROM connections, generate_series(1, $2)`,
    [kind, count],
  );

async function sendAll(): Promise<void> {
  while ((await sendNotices(work())) > 0);
}

describe('a notice', () => {
  it.each(NOTICE_KINDS)(
    'of kind %s names profile, environment and time, and carries no token',
    async (kind) => {
      await waiting(kind);
      await sendAll();
      const mail = await mailbox.take('ada@example.com');
      expect(mail.text).toContain('Müller & Söhne (sandbox, for tests)');
      expect(mail.text).toContain('23 Jul 2026, 14:20 Europe/London');
      expect(mail.subject).toContain('Example Bank');
      const page = kind === 'reconnect_link' ? 'connect/sandbox' : 'dashboard';
      expect(mail.text.match(/http\S+/g)).toEqual([`http://localhost:3000/${page}`]);
      expect(mail.raw).toMatch(/^Content-Type: text\/plain/m);
      expect(failures).toEqual([]);
    },
  );

  it('of a disconnect says how its customer withdrew, where staff recorded it', async () => {
    await world.rows(
      `WITH s AS (INSERT INTO staff (email, role) VALUES ('olga@staff.example', 'operator') RETURNING id)
       INSERT INTO connection_withdrawals (connection_id, channel, received_on, staff_id)
       SELECT c.id, 'in_person', '2026-07-22', s.id FROM connections c, s`,
    );
    await waiting('disconnected');
    await sendAll();
    expect((await mailbox.take('ada@example.com')).text).toContain(
      'You withdrew your consent in person, received on 22 Jul 2026.',
    );
    await world.rows('DELETE FROM connection_withdrawals');
  });

  it('is mailed once, with several web processes at work', async () => {
    await waiting('connected', 30);
    await Promise.all([sendAll(), sendAll(), sendAll(), sendAll()]);
    expect(mailbox.received).toHaveLength(30);
    const ids = new Set(mailbox.received.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1]));
    expect(ids.size).toBe(30);
    await sendAll();
    expect(mailbox.received).toHaveLength(30);
  });

  it('waits longer each time the mail server is away, and is mailed when it is back', async () => {
    await waiting('disconnected');
    mailbox.refuse(true);
    await sendAll();
    await sendAll();
    expect(failures).toHaveLength(1);
    const pause = async () =>
      (
        await world.rows<{ minutes: number; attempts: number }>(
          'SELECT round(extract(epoch FROM claimed_until - now()) / 60)::int AS minutes, attempts FROM notices',
        )
      )[0];
    expect(await pause()).toEqual({ minutes: 1, attempts: 1 });
    await world.rows('UPDATE notices SET claimed_until = now() - make_interval(secs => 1)');
    await sendAll();
    expect(await pause()).toEqual({ minutes: 2, attempts: 2 });
    mailbox.refuse(false);
    await world.rows('UPDATE notices SET claimed_until = now() - make_interval(secs => 1)');
    await sendAll();
    expect(mailbox.received).toHaveLength(1);
  });

  it('claimed by a process that died is mailed by another when the claim runs out', async () => {
    await waiting('replaced');
    await world.rows(`UPDATE notices SET claimed_until = now() + interval '5 minutes', attempts = 1`);
    await sendAll();
    expect(mailbox.received).toHaveLength(0);
    await world.rows(`UPDATE notices SET claimed_until = now() - interval '1 second'`);
    await sendAll();
    expect(mailbox.received).toHaveLength(1);
  });

  it('that failed nine times is left alone', async () => {
    await waiting('connected');
    await world.rows('UPDATE notices SET attempts = 9');
    expect(await sendNotices(work())).toBe(0);
  });
});
