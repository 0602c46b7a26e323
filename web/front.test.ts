import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, BlockList, connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CLIENT_HEADER } from '#lib/http/client';
import { createLogger } from '#lib/log/logger';
import { createFront } from './front';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const proxies = new BlockList();
proxies.addAddress('127.0.0.1', 'ipv4');

type Handle = Parameters<typeof createFront>[1];
const echo: Handle = async (asked, response) => response.end(String(asked.headers[CLIENT_HEADER]));

async function open(handle: Handle, trusted?: BlockList) {
  const log = createLogger('test', 'silent');
  const warn = vi.spyOn(log, 'warn');
  const env = { APP_URL: 'https://connect.example.com', TRUSTED_PROXIES: trusted };
  const front = createFront(env, handle, log);
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  closers.push(() => front.close());
  return { port: (front.address() as AddressInfo).port, warn };
}

type Sent = { method?: string; path?: string; headers?: Record<string, string> };

function ask(port: number, { method = 'GET', path = '/', headers = {} }: Sent = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const sent = request({ port, host: '127.0.0.1', method, path, headers, agent: false }, (answer) => {
        let text = '';
        answer.on('data', (chunk) => {
          text += String(chunk);
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      });
      sent.on('error', reject).end();
    },
  );
}

/** What is answered to bytes that are no request. */
async function send(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += String(chunk);
  });
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

const GUARDED = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
  'content-security-policy': expect.stringContaining("default-src 'none'"),
  'strict-transport-security': expect.stringContaining('max-age='),
};

describe('the front', () => {
  it('gives every answer the headers, also one that knows nothing of them', async () => {
    const { port } = await open(async (_request, response) =>
      response.writeHead(308, { location: '/' }).end(),
    );
    expect(await ask(port, { path: '/dashboard/' })).toMatchObject({ status: 308, headers: GUARDED });
  });

  it('leaves the caching of what is the same for everybody to Next', async () => {
    const { port } = await open(echo);
    expect((await ask(port, { path: '/_next/static/x.js' })).headers['cache-control']).toBeUndefined();
  });

  it.each(['TRACE', 'PUT', 'OPTIONS', 'PROPFIND'])('refuses %s before Next sees it', async (method) => {
    const handle = vi.fn<Handle>(echo);
    const { port } = await open(handle);
    const answer = await ask(port, { method });
    expect(answer).toMatchObject({ status: 405, headers: { ...GUARDED, allow: 'GET, HEAD, POST' } });
    expect(handle).not.toHaveBeenCalled();
  });

  it.each(['/connections/%E0%A4%A', '/%', '/a%zz'])(
    'answers %s, which cannot be read, with 400',
    async (path) => {
      const { port } = await open(echo);
      expect(await ask(port, { path })).toMatchObject({ status: 400, headers: GUARDED });
      expect((await ask(port, { path: '/sign-in?a=%E0%A4%A' })).status).toBe(200);
    },
  );

  it('says 500 with the headers, and nothing of why, when what it hands over to fails', async () => {
    const { port } = await open(() => Promise.reject(new Error('inside')));
    const answer = await ask(port);
    expect(answer).toMatchObject({ status: 500, headers: GUARDED });
    expect(answer.text).not.toContain('inside');
  });

  it('answers what is no HTTP with 400, and a header without end with 431, with the headers', async () => {
    const { port } = await open(echo);
    const nonsense = await send(port, 'nonsense\r\n\r\n');
    expect(nonsense).toMatch(/^HTTP\/1\.1 400 /);
    const endless = await send(port, `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(endless).toMatch(/^HTTP\/1\.1 431 /);
    for (const answer of [nonsense, endless]) {
      expect(answer).toContain('x-content-type-options: nosniff');
      expect(answer).toContain("content-security-policy: default-src 'none'");
    }
  });

  it('names the client by the proxy, never by what the client sends for itself', async () => {
    const { port } = await open(echo, proxies);
    const own = { [CLIENT_HEADER]: '198.51.100.1' };
    expect((await ask(port, { headers: own })).text).toBe('');
    const forwarded = { ...own, 'x-forwarded-for': '198.51.100.2, 203.0.113.7' };
    expect((await ask(port, { headers: forwarded })).text).toBe('203.0.113.7');
  });

  it('believes no header when no proxy is declared', async () => {
    const { port } = await open(echo);
    expect((await ask(port, { headers: { 'x-forwarded-for': '203.0.113.7' } })).text).toBe('');
  });

  it('says once in the log that a trusted proxy names nobody, and not for a health probe', async () => {
    const { port, warn } = await open(echo, proxies);
    for (const path of ['/api/health', '/healthz', '/readyz?verbose']) await ask(port, { path });
    expect(warn).not.toHaveBeenCalled();
    await ask(port);
    await ask(port);
    expect(warn).toHaveBeenCalledTimes(1);
  });
});
