import { describe, expect, it } from 'vitest';
import type { AppError } from '#lib/errors/app-error';
import { Secret } from '#lib/log/secret';
import { csrfToken } from './csrf';
import { readForm, readOpenForm } from './form';

const env = { APP_URL: 'https://app.example', NEXTAUTH_SECRET: new Secret('the secret of this deployment') };
const SAME = { 'sec-fetch-site': 'same-origin', origin: env.APP_URL };
const SESSION = '7d0f5a52-0000-4000-8000-000000000001';
const TOKEN = csrfToken(SESSION, env);

function post(fields: string | Record<string, string>, headers: Record<string, string> = SAME): Request {
  return new Request('https://app.example/act', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
  });
}

const codeOf = (act: Promise<unknown>) =>
  act.then(
    () => 'passed',
    (error: AppError) => error.code,
  );

describe('where a form comes from', () => {
  const cases: [string, Record<string, string>, boolean][] = [
    ['our own page', SAME, true],
    [
      'our own page with Referrer-Policy: no-referrer',
      { 'sec-fetch-site': 'same-origin', origin: 'null' },
      true,
    ],
    ['our own page, Origin left out', { 'sec-fetch-site': 'same-origin' }, true],
    ['a browser without Fetch-Metadata, our own page', { origin: env.APP_URL }, true],
    ['a browser without Fetch-Metadata, another site', { origin: 'https://evil.example' }, false],
    ['a browser without Fetch-Metadata, an opaque origin', { origin: 'null' }, false],
    ['nothing said at all', {}, false],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, false],
    ['another site that claims our Origin', { 'sec-fetch-site': 'cross-site', origin: env.APP_URL }, false],
    [
      'a neighbouring subdomain',
      { 'sec-fetch-site': 'same-site', origin: 'https://blog.app.example' },
      false,
    ],
    ['no page at all (a bookmark cannot post)', { 'sec-fetch-site': 'none' }, false],
    [
      'same-origin with another Origin',
      { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
      false,
    ],
    ['our host on http', { origin: 'http://app.example' }, false],
    ['our host on another port', { origin: 'https://app.example:8443' }, false],
    ['a longer host', { origin: 'https://app.example.evil.example' }, false],
    ['our Origin in capitals', { origin: 'HTTPS://APP.EXAMPLE' }, false],
  ];

  it.each(cases)('%s', async (_what, headers, passes) => {
    const fields = { csrf: TOKEN };
    const wanted = passes ? 'passed' : 'CROSS_SITE_REQUEST';
    expect(await codeOf(readForm(post(fields, headers), SESSION, env))).toBe(wanted);
    expect(await codeOf(readOpenForm(post(fields, headers), env))).toBe(wanted);
  });
});

describe("a signed-in person's form", () => {
  it.each([
    ['no token', {}],
    ['an empty token', { csrf: '' }],
    ["another session's token", { csrf: csrfToken('7d0f5a52-0000-4000-8000-000000000002', env) }],
    [
      "another deployment's token",
      { csrf: csrfToken(SESSION, { NEXTAUTH_SECRET: new Secret('another secret') }) },
    ],
    ['a token cut short', { csrf: TOKEN.slice(0, -1) }],
    ['the session id itself', { csrf: SESSION }],
  ])('with %s is refused', async (_what, fields) => {
    expect(await codeOf(readForm(post(fields), SESSION, env))).toBe('CROSS_SITE_REQUEST');
  });

  it('with two tokens is refused, even when one is right', async () => {
    expect(await codeOf(readForm(post(`csrf=x&csrf=${TOKEN}`), SESSION, env))).toBe('BAD_REQUEST');
  });

  it('gives its fields, trimmed; empty is the same as absent', async () => {
    const form = await readForm(
      post({ csrf: TOKEN, reason: '  asked by phone \n', note: '  ' }),
      SESSION,
      env,
    );
    expect(form.text('reason')).toBe('asked by phone');
    expect(form.text('note')).toBeUndefined();
    expect(form.text('missing')).toBeUndefined();
  });

  it('refuses a field that is repeated or too long', async () => {
    const form = await readForm(post(`csrf=${TOKEN}&a=1&a=2&b=${'x'.repeat(11)}`), SESSION, env);
    expect(() => form.text('a')).toThrow('repeated or too long');
    expect(() => form.text('b', 10)).toThrow('repeated or too long');
    expect(form.text('b', 11)).toHaveLength(11);
  });

  it('refuses NUL in a field, and makes what a person wrote storable', async () => {
    const form = await readForm(post(`csrf=${TOKEN}&id=a%00&reason=+a%00b%0D%0Ac+&none=%00`), SESSION, env);
    expect(() => form.text('id')).toThrow('cannot be stored');
    expect(form.writing('reason')).toBe('a b\nc');
    expect(form.writing('none')).toBeUndefined();
    expect(form.writing('missing')).toBeUndefined();
    expect(() => form.writing('reason', 3)).toThrow('too long');
  });
});

describe('a body', () => {
  it.each(['application/json', 'text/plain', 'multipart/form-data; boundary=x', ''])(
    'of type "%s" is no form (a page elsewhere can send some of them without asking)',
    async (type) => {
      expect(await codeOf(readOpenForm(post('a=1', { ...SAME, 'content-type': type }), env))).toBe(
        'BAD_REQUEST',
      );
    },
  );

  it('of more than 16 KB is not read to its end', async () => {
    expect(await codeOf(readOpenForm(post(`a=${'x'.repeat(16 * 1024)}`), env))).toBe('BODY_TOO_LARGE');
  });
});
