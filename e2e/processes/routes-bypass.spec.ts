import type { Answer, Browser } from '#test/browser/http-browser';
import { expect, test } from '../harness/fixtures';
import { addressOf, csrfOf, newPersonas, type Personas, type Subject, stateOf } from '../harness/personas';
import { type Role, WEB } from '../harness/route-table';

/** The pages that only somebody who is signed in may see, and who may see each. */
const GUARDED: readonly (readonly [pattern: string, insider: Role])[] = [
  ['/dashboard', 'owner'],
  ['/connections/[id]', 'owner'],
  ['/connect/[environment]/attempts/[id]', 'owner'],
  ['/staff/customers', 'viewer'],
  ['/staff/connections', 'viewer'],
  ['/staff/connections/[id]', 'viewer'],
  ['/staff/connections/[id]/disconnect', 'operator'],
];

type Form = {
  what: string;
  method?: string;
  path?: (path: string) => string;
  headers?: Record<string, string>;
};

const inserted = (path: string, text: string) => path.replace(/(?<=.)\/|$/, text);
const SUBREQUESTS = ['middleware', 'src/middleware', 'pages/_middleware', 'proxy', 'src/proxy', 'app/proxy'];

/** Ways in that were open in one framework or proxy or another (threat 28; CVE-2025-29927 and its successors). */
const FORMS: Form[] = [
  ...SUBREQUESTS.map((name) => ({
    what: `x-middleware-subrequest of ${name}`,
    headers: { 'x-middleware-subrequest': Array(5).fill(name).join(':') },
  })),
  { what: 'x-middleware-subrequest-id', headers: { 'x-middleware-subrequest-id': '0'.repeat(16) } },
  { what: 'x-middleware-next', headers: { 'x-middleware-next': '1' } },
  { what: 'x-middleware-rewrite to the guarded page', headers: { 'x-middleware-rewrite': '/staff' } },
  {
    what: 'x-invoke headers',
    headers: { 'x-invoke-path': '/staff', 'x-invoke-status': '200', 'x-invoke-output': '/staff' },
  },
  { what: 'x-matched-path', headers: { 'x-matched-path': '/staff' } },
  { what: 'x-nextjs-data', headers: { 'x-nextjs-data': '1' } },
  { what: 'x-original-url', headers: { 'x-original-url': '/staff', 'x-rewrite-url': '/staff' } },
  { what: 'a trusted network', headers: { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' } },
  { what: 'a nonce of one’s own', headers: { 'x-nonce': 'x', 'content-security-policy': 'default-src *' } },
  { what: 'a payload instead of the page', headers: { rsc: '1' } },
  { what: 'a prefetch', headers: { rsc: '1', 'next-router-prefetch': '1' } },
  {
    what: 'a segment',
    headers: { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
  },
  {
    what: 'a router state that says it is there already',
    headers: { rsc: '1', 'next-router-state-tree': '%5B%22%22%2C%7B%7D%5D' },
  },
  { what: 'a server action', method: 'POST', headers: { 'next-action': '0'.repeat(42) } },
  { what: '_rsc', path: (path) => `${path}?_rsc=x` },
  { what: 'parameters in the query', path: (path) => `${path}?nxtPid=x&nxtPrest=x&nxtPenvironment=sandbox` },
  { what: 'a flag of drafts', path: (path) => `${path}?__nextDataReq=1&__nextLocale=en` },
  { what: 'a slash at the end', path: (path) => `${path}/` },
  { what: 'an encoded slash at the end', path: (path) => `${path}%2f` },
  { what: 'an encoded slash between', path: (path) => inserted(path, '%2f') },
  { what: 'two slashes', path: (path) => inserted(path, '//') },
  { what: 'two slashes at the beginning', path: (path) => `/${path}` },
  { what: 'a backslash', path: (path) => inserted(path, '%5c') },
  { what: 'a dot', path: (path) => inserted(path, '/./') },
  { what: 'a way round', path: (path) => `/sign-in/..${path}` },
  { what: 'an encoded way round', path: (path) => `/sign-in/%2e%2e${path}` },
  {
    what: 'an encoded letter',
    path: (path) => path.replace(/[cds]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  },
  { what: 'capital letters', path: (path) => path.replace(/^\/\w+/, (word) => word.toUpperCase()) },
  { what: 'a parameter of the path', path: (path) => `${path};x=.css` },
  { what: 'a NUL', path: (path) => `${path}%00` },
  { what: '.json', path: (path) => `${path}.json` },
  { what: '.rsc', path: (path) => `${path}.rsc` },
  { what: '.segments', path: (path) => `${path}.segments/_tree.segment.rsc` },
  { what: 'a file in it', path: (path) => `${path}/x.css` },
  { what: '_next/data', path: (path) => `/_next/data/build${path}.json` },
  { what: 'HEAD', method: 'HEAD' },
  { what: 'OPTIONS', method: 'OPTIONS' },
  {
    what: 'an overridden method',
    method: 'POST',
    headers: { 'x-http-method-override': 'GET', 'x-method-override': 'GET' },
  },
  { what: 'an overridden method in the query', method: 'POST', path: (path) => `${path}?_method=GET` },
];

function send(browser: Browser, base: string, path: string, form: Form): Promise<Answer> {
  const url = base + (form.path?.(path) ?? path);
  const method = form.method ?? 'GET';
  if (method === 'GET') return browser.get(url, form.headers);
  if (method === 'POST') return browser.post(url, {}, form.headers);
  return browser.send(method, url, form.headers);
}

/** Follows what the answer leads to, within the app, as the browser that got it. */
async function endOf(browser: Browser, first: Answer): Promise<Answer[]> {
  const seen = [first];
  for (let answer = first; answer.location !== undefined && seen.length < 6; seen.push(answer)) {
    if (new URL(answer.location).origin !== new URL(first.url).origin) break;
    answer = await browser.get(answer.location);
  }
  return seen;
}

/** Never kept by a cache. Next's own clean-up of an address comes before anything of ours: it holds an address only. */
function expectPersonal({ status, headers, location, text, url }: Answer, what: string): void {
  const said = `${what}: ${url} answers ${status}`;
  expect.soft(status, said).toBeLessThan(500);
  if (status === 308) {
    expect.soft(new URL(location ?? '').host, said).toBe(new URL(url).host);
    expect.soft(text.length, said).toBeLessThan(200);
  } else expect.soft(String(headers['cache-control']), said).toContain('no-store');
}

test.describe('threat 28: no form of asking shows a guarded page to somebody who may not see it', () => {
  let personas: Personas;
  let subject: Subject;
  /** What stands on the guarded pages and nowhere else. */
  let marks: string[];

  test.beforeAll(async ({ stack }) => {
    personas = await newPersonas(stack);
    subject = await personas.newSubject();
    marks = [
      subject.user.profiles[0]?.fullName ?? '',
      subject.user.profiles[0]?.id ?? '',
      personas.people.owner.email,
    ];
  });

  for (const [pattern, insider] of GUARDED) {
    test(pattern, async ({ stack }) => {
      const path = addressOf(pattern, subject);
      const inside = await (await personas.browserOf(insider)).get(stack.appUrl + path);
      expect(inside.status).toBe(200);
      expect(
        marks.some((mark) => inside.text.includes(mark)),
        'the page shows what is looked for',
      ).toBe(true);
      const outsiders: Role[] = ['anonymous', insider === 'owner' ? 'admin' : 'owner'];
      for (const role of outsiders) {
        for (const form of FORMS) {
          const browser = await personas.browserOf(role);
          const what = `${pattern} with ${form.what}, as ${role}`;
          for (const answer of await endOf(browser, await send(browser, stack.appUrl, path, form))) {
            // the owner's own pages greet them by their address: that is no leak
            const secrets = role === 'owner' ? marks.slice(0, 2) : marks;
            const everything = `${answer.text}${JSON.stringify(answer.headers)}`;
            for (const mark of secrets)
              expect.soft(everything.includes(mark), `${what}: ${mark}`).toBe(false);
            expectPersonal(answer, what);
          }
        }
      }
    });
  }
});

/** What a page of another site can make a browser send along with this person's cookies. */
const CROSS_SITE: { what: string; headers: Record<string, string> }[] = [
  { what: 'another site', headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } },
  { what: 'a sandboxed frame', headers: { origin: 'null', 'sec-fetch-site': 'cross-site' } },
  { what: 'a neighbour', headers: { origin: 'http://localhost:1', 'sec-fetch-site': 'same-site' } },
  { what: 'a typed address', headers: { origin: 'null', 'sec-fetch-site': 'none' } },
  {
    what: 'a script that sends text',
    headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'content-type': 'text/plain' },
  },
  {
    what: 'a script that sends parts',
    headers: {
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
      'content-type': 'multipart/form-data; boundary=x',
    },
  },
];
/** Browsers before 2023 send no Sec-Fetch-Site: then Origin alone decides. */
const OLD_BROWSER = [{ origin: 'https://evil.example' }, { origin: 'null' }, {}];

test.describe('threat 36: a form sent from another site does nothing, although it has the right token', () => {
  const mutating = Object.entries(WEB).filter(([, { POST }]) =>
    Object.values(POST).some((cell) => typeof cell !== 'string'),
  );

  test('all forms that do something are looked at', () => {
    expect(mutating.length).toBeGreaterThan(7);
  });

  for (const [pattern, { POST }] of mutating) {
    test(pattern, async ({ stack }) => {
      const personas = await newPersonas(stack);
      const subject = await personas.newSubject();
      const role = (['owner', 'admin'] as const).find((each) => typeof POST[each] !== 'string');
      if (role === undefined) throw new Error(`nobody may use ${pattern}`);
      const browser = await personas.browserOf(role);
      const fields = {
        csrf: await csrfOf(stack, role, browser),
        reason: 'The customer asked for it.',
        email: 'victim@customers.example',
      };
      const ofAnother = await csrfOf(stack, 'stranger', await personas.browserOf('stranger'));
      const before = await stateOf(stack, personas, subject, fields.email);
      const url = stack.appUrl + addressOf(pattern, subject);
      for (const { what, headers } of CROSS_SITE) {
        const answer = await browser.post(url, fields, headers);
        expect.soft(answer.status, `${pattern} from ${what}`).toBe(403);
      }
      for (const headers of OLD_BROWSER) {
        const body = new URLSearchParams(fields).toString();
        const type = { 'content-type': 'application/x-www-form-urlencoded' };
        const answer = await browser.send('POST', url, { ...type, ...headers }, body);
        expect.soft(answer.status, `${pattern} with ${JSON.stringify(headers)}`).toBe(403);
      }
      if (!pattern.endsWith('/email')) {
        for (const csrf of ['', 'x'.repeat(43), ofAnother]) {
          const answer = await browser.post(url, { ...fields, csrf });
          expect.soft(answer.status, `${pattern} with a wrong token`).toBe(403);
        }
      }
      expect(await stateOf(stack, personas, subject, fields.email)).toEqual(before);
    });
  }
});
