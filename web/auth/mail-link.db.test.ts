import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Audience } from '#lib/contract/people';
import { findSession } from '#lib/sessions/session';
import { setReadOnly } from '#test/database/read-only';
import { type Mailbox, startMailbox } from '#test/mailbox';
import { asProblem } from '#web/http/as-problem';
import type { SignInAnswer } from './answer';
import { redeemCode } from './mail-code';
import { addressOfLink, browserNonce, mailLink, redeemLink } from './mail-link';
import { isRememberedDevice } from './remembered-device';
import { addStaff, Jar, openWorld, type World } from './testing/world';

let mailbox: Mailbox;
let world: World;

beforeAll(async () => {
  mailbox = await startMailbox();
  world = await openWorld({ SMTP_URL: mailbox.url, MAIL_FROM: 'Example Bank <no-reply@bank.example>' });
});
afterAll(async () => {
  await world.close();
  await mailbox.close();
});

async function ask(jar: Jar, audience: Audience, address: string): Promise<'sent' | 'not_sent'> {
  const { nonce, cookie } = browserNonce(world.ask(jar, audience));
  jar.keep([cookie]);
  return mailLink(world.ask(jar, audience), address, nonce);
}

async function mailedHalf(address: string): Promise<string> {
  const { text } = await mailbox.take(address);
  return new URL(/http\S+/.exec(text)?.[0] ?? '').searchParams.get('half') ?? '';
}

async function mailedCode(address: string): Promise<string | undefined> {
  const { text } = await mailbox.take(address);
  return /asked: (\d{6})$/m.exec(text)?.[1];
}

/** Another six digits. */
const wrong = (code: string, by = 1) => String((Number(code) + by) % 1_000_000).padStart(6, '0');

async function redeem(jar: Jar, audience: Audience, half: string): Promise<SignInAnswer> {
  const answer = await redeemLink(world.ask(jar, audience), half);
  jar.keep(answer.cookies);
  return answer;
}

const customerOf = (jar: Jar) => findSession(world.db, 'customer', jar.get('cw-customer'));

describe('an email link', () => {
  it('signs in the browser that asked, once', async () => {
    const jar = new Jar();
    expect(await ask(jar, 'customer', 'ada@example.com')).toBe('sent');
    const half = await mailedHalf('ada@example.com');
    const copy = new Jar();
    copy.set('cw-customer-mail-half', jar.get('cw-customer-mail-half') ?? '');
    expect(await redeem(jar, 'customer', half)).toMatchObject({ kind: 'signed_in', path: '/dashboard' });
    expect(await customerOf(jar)).toMatchObject({ email: 'ada@example.com' });
    expect(await redeem(copy, 'customer', half)).toMatchObject({ kind: 'refused', reason: 'link' });
    for (const [browser, isKnown] of [
      [jar, true],
      [copy, false],
    ] as const) {
      expect(isRememberedDevice(world.ask(browser, 'customer'), 'ada@example.com')).toBe(isKnown);
    }
  });

  it('is neither used up nor blamed while the database takes no writes', async () => {
    const jar = new Jar();
    await ask(jar, 'customer', 'rita@example.com');
    const half = await mailedHalf('rita@example.com');
    await setReadOnly(world.database, true);
    const refused = redeem(jar, 'customer', half).catch(asProblem);
    expect(await refused).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await setReadOnly(world.database, false);
    expect(await redeem(jar, 'customer', half)).toMatchObject({ kind: 'signed_in' });
  });

  it('used by 20 requests at the same moment signs in one', async () => {
    const jar = new Jar();
    await ask(jar, 'customer', 'many@example.com');
    const half = await mailedHalf('many@example.com');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => redeemLink(world.ask(jar, 'customer'), half)),
    );
    expect(answers.filter(({ kind }) => kind === 'signed_in')).toHaveLength(1);
  });

  it('is of no use with one half: not in another browser, not with another cookie, not without the mail', async () => {
    const jar = new Jar();
    await ask(jar, 'customer', 'half@example.com');
    const half = await mailedHalf('half@example.com');
    const other = new Jar();
    await ask(other, 'customer', 'other@example.com');
    const foreign = await mailedHalf('other@example.com');
    const tries: [Jar, string][] = [
      [new Jar(), half],
      [other, half],
      [jar, foreign],
      [jar, jar.get('cw-customer-mail-half') ?? ''],
      [jar, ''],
    ];
    for (const [browser, given] of tries) {
      expect(await addressOfLink(world.ask(browser, 'customer'), given)).toBeUndefined();
      expect(await redeemLink(world.ask(browser, 'customer'), given)).toMatchObject({ reason: 'link' });
    }
    expect(await redeem(jar, 'customer', half)).toMatchObject({ kind: 'signed_in' });
  });

  it('opened as often as you like (scanners, previews) is not used up, and names the account', async () => {
    const jar = new Jar();
    await ask(jar, 'customer', 'scan@example.com');
    const half = await mailedHalf('scan@example.com');
    for (let times = 0; times < 5; times += 1) {
      expect(await addressOfLink(world.ask(jar, 'customer'), half)).toBe('scan@example.com');
    }
    expect(await redeem(jar, 'customer', half)).toMatchObject({ kind: 'signed_in' });
    expect(await addressOfLink(world.ask(jar, 'customer'), half)).toBeUndefined();
  });

  it('is over after ten minutes by the database clock', async () => {
    const jar = new Jar();
    await ask(jar, 'customer', 'late@example.com');
    const half = await mailedHalf('late@example.com');
    await world.rows(`UPDATE customer_verification_tokens SET expires = expires - interval '10 minutes'`);
    expect(await redeem(jar, 'customer', half)).toMatchObject({ kind: 'refused', reason: 'link' });
  });

  it('asked for twice works from either message', async () => {
    const jar = new Jar();
    await ask(jar, 'customer', 'twice@example.com');
    const first = await mailedHalf('twice@example.com');
    await ask(jar, 'customer', 'twice@example.com');
    expect(await redeem(jar, 'customer', first)).toMatchObject({ kind: 'signed_in' });
  });

  it('is stored only as a hash', async () => {
    const jar = new Jar();
    await ask(jar, 'customer', 'hash@example.com');
    const half = await mailedHalf('hash@example.com');
    const stored = JSON.stringify(
      await world.rows('SELECT * FROM customer_verification_tokens WHERE identifier = $1', [
        'hash@example.com',
      ]),
    );
    expect(stored).not.toContain(half);
    expect(stored).not.toContain(jar.get('cw-customer-mail-half'));
  });

  it('of one audience is nothing to the other, although the address is on the staff', async () => {
    await addStaff(world, 'cross@example.com', 'admin');
    const jar = new Jar();
    await ask(jar, 'customer', 'cross@example.com');
    const half = await mailedHalf('cross@example.com');
    jar.set('cw-staff-mail-half', jar.get('cw-customer-mail-half') ?? '');
    expect(await redeem(jar, 'staff', half)).toMatchObject({ kind: 'refused', reason: 'link' });
    expect(jar.get('cw-staff')).toBeUndefined();
  });

  it('is one person for one address, however often, and another than the OpenID person with that address', async () => {
    await world.rows(
      `WITH person AS (INSERT INTO customers (email) VALUES ('two@example.com') RETURNING id)
       INSERT INTO customer_accounts (provider, issuer, subject, type, customer_id)
       SELECT 'customer-oidc', 'https://idp.example', 'two', 'oauth', id FROM person`,
    );
    const ids: (string | undefined)[] = [];
    for (let times = 0; times < 2; times += 1) {
      const jar = new Jar();
      await ask(jar, 'customer', 'two@example.com');
      await redeem(jar, 'customer', await mailedHalf('two@example.com'));
      ids.push((await customerOf(jar))?.customerId);
    }
    expect(ids[0]).toBeDefined();
    expect(ids[1]).toBe(ids[0]);
    expect(await world.rows(`SELECT 1 FROM customers WHERE email = 'two@example.com'`)).toHaveLength(2);
  });

  it('says how long and where it works, and comes from the configured sender', async () => {
    await ask(new Jar(), 'customer', 'words@example.com');
    const mail = await mailbox.take('words@example.com');
    expect(mail.raw).toContain('From: Example Bank <no-reply@bank.example>');
    expect(mail.text).toContain('10 minutes');
    expect(mail.text).toContain('only in that browser');
  });
});

describe('email links for staff', () => {
  it('go only to people an admin added and nobody disabled', async () => {
    const id = await addStaff(world, 'staff@example.com', 'support');
    const jar = new Jar();
    expect(await ask(jar, 'staff', 'staff@example.com')).toBe('sent');
    expect(await redeem(jar, 'staff', await mailedHalf('staff@example.com'))).toMatchObject({
      path: '/staff',
    });
    expect(await findSession(world.db, 'staff', jar.get('cw-staff'))).toMatchObject({
      staffId: id,
      role: 'support',
    });
    await world.rows('UPDATE staff SET disabled_at = now() WHERE id = $1', [id]);
    const before = mailbox.received.length;
    expect(await ask(new Jar(), 'staff', 'staff@example.com')).toBe('not_sent');
    expect(await ask(new Jar(), 'staff', 'stranger@example.com')).toBe('not_sent');
    expect(mailbox.received).toHaveLength(before);
    expect(await world.rows(`SELECT 1 FROM staff_verification_tokens`)).toEqual([]);
  });

  it('do not work for somebody who was disabled after asking, and add nobody', async () => {
    const id = await addStaff(world, 'leaver@example.com');
    const jar = new Jar();
    await ask(jar, 'staff', 'leaver@example.com');
    const half = await mailedHalf('leaver@example.com');
    await world.rows('UPDATE staff SET disabled_at = now() WHERE id = $1', [id]);
    expect(await redeem(jar, 'staff', half)).toMatchObject({ kind: 'refused', reason: 'not_added' });
    expect(await world.rows(`SELECT 1 FROM staff WHERE email = 'leaver@example.com'`)).toHaveLength(1);
  });
});

describe('a code of the same message, for who reads mail on another device', () => {
  const use = (jar: Jar, code: string | undefined, audience: Audience = 'customer') =>
    redeemCode(world.ask(jar, audience), code, '/connections/earlier');

  it('signs in the browser that asked, once, spaces and all, and goes on to the page that was wanted', async () => {
    const jar = new Jar();
    await ask(jar, 'customer', 'code@example.com');
    const code = (await mailedCode('code@example.com')) ?? '';
    const copy = new Jar();
    copy.set('cw-customer-mail-half', jar.get('cw-customer-mail-half') ?? '');
    const answer = await use(jar, ` ${code.slice(0, 3)} ${code.slice(3)} `);
    expect(answer).toMatchObject({ kind: 'signed_in', path: '/connections/earlier' });
    jar.keep(answer.cookies);
    expect(await customerOf(jar)).toMatchObject({ email: 'code@example.com' });
    expect(await use(copy, code)).toMatchObject({ kind: 'refused', reason: 'code' });
  });

  it('is nothing in another browser, for the other audience, or after ten minutes', async () => {
    await addStaff(world, 'code-two@example.com', 'admin');
    const jar = new Jar();
    await ask(jar, 'customer', 'code-two@example.com');
    const code = (await mailedCode('code-two@example.com')) ?? '';
    const other = new Jar();
    await ask(other, 'customer', 'elsewhere@example.com');
    expect(await use(other, code)).toMatchObject({ reason: 'code' });
    expect(await use(new Jar(), code)).toMatchObject({ reason: 'code' });
    jar.set('cw-staff-mail-half', jar.get('cw-customer-mail-half') ?? '');
    expect(await use(jar, code, 'staff')).toMatchObject({ reason: 'code' });
    await world.rows(`UPDATE customer_verification_tokens SET expires = expires - interval '10 minutes'`);
    expect(await use(jar, code)).toMatchObject({ reason: 'code' });
  });

  it('can be tried five times in a browser, also at the same moment; then the right one is refused and the link works', async () => {
    const jar = new Jar();
    await ask(jar, 'customer', 'guess@example.com');
    const { text } = await mailbox.take('guess@example.com');
    const code = /asked: (\d{6})$/m.exec(text)?.[1] ?? '';
    const half = new URL(/http\S+/.exec(text)?.[0] ?? '').searchParams.get('half') ?? '';
    const tries = await Promise.all(
      Array.from({ length: 12 }, (_, n) => use(jar, wrong(code, n + 1)).catch(asProblem)),
    );
    expect(tries.filter((answer) => 'reason' in answer && answer.reason === 'code')).toHaveLength(5);
    expect(await use(jar, code).catch(asProblem)).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    expect(await redeem(jar, 'customer', half)).toMatchObject({ kind: 'signed_in' });
  });

  it('comes ten times a day to one address at most, however many browsers ask; then the link comes alone', async () => {
    const codes: (string | undefined)[] = [];
    for (let times = 0; times < 11; times += 1) {
      await ask(new Jar(), 'customer', 'daily@example.com');
      codes.push(await mailedCode('daily@example.com'));
    }
    expect(codes.slice(0, 10).every((code) => code !== undefined)).toBe(true);
    expect(codes.at(-1)).toBeUndefined();
  });

  it('is used up by its own message’s link', async () => {
    const jar = new Jar();
    await ask(jar, 'customer', 'either@example.com');
    const { text } = await mailbox.take('either@example.com');
    await redeem(jar, 'customer', new URL(/http\S+/.exec(text)?.[0] ?? '').searchParams.get('half') ?? '');
    expect(await use(jar, /asked: (\d{6})$/m.exec(text)?.[1])).toMatchObject({ reason: 'code' });
  });

  it('is stored so that six digits cannot be found from it, and is no line of the subject', async () => {
    await ask(new Jar(), 'customer', 'kept@example.com');
    const mail = await mailbox.take('kept@example.com');
    const code = /asked: (\d{6})$/m.exec(mail.text)?.[1] ?? 'none';
    expect(mail.raw.split('\n').find((line) => line.startsWith('Subject:'))).not.toContain(code);
    const rows = await world.rows('SELECT token FROM customer_verification_tokens WHERE identifier = $1', [
      'kept@example.com',
    ]);
    expect(JSON.stringify(rows)).not.toContain(code);
  });
});
