import { Browser } from '#test/browser/http-browser';
import { expect, test } from '../harness/fixtures';
import { addressOf, csrfOf, newPersonas } from '../harness/personas';
import { type Role, WEB } from '../harness/route-table';
import type { Stack } from '../harness/stack';

const ID = '0b7b2c3e-7a44-4f0e-9a55-6d3a1c2b4d5e';
const base64 = (text: string) => Buffer.from(text).toString('base64url');

/** As they stand in an address or a form. `%ED%A0%80` is a lone surrogate, if anybody decodes it as one. */
const TEXTS = ['a%00b', '%ED%A0%80', `${ID}%00`];
const VALUES = [...TEXTS, `-62198755200000.${ID}`, `9999999999999.${ID}`, '9'.repeat(30)];
/** Nobody who is signed out gets further than to what reads a text, so that is all that they send; the same for cookies. */
const valuesOf = (role: Role) => (role === 'anonymous' ? TEXTS : VALUES);

/** What any page or form reads, and what none does. */
const NAMES = [
  'q',
  'status',
  'environment',
  'after',
  'before',
  'return',
  'flash',
  'problem',
  'reason',
  'why',
  'confirm',
  'half',
  'email',
  'audience',
  'again',
  'code',
  'state',
  'profileId',
  'error',
  'token',
  'nothing',
];
const PEOPLE: readonly Role[] = ['anonymous', 'owner', 'admin'];

/** Addresses that say 5xx to everybody, by the table of routes. */
const isAlwaysFailing = (pattern: string) => WEB[pattern]?.GET.owner.toString().startsWith('5') === true;

const query = (value: string) => NAMES.map((name) => `${name}=${value}`).join('&');

function send(browser: Browser, url: string, body: string) {
  return browser.send(
    'POST',
    url,
    {
      origin: new URL(url).origin,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body,
  );
}

async function newUser(stack: Stack, role: Role) {
  const personas = await newPersonas(stack);
  const browser = await personas.browserOf(role);
  return { personas, browser, csrf: await csrfOf(stack, role, browser) };
}

test.describe('text that PostgreSQL cannot store is never a 5xx of the web', () => {
  for (const role of PEOPLE) {
    test(`in any parameter of any page, as ${role}`, async ({ stack }) => {
      const { personas, browser } = await newUser(stack, role);
      const subject = await personas.newSubject();
      for (const pattern of Object.keys(WEB).filter((each) => !isAlwaysFailing(each))) {
        // a sign-out would make the rest a stranger's
        if (pattern.endsWith('/sign-out')) continue;
        for (const value of valuesOf(role)) {
          const url = `${stack.appUrl}${addressOf(pattern, subject)}?${query(value)}`;
          const { status } = await browser.get(url);
          expect.soft(status, `GET ${pattern} with ${value}, as ${role}`).toBeLessThan(500);
        }
      }
    });

    test(`in any field of any form, as ${role}`, async ({ stack }) => {
      const { personas, browser, csrf } = await newUser(stack, role);
      const subject = await personas.newSubject();
      for (const pattern of Object.keys(WEB).filter((each) => !isAlwaysFailing(each))) {
        if (pattern.endsWith('/sign-out') || pattern.startsWith('/_')) continue;
        for (const value of valuesOf(role)) {
          const url = `${stack.appUrl}${addressOf(pattern, subject)}`;
          const fields = NAMES.filter((name) => name !== 'reason');
          // A reason that passes would disconnect, and there is one connection.
          const body = [`csrf=${csrf}`, ...fields.map((name) => `${name}=${value}`)].join('&');
          const { status } = await send(browser, url, body);
          expect.soft(status, `POST ${pattern} with ${value}, as ${role}`).toBeLessThan(500);
        }
      }
    });
  }

  test('as an id in an address, nor is what is no id at all', async ({ stack }) => {
    const personas = await newPersonas(stack);
    const fields = 'reason=x&kind=freeze&count=1&act=conclude&step=client_secret&as=done&proof=x&percent=10';
    for (const role of ['owner', 'admin'] as const) {
      const browser = await personas.browserOf(role);
      const body = `csrf=${await csrfOf(stack, role, browser)}&${fields}`;
      const isTheirs = (pattern: string) => pattern.startsWith('/staff/') === (role === 'admin');
      for (const pattern of Object.keys(WEB).filter((each) => each.includes('[id]') && isTheirs(each))) {
        for (const id of ['x', 'a%00b']) {
          const url = stack.appUrl + pattern.replace('[id]', id).replace('[environment]', 'sandbox');
          for (const answer of [await browser.get(url), await send(browser, url, body)]) {
            expect.soft(answer.status, `${url}, as ${role}`).toBeLessThan(500);
            expect.soft(answer.location ?? '', `${url}, as ${role}`).not.toContain('/unavailable');
          }
        }
      }
    }
  });

  test('in any cookie of ours, and in headers that are read', async ({ stack }) => {
    const subject = await (await newPersonas(stack)).newSubject();
    const audiences = ['customer', 'staff'];
    const halves = ['mail-half', 'known', 'return', 'oidc-state', 'oidc-pkce', 'oidc-nonce', 'oidc-csrf'];
    const cookies = [
      'cw-browser',
      'cw-flash',
      'cw-staff-draft',
      ...audiences.map((each) => `cw-${each}`),
      ...audiences.flatMap((each) => halves.map((half) => `cw-${each}-${half}`)),
    ];
    for (const pattern of Object.keys(WEB).filter((each) => !isAlwaysFailing(each))) {
      for (const value of [...TEXTS, base64('{"reason":"\\u0000"}'), base64('\0')]) {
        const headers = {
          cookie: cookies.map((name) => `${name}=${value}`).join('; '),
          'x-forwarded-for': value,
          'user-agent': value,
          authorization: `Bearer ${value}`,
        };
        const { status } = await new Browser().get(stack.appUrl + addressOf(pattern, subject), headers);
        expect.soft(status, `GET ${pattern} with ${value} in its cookies`).toBeLessThan(500);
      }
    }
  });

  test('in a colleague’s reason: it is read, and without an approval nothing is done', async ({ stack }) => {
    const { personas, browser, csrf } = await newUser(stack, 'operator');
    const { connectionId } = await personas.newSubject();
    const path = `/staff/connections/${connectionId}`;
    const answer = await send(
      browser,
      `${stack.appUrl}${path}/disconnect/confirm`,
      `csrf=${csrf}&reason=asked%00by%0D%0Aphone%ED%A0%80`,
    );
    expect(answer.status).toBe(403);
    const row = await stack.database.one('SELECT status FROM connections WHERE id = $1', [connectionId]);
    expect(row.status).toBe('active');
  });
});

test('an id in upper case is the same id on every page and form of the web', async ({ stack }) => {
  const personas = await newPersonas(stack);
  const { connectionId, attemptId } = await personas.newSubject();
  const upper = connectionId.toUpperCase();
  const owner = await personas.browserOf('owner');
  const operator = await personas.browserOf('operator');
  const pages: [Browser, string][] = [
    [owner, `/connections/${upper}`],
    [owner, `/connections/${upper}?confirm=disconnect`],
    [owner, `/connect/sandbox/attempts/${attemptId.toUpperCase()}`],
    [operator, `/staff/connections/${upper}`],
    [operator, `/staff/connections/${upper}/disconnect`],
    [operator, `/staff/connections?q=${upper}`],
  ];
  for (const [browser, path] of pages) {
    const { status, text } = await browser.get(stack.appUrl + path);
    expect.soft(status, path).toBe(200);
    expect.soft(text, path).toContain(connectionId);
  }
  const anonymous = await personas.browserOf('anonymous');
  expect((await anonymous.get(`${stack.appUrl}/connections/${upper}`)).location).toBe(
    `${stack.appUrl}/sign-in?return=${encodeURIComponent(`/connections/${connectionId}`)}`,
  );
  const csrf = await csrfOf(stack, 'owner', owner);
  const here = `${stack.appUrl}/connections/${connectionId}`;
  const checked = await owner.post(`${stack.appUrl}/connections/${upper}/check`, { csrf });
  expect(checked.location).toBe(`${here}?flash=checked`);
  const ended = await owner.post(`${stack.appUrl}/connections/${upper}/disconnect`, { csrf });
  expect(ended.location).toBe(here);
});
