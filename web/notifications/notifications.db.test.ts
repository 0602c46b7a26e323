import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isAllowed, STAFF_ROLES } from '#lib/contract/people';
import { Secret } from '#lib/log/secret';
import { createTargetGuard } from '#lib/net/target-guard';
import type { StaffSession } from '#lib/sessions/session';
import { addStaff, openWorld, type World } from '#web/auth/testing/world';
import type { Mail } from '#web/mail/send';
import { sendStaffMails } from '#web/mail/send-staff-mails';
import { readChoices, saveChoices } from './choices';
import { sendDigests } from './digest';
import { sendChatMessages } from './send-chat';
import { tellStaff } from './tell-staff';
import { testChat } from './test-chat';
import { watchChat } from './watch-chat';

let world: World;
let server: Server;
let written: string[] = [];
let answers = 200;
const setting = { partnerName: 'Example Bank', appUrl: 'https://connect.example.com' };
const log = { warn: () => undefined };
const usual = {
  alarms: 'at_once',
  owned: 'at_once',
  approvals: 'at_once',
  digestHour: 8,
  auditHeads: false,
} as const;

beforeAll(async () => {
  world = await openWorld();
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    written.push(JSON.parse(body).text);
    response.writeHead(answers).end('<script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  await world.close();
});
beforeEach(async () => {
  written = [];
  answers = 200;
  await world.rows('TRUNCATE staff_mails, staff_chat_messages, alarms');
  await world.rows('UPDATE staff SET disabled_at = now()');
});

const chatAt = () => {
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    address: new Secret(`${origin}/hook`),
    guard: createTargetGuard({ allowedOrigins: new Set([origin]) }),
  };
};
const tell = () => tellStaff(world.db, { hasMail: true, hasChat: true });
const chat = () => sendChatMessages({ db: world.db, chat: chatAt(), setting, log });
const alarm = (code: string, environment: string | null = null) =>
  world.rows('INSERT INTO alarms (code, environment) VALUES ($1, $2)', [code, environment]);
const session = (staffId: string) =>
  ({ staffId, role: 'admin', name: null, email: 'a@b.example' }) as StaffSession;

async function mails(): Promise<Mail[]> {
  const sent: Mail[] = [];
  await sendStaffMails({ db: world.db, setting, log, send: async (mail) => void sent.push(mail) });
  return sent.sort((a, b) => a.to.localeCompare(b.to));
}

describe('an urgent alarm', () => {
  it('is mailed once to whoever acts on it by role, or chose it, and to nobody who was disabled or wants none', async () => {
    await addStaff(world, 'operator@alarm.example', 'operator');
    await addStaff(world, 'viewer@alarm.example', 'viewer');
    const chose = await addStaff(world, 'chose@alarm.example', 'support');
    const off = await addStaff(world, 'off@alarm.example', 'admin');
    const left = await addStaff(world, 'left@alarm.example', 'admin');
    await saveChoices(world.db, session(chose), { ...usual, timeZone: null });
    await saveChoices(world.db, session(off), { ...usual, alarms: 'off', timeZone: null });
    await world.rows('UPDATE staff SET disabled_at = now() WHERE id = $1', [left]);
    await alarm('audit_chain_broken');
    // for the digest
    await alarm('api_key_expiring');
    await Promise.all([tell(), tell(), tell()]);
    await tell();
    const sent = await mails();
    expect(sent.map(({ to }) => to)).toEqual(['chose@alarm.example', 'operator@alarm.example']);
    expect(sent[0]?.subject).toBe('Example Bank: The audit trail was changed');
    expect(sent[0]?.text).toContain('https://connect.example.com/staff/account#notifications');
    await tell();
    expect(await mails()).toEqual([]);
  });

  it('that opens and closes again and again is told once an hour, also where it closed before anybody looked', async () => {
    await addStaff(world, 'one@flap.example', 'admin');
    for (let n = 0; n < 3; n += 1) {
      await alarm('wise_client_refused', 'sandbox');
      await world.rows(`UPDATE alarms SET cleared_at = now(), raised_at = '2026-11-28T10:15:00Z'`);
      await tell();
    }
    expect(await mails()).toHaveLength(1);
    await chat();
    expect(written).toEqual([
      expect.stringMatching(/^Example Bank: Wise rejected our client credentials \(sandbox\)\n/),
      expect.stringMatching(/^Example Bank: over: Wise rejected/),
    ]);
  });
});

it('the head of the audit trail goes to whoever asked for it, and to the chat, in the verifier’s form', async () => {
  const archive = await addStaff(world, 'archive@head.example', 'viewer');
  await addStaff(world, 'other@head.example', 'admin');
  await saveChoices(world.db, session(archive), { ...usual, auditHeads: true, timeZone: null });
  await world.rows(
    `INSERT INTO audit_heads (day, sequence, mac, key_id, signature)
     VALUES ('2026-11-28', 12, sha256('x'), 'k1', 'c2ln')`,
  );
  await tell();
  await tell();
  const [mail, ...others] = await mails();
  expect(others).toEqual([]);
  expect(mail?.to).toBe('archive@head.example');
  expect(mail?.text).toMatch(/^12:[0-9a-f]{64}:2026-11-28:c2ln$/m);
  await chat();
  expect(written).toEqual([expect.stringMatching(/12:[0-9a-f]{64}:2026-11-28:c2ln/)]);
  await world.rows('DELETE FROM audit_heads');
});

it('no mail says that no mail leaves; the chat does', async () => {
  await addStaff(world, 'admin@down.example', 'admin');
  await alarm('mail_unavailable');
  await tell();
  expect(await mails()).toEqual([]);
  await chat();
  expect(written).toHaveLength(1);
});

describe('an owner', () => {
  it('is told of all lost connections in one message, and again only of later ones', async () => {
    const owner = await addStaff(world, 'owner@lost.example', 'support');
    const lose = async (count: number, secondsAgo: number) =>
      world.rows(
        `WITH customer AS (INSERT INTO customers (email) VALUES (gen_random_uuid() || '@lost.example') RETURNING id),
         lost AS (INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type,
             profile_name, status, reason, status_changed_at)
           SELECT customer.id, 'sandbox', 'c', gen_random_uuid()::text, gen_random_uuid()::text, 'personal', 'Ida Secret',
             'needs_reconnect', 'lost_at_wise', now() - make_interval(secs => $2)
           FROM customer, generate_series(1, $1) RETURNING id)
         INSERT INTO connection_follow_up (connection_id, owner_staff_id) SELECT id, $3 FROM lost`,
        [count, secondsAgo, owner],
      );
    await lose(12, 60);
    await tell();
    const [mail, ...others] = await mails();
    expect(others).toEqual([]);
    expect(mail?.subject).toBe('Example Bank: 12 connections of yours need reconnecting');
    expect(mail?.text.match(/staff\/connections\//g)).toHaveLength(10);
    expect(mail?.text).toContain('and 2 more');
    expect(mail?.text).not.toContain('Ida');
    await lose(1, 40);
    await tell();
    expect(await mails(), 'within the pause').toEqual([]);
    await world.rows(`UPDATE staff_mails SET created_at = now() - interval '16 minutes'`);
    await tell();
    expect((await mails())[0]?.subject).toBe('Example Bank: 1 connection of yours needs reconnecting');
  });
});

describe('the daily digest', () => {
  it('comes once a day at the hour of each one’s zone, and not where there is nothing to say', async () => {
    const [here, there] = [
      await addStaff(world, 'here@digest.example', 'operator'),
      await addStaff(world, 'there@digest.example', 'support'),
    ];
    await saveChoices(world.db, session(there), { ...usual, timeZone: 'Pacific/Auckland' });
    expect(await readChoices(world.db, { staffId: here })).toMatchObject({
      digestHour: 8,
      alarms: 'at_once',
    });
    await alarm('api_key_expiring', 'production');
    // 21:00 in Auckland of the day before
    await sendDigests(world.db, 'Europe/London', new Date('2026-11-28T08:00:00Z'));
    const sent = await mails();
    expect(sent.map(({ to }) => to)).toEqual(['here@digest.example', 'there@digest.example']);
    expect(sent[0]?.text).toContain('- An API key');
    await world.rows(`UPDATE staff_mails SET created_at = created_at - interval '2 hours'`);
    expect(await sendDigests(world.db, 'Europe/London', new Date('2026-11-28T10:00:00Z'))).toBe(0);
    await world.rows(`UPDATE alarms SET cleared_at = now() - interval '2 hours'`);
    await world.rows('UPDATE connections SET status_changed_at = now() - interval $$3 days$$');
    expect(
      await sendDigests(world.db, 'Europe/London', new Date('2026-11-29T07:59:00Z')),
      'Auckland’s, empty',
    ).toBe(0);
    expect(await mails()).toEqual([]);
  });
});

describe('the chat', () => {
  it('that takes nothing is tried again later, and its answer goes nowhere', async () => {
    await alarm('audit_chain_broken');
    await tell();
    answers = 500;
    expect(await chat()).toBe(1);
    expect(await chat(), 'not at once').toBe(0);
    await world.rows(`UPDATE staff_chat_messages SET claimed_until = now() - interval '1 second'`);
    answers = 204;
    expect(await chat()).toBe(1);
    expect(written).toHaveLength(2);
    expect(await world.rows('SELECT sent_at IS NOT NULL AS sent, attempts FROM staff_chat_messages')).toEqual(
      [{ sent: true, attempts: 2 }],
    );
  });

  it('that has taken nothing for long is an alarm, mailed and not written to it; a message that it takes closes it', async () => {
    const open = async () =>
      (await world.rows(`SELECT 1 FROM alarms WHERE code = 'chat_unavailable' AND cleared_at IS NULL`))
        .length;
    const watch = () => watchChat(world.db, { info: () => undefined, error: () => undefined });
    const admin = session(await addStaff(world, 'chat@alarm.example', 'admin'));
    await alarm('audit_chain_broken');
    await tell();
    answers = 500;
    await chat();
    await watch();
    expect(await open(), 'not at once').toBe(0);
    await world.rows(
      `UPDATE staff_chat_messages SET created_at = now() - interval '31 minutes', claimed_until = now() + interval '1 hour'`,
    );
    await watch();
    expect(await open()).toBe(1);
    await tell();
    expect((await mails()).map(({ subject }) => subject)).toContainEqual(
      expect.stringContaining('Your team’s chat takes no messages'),
    );
    expect(
      await world.rows(`SELECT 1 FROM staff_chat_messages WHERE about->>'alarm' = 'chat_unavailable'`),
    ).toEqual([]);
    const trial = { chat: chatAt(), setting };
    expect(await testChat(world.db, admin, trial)).toEqual({ kind: 'refused', why: 'status 500' });
    await watch();
    expect(await open()).toBe(1);
    answers = 200;
    expect(await testChat(world.db, admin, trial)).toEqual({ kind: 'taken' });
    expect(written.at(-1)).toContain('this is a test');
    await world.rows(`UPDATE alarms SET last_seen_at = now() - interval '16 seconds'`);
    await watch();
    expect(await open()).toBe(0);
    expect(await chat(), 'what waited is tried again at once').toBe(1);
    const trail = await world.rows(
      `SELECT detail->>'result' AS result FROM audit_entries WHERE action = 'staff.chat_tested' ORDER BY id`,
    );
    expect(trail).toEqual([{ result: 'status 500' }, { result: 'taken' }]);
    for (const role of STAFF_ROLES)
      expect([
        role,
        await testChat(world.db, { ...admin, role }, trial).then(
          () => 'done',
          (error) => error.code,
        ),
      ]).toEqual([role, isAllowed(role, 'test_chat') ? 'done' : 'FORBIDDEN']);
  });
});

it('what somebody chooses is theirs, and stands in the audit trail', async () => {
  const person = await addStaff(world, 'self@choice.example', 'viewer');
  expect(await readChoices(world.db, { staffId: person })).toMatchObject({ alarms: 'off', digestHour: null });
  await saveChoices(world.db, session(person), { ...usual, digestHour: null, timeZone: 'Asia/Tokyo' });
  expect(await readChoices(world.db, { staffId: person })).toMatchObject({
    digestHour: null,
    timeZone: 'Asia/Tokyo',
  });
  const [row] = await world.rows(
    `SELECT action, actor_id FROM audit_entries WHERE action = 'staff.notifications_changed' AND actor_id = $1`,
    [person],
  );
  expect(row).toBeDefined();
});
