import { once } from 'node:events';
import { connect } from 'node:net';
import { request } from 'undici';
import { expect, test } from '../harness/fixtures';
import type { Stack } from '../harness/stack';

type Wanted = { what: string; path: string; method?: string; status: number; host?: string };

const ANSWERS: Wanted[] = [
  { what: 'a page', path: '/sign-in', status: 200 },
  { what: 'a redirect of ours', path: '/', status: 307 },
  { what: 'Next’s redirect of a slash at the end', path: '/dashboard/', status: 308 },
  { what: 'Next’s redirect of two slashes', path: '//dashboard', status: 308 },
  { what: 'an address that cannot be decoded', path: '/%E0%A4%A', status: 400 },
  { what: 'an id that cannot be decoded', path: '/connections/%E0%A4%A', status: 400 },
  { what: 'nothing', path: '/nothing/here', status: 404 },
  { what: 'nothing of staff’s', path: '/staff/nothing', status: 404 },
  { what: 'no such file', path: '/_next/static/none.js', status: 404 },
  { what: 'no such data', path: '/_next/data/none/x.json', status: 404 },
  { what: 'Next’s picture service', path: '/_next/image?url=%2Fa.png&w=64&q=75', status: 404 },
  { what: 'a method nobody takes', path: '/dashboard', method: 'PUT', status: 405 },
  { what: 'TRACE', path: '/dashboard', method: 'TRACE', status: 405 },
  { what: 'a POST to a page', path: '/sign-in', method: 'POST', status: 200 },
  { what: 'a forged Host', path: '/sign-in', host: 'evil.example', status: 421 },
  { what: 'another site’s form', path: '/sign-out', method: 'POST', status: 403 },
  { what: 'the icon', path: '/brand/icon.svg', status: 200 },
  { what: 'the favicon', path: '/favicon.ico', status: 200 },
  { what: 'robots.txt', path: '/robots.txt', status: 200 },
  { what: 'health', path: '/api/health', status: 200 },
  { what: 'that it is alive', path: '/healthz', status: 200 },
  { what: 'that it is ready', path: '/readyz', status: 200 },
];

async function ask(stack: Stack, { path, method = 'GET', host }: Wanted) {
  const web = stack.webs[0];
  if (web === undefined) throw new Error('no web');
  const { statusCode, headers, body } = await request(`${web.url}${path}`, {
    method: method as 'GET',
    headers: { host: host ?? new URL(stack.appUrl).host },
    reset: true,
  });
  await body.dump();
  return { statusCode, headers };
}

for (const wanted of ANSWERS) {
  test(`every answer has the security headers: ${wanted.what}`, async ({ stack }) => {
    const { statusCode, headers } = await ask(stack, wanted);
    expect(statusCode).toBe(wanted.status);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toMatch(/default-src '(?:self|none)'/);
    expect(policy).not.toContain('unsafe');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-robots-tag': 'noindex, nofollow',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['permissions-policy']).toBeDefined();
    expect(headers['referrer-policy']).toBeDefined();
    expect(headers['x-powered-by']).toBeUndefined();
    if (!/^\/((_next\/static|brand)\/|favicon\.ico$|robots\.txt$)/.test(wanted.path)) {
      expect(headers['cache-control']).toMatch(/(^|[ ,])no-store/);
    }
  });
}

test('a style sheet of Next’s is kept by browsers, and has the security headers too', async ({ stack }) => {
  const web = stack.webs[0];
  const page = await request(`${web?.url}/sign-in`, { headers: { host: new URL(stack.appUrl).host } });
  const path = /\/_next\/static\/[^"]+\.css/.exec(await page.body.text())?.[0] ?? '';
  const { statusCode, headers } = await ask(stack, { what: 'a style sheet', path, status: 200 });
  expect(statusCode).toBe(200);
  expect(headers['cache-control']).toContain('immutable');
  expect(headers['x-content-type-options']).toBe('nosniff');
});

test('bytes that are no HTTP get 400 with headers, and a WebSocket is never opened', async ({ stack }) => {
  const { hostname, port } = new URL(stack.webs[0]?.url ?? '');
  const send = async (bytes: string) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.write(bytes);
    await once(socket, 'close');
    return answer;
  };
  expect(await send('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*nosniff/);
  const { host } = new URL(stack.appUrl);
  const upgrade = `GET /dashboard HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade, close\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
  expect(await send(upgrade)).toMatch(/^HTTP\/1\.1 307 /);
});
