import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import type { Answer, Browser } from '#test/browser/http-browser';
import { expect, test } from '../harness/fixtures';
import { Partner } from '../harness/partner';
import {
  addressOf,
  csrfOf,
  newAddress,
  newPersonas,
  type Personas,
  type Subject,
  sessionOf,
  stateOf,
} from '../harness/personas';
import { type Cell, ROLES, type Role, SHARED, WEB } from '../harness/route-table';
import { answerOf, inShort, vaultRoutes, webRoutes } from '../harness/routes';
import type { Stack } from '../harness/stack';
import { until } from '../harness/until';
import { KEYS, type KeyKind, VAULT, VAULT_ACTS } from '../harness/vault-route-table';

const OTHER_METHODS = ['OPTIONS', 'PUT', 'PATCH', 'DELETE'];

test('threat 26: every route of the web has a row, and every row a route', () => {
  expect(webRoutes()).toEqual(Object.keys(WEB).sort());
});

test('threat 26: every route of the vault has a row, and every row a route', async ({ stack }) => {
  expect(await vaultRoutes(stack)).toEqual(Object.keys(VAULT).sort());
});

/** The answer in short, with this subject's ids as the table writes them. */
function cellOf(answer: Answer, { connectionId, attemptId, customerId }: Subject): string {
  return [connectionId, attemptId, customerId].reduce(
    (text, id) => text.replace(id, '[id]'),
    inShort(answer),
  );
}

function expectHeaders(pathname: string, { headers }: Answer): void {
  expect(headers['x-content-type-options'], pathname).toBe('nosniff');
  expect(headers['content-security-policy'], pathname).toContain("frame-ancestors 'none'");
  if (!SHARED.test(pathname)) expect(headers['cache-control'], pathname).toContain('no-store');
}

type Asked = { stack: Stack; personas: Personas; subject: Subject; pattern: string };

/** A look: what is answered is the table's, for HEAD too, and nothing is changed. */
async function expectLook(asked: Asked, role: Role, cell: Cell, browser: Browser): Promise<void> {
  const { stack, subject, pattern } = asked;
  const pathname = addressOf(pattern, subject);
  const answer = await browser.get(stack.appUrl + pathname);
  expect.soft(cellOf(answer, subject), `GET ${pattern} as ${role}`).toBe(answerOf(cell));
  expectHeaders(pathname, answer);
  const head = await browser.send('HEAD', stack.appUrl + pathname);
  // where a GET uses something up, asking for the headers does nothing
  const usesUp = /^\/(connect\/|api\/auth\/|session\/(open|return|back)$)/.test(pathname);
  const expected = usesUp ? '204' : answerOf(cell);
  expect.soft(cellOf(head, subject), `HEAD ${pattern} as ${role}`).toBe(expected);
}

/** A form sent from our own page with this person's own form token: done by those who may, without effect for all others. */
async function expectPost(asked: Asked, role: Role, cell: Cell, browser: Browser): Promise<void> {
  const { stack, personas, pattern } = asked;
  const isDone = typeof cell !== 'string';
  const subject = isDone ? await personas.newSubject() : asked.subject;
  const pathname = addressOf(pattern, subject);
  const csrf = await csrfOf(stack, role, browser);
  const email = newAddress();
  const before = await stateOf(stack, personas, subject, email);
  const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const fields = { csrf, email, reason: REASON, half: 'x'.repeat(43), note: 'Rang twice.', until: day };
  const answer = await browser.post(stack.appUrl + pathname, fields);
  const what = `POST ${pattern} as ${role}`;
  expect.soft(cellOf(answer, subject), what).toBe(answerOf(cell));
  expectHeaders(pathname, answer);
  const after = () => stateOf(stack, personas, subject, email);
  if (!isDone) expect.soft(await after(), `${what} changes nothing`).toEqual(before);
  // a link is mailed after the answer
  else
    await until(
      `${what} does something`,
      async () => JSON.stringify(await after()) !== JSON.stringify(before),
    );
}

test.describe('threats 26, 27 and 37: what each role gets at each address of the web', () => {
  let personas: Personas;
  let subject: Subject;

  test.beforeAll(async ({ stack }) => {
    personas = await newPersonas(stack);
    subject = await personas.newSubject();
  });

  for (const [pattern, rows] of Object.entries(WEB)) {
    test(pattern, async ({ stack }) => {
      const asked = { stack, personas, subject, pattern };
      for (const role of ROLES) {
        const browser = await personas.browserOf(role);
        await expectLook(asked, role, rows.GET[role], browser);
        await expectPost(asked, role, rows.POST[role], browser);
      }
      const admin = await personas.browserOf('admin');
      for (const method of OTHER_METHODS) {
        const answer = await admin.send(method, stack.appUrl + addressOf(pattern, subject));
        expect.soft(answer.status, `${method} ${pattern}`).toBe(405);
      }
    });
  }

  test('an id that names nothing, or is none, is answered like somebody else’s', async ({ stack }) => {
    const { owner, admin } = {
      owner: await personas.browserOf('owner'),
      admin: await personas.browserOf('admin'),
    };
    for (const id of [randomUUID(), 'not-an-id', '%00', `${subject.connectionId}%20`, '..%2f..%2fstaff']) {
      const seen = [
        await owner.get(`${stack.appUrl}/connections/${id}`),
        await owner.get(`${stack.appUrl}/connect/sandbox/attempts/${id}`),
        await admin.get(`${stack.appUrl}/staff/connections/${id}`),
      ];
      for (const answer of seen) {
        const end = answer.location === undefined ? answer : await owner.get(answer.location);
        expect(end.status, `${answer.url} → ${inShort(answer)}`).toBe(404);
      }
    }
  });

  test('next-auth’s own addresses do not exist', async ({ stack }) => {
    const admin = await personas.browserOf('admin');
    for (const name of [
      'session',
      'csrf',
      'providers',
      'signin',
      'signout',
      'error',
      'callback/credentials',
      'callback/customer-oidc',
    ]) {
      expect((await admin.get(`${stack.appUrl}/api/auth/${name}`)).status, name).toBe(404);
      expect((await admin.post(`${stack.appUrl}/api/auth/${name}`, {})).status, name).toBe(404);
    }
  });
});

async function ask(url: string, method: string, authorization: string | undefined, body?: unknown) {
  const answer = await request(url, {
    method: method as 'GET',
    headers: {
      ...(authorization === undefined ? {} : { authorization: `Bearer ${authorization}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    reset: true,
  });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
}

const baseOf = (stack: Stack, pathname: string) =>
  pathname.startsWith('/internal/') ? stack.internalUrl : `http://127.0.0.1:${stack.balancers.partner.port}`;

const REASON = 'The customer asked for it.';
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();

/** What an act of the vault wants besides a session, by how its address ends. */
const FIELDS: Readonly<Record<string, object>> = {
  '/exports': { query: '' },
  '/readiness': { environment: 'sandbox', isExported: false },
  '/exchanges': { attemptId: randomUUID(), code: 'x', profileId: null },
  '/disconnect': { reason: REASON },
  '/freeze': { reason: REASON },
  '/release': { reason: REASON },
  '/notes': { text: 'Rang twice.' },
  '/notes/withdraw': { noteId: randomUUID() },
  '/owner': { staffId: null },
  '/snooze': { until: TOMORROW, reason: REASON },
  '/hand-out': { environment: 'sandbox' },
  '/take-over': { environment: 'sandbox' },
  '/step-ups': { act: { act: 'connection.disconnect', connectionId: randomUUID(), reason: REASON } },
  '/passkeys/begin': { code: '7KQF-2M9X-0ABC-D4EF' },
  '/rename': { name: 'Laptop' },
  '/passkey-codes': { staffId: randomUUID() },
};

test.describe('threats 26 and 30: what each key opens at each entry point of the vault', () => {
  let personas: Personas;
  let subject: Subject;

  test.beforeAll(async ({ stack }) => {
    personas = await newPersonas(stack);
    subject = await personas.newSubject();
  });

  async function keysOf(stack: Stack): Promise<Record<KeyKind, string | undefined>> {
    const revoked = await Partner.create('', stack.database);
    await stack.database.vault('UPDATE vault.api_keys SET revoked_at = now() WHERE id = $1', [
      revoked.key.split('_')[1],
    ]);
    return {
      none: undefined,
      wrong: 'x'.repeat(65),
      'revoked API key': revoked.key,
      'API key': stack.partner.key,
      'internal key': stack.secrets.internalKey,
    };
  }

  for (const [route, cells] of Object.entries(VAULT)) {
    test(route, async ({ stack }) => {
      const [method = '', pattern = ''] = route.split(' ');
      const pathname = addressOf(pattern, subject);
      const keys = await keysOf(stack);
      for (const kind of KEYS) {
        const answer = await ask(baseOf(stack, pathname) + pathname, method, keys[kind], undefined);
        expect.soft(String(answer.status), `${route} with ${kind}`).toBe(cells[kind]);
        expect(answer.headers['cache-control'], route).toContain('no-store');
        const isVend = pattern.endsWith('/access-token') && answer.status === 200;
        // the description of the API names the field, and has no value of anybody's
        const isDescription = /^\/v1\/(openapi\.json|docs)/.test(pattern);
        if (!isVend && !isDescription) expect(answer.text).not.toContain('access_token');
      }
    });
  }

  for (const [route, cells] of Object.entries(VAULT_ACTS)) {
    test(`${route}, by whose session is passed on`, async ({ stack }) => {
      const [method = '', pattern = ''] = route.split(' ');
      for (const role of ROLES) {
        const cell = cells[role];
        const meant = typeof cell === 'string' ? subject : await personas.newSubject();
        const session = sessionOf(stack, role, await personas.browserOf(role));
        const fields = Object.entries(FIELDS).find(([end]) => pattern.endsWith(end))?.[1] ?? {};
        const before = await stateOf(stack, personas, meant, '');
        const url = stack.internalUrl + addressOf(pattern, meant);
        const { status } = await ask(url, method, stack.secrets.internalKey, { session, ...fields });
        expect.soft(String(status), `${route} as ${role}`).toBe(answerOf(cell));
        const after = await stateOf(stack, personas, meant, '');
        if (typeof cell === 'string')
          expect.soft(after, `${route} as ${role} changes nothing`).toEqual(before);
        else expect.soft(after, `${route} as ${role} does something`).not.toEqual(before);
      }
    });
  }
});
