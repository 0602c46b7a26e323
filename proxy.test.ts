import { NextRequest } from 'next/server';
import { expect, test, vi } from 'vitest';
import { proxy } from './proxy';

vi.mock('#web/env/web-env', async (original) => ({
  ...(await original<typeof import('#web/env/web-env')>()),
  webEnv: () => ({ APP_URL: 'https://connect.example.com', NODE_ENV: 'production' }),
}));

function ask(path: string, init: { method?: string; headers?: Record<string, string> } = {}) {
  return proxy(
    new NextRequest(`https://connect.example.com${path}`, {
      method: init.method ?? 'GET',
      headers: { host: 'connect.example.com', ...init.headers },
    }),
  );
}

const passedOn = (response: Response) => response.headers.get('x-middleware-next') === '1';

test('every answer has the policy with a nonce of its own, also one that goes no further', () => {
  const answers = [ask('/'), ask('/api/health'), ask('/', { headers: { host: 'evil.example' } })];
  const policies = answers.map((answer) => answer.headers.get('content-security-policy'));
  expect(policies.every((policy) => /'nonce-[A-Za-z0-9+/=]{24}'/.test(policy ?? ''))).toBe(true);
  expect(new Set(policies).size).toBe(3);
  expect(answers.every((answer) => answer.headers.get('x-content-type-options') === 'nosniff')).toBe(true);
});

test('a nonce that the caller sends is replaced', () => {
  const answer = ask('/', { headers: { 'x-nonce': 'mine' } });
  const nonce = answer.headers.get('x-middleware-request-x-nonce') ?? '';
  expect(nonce).not.toBe('mine');
  expect(answer.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
});

test('a page is told its own address, and no other that the caller names', () => {
  const answer = ask('/staff/connections?environment=sandbox&q=%C3%A9', {
    headers: { 'x-page-address': '/staff/people' },
  });
  expect(answer.headers.get('x-middleware-request-x-page-address')).toBe(
    '/staff/connections?environment=sandbox&q=%C3%A9',
  );
});

test.each(['evil.example', 'connect.example.com:8443', 'connect.example.com.evil.example', ''])(
  'host "%s" is not ours and reaches no page, but the probes',
  (host) => {
    expect(ask('/dashboard', { headers: { host } }).status).toBe(421);
    for (const path of ['/healthz', '/readyz', '/api/health']) {
      expect(passedOn(ask(path, { headers: { host } }))).toBe(true);
    }
  },
);

test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is refused', (method) => {
  expect(ask('/dashboard', { method }).status).toBe(405);
});

test('nothing but a person’s own request gets to /connect/', () => {
  const path = '/connect/sandbox/callback?code=a';
  expect(passedOn(ask(path))).toBe(true);
  expect(ask(path, { method: 'HEAD' }).status).toBe(204);
  expect(ask(path, { headers: { 'sec-purpose': 'prefetch' } }).status).toBe(204);
  expect(passedOn(ask('/dashboard', { headers: { 'sec-purpose': 'prefetch' } }))).toBe(true);
});

const FLASHED = '/staff/incidents/7?flash=done&at=close';

test('what a form came to is taken off its address, and said by its page once, with no cookie left', () => {
  const kept = ask(FLASHED);
  expect(kept.status).toBe(303);
  expect(kept.headers.get('location')).toBe('https://connect.example.com/staff/incidents/7?at=close');
  expect(kept.headers.get('cache-control')).toBe('no-store');
  const set = kept.headers.get('set-cookie') ?? '';
  expect(set).toMatch(
    /^__Host-cw-flash=%2Fstaff%2Fincidents%2F7\?flash=done; .*HttpOnly; SameSite=Lax; Secure; Max-Age=60$/,
  );
  const [cookie = ''] = set.split(';');
  const other = ask('/staff/incidents/8', { headers: { cookie } });
  expect(other.headers.get('x-middleware-request-x-page-flash'), 'the page of another tab').toBe('');
  expect(other.headers.get('set-cookie')).toBeNull();
  const said = ask('/staff/incidents/7?at=close', { headers: { cookie } });
  expect(said.headers.get('x-middleware-request-x-page-flash')).toBe('flash=done');
  expect(said.headers.get('set-cookie')).toMatch(/^__Host-cw-flash=; .*Max-Age=0$/);
});

test('no word that is not one of ours gets into the cookie, and no caller says one to the page', () => {
  const odd = ask('/staff/people/a;b?flash=%0d%0aset-cookie:x&guided=waits');
  expect(odd.headers.get('set-cookie')).toMatch(
    /^__Host-cw-flash=%2Fstaff%2Fpeople%2Fa%3Bb\?flash=&guided=waits; /,
  );
  const said = ask('/staff/people', { headers: { 'x-page-flash': 'flash=done' } });
  expect(said.headers.get('x-middleware-request-x-page-flash')).toBe('');
});

test.each(['/connect/sandbox/callback?code=a&flash=done', '/session?flash=done', '/dashboard?flash=done'])(
  'an address of others keeps what it has: %s',
  (path) => {
    expect(passedOn(ask(path))).toBe(true);
  },
);

test('a look ahead takes nothing off', () => {
  expect(passedOn(ask(FLASHED, { headers: { 'sec-purpose': 'prefetch' } }))).toBe(true);
  expect(passedOn(ask(FLASHED, { method: 'POST' }))).toBe(true);
});
