import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, BlockList, connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '#lib/log/logger';
import { CLIENT_HEADER } from '#web/http/client';
import { createServerWrapper } from './server-wrapper';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const proxies = new BlockList();
proxies.addAddress('127.0.0.1', 'ipv4');

type Handle = Parameters<typeof createServerWrapper>[1];
const echo: Handle = async (asked, response) => response.end(String(asked.headers[CLIENT_HEADER]));

async function open(handle: Handle, trusted?: BlockList) {
  const log = createLogger('test', 'silent');
  const [warn, info] = [vi.spyOn(log, 'warn'), vi.spyOn(log, 'info')];
  const env = {
    APP_URL: 'https://connect.example.com',
    PARTNER_NAME: 'Example Bank',
    PARTNER_LOGO_FILE: '/logo.svg',
    PARTNER_SUPPORT_URL: 'https://help.example.com',
    TRUSTED_PROXIES: trusted,
  };
  const wrapper = createServerWrapper(env, handle, log, { requestWithinMs: 300 });
  wrapper.listen(0, '127.0.0.1');
  await once(wrapper, 'listening');
  closers.push(() => wrapper.close());
  return { port: (wrapper.address() as AddressInfo).port, warn, info };
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

describe('the wrapper', () => {
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

  it.each(['/_global-error', '/_global%2Derror?a', '/_global-error.rsc'])(
    'answers %s, a page of Next for failures, with 400',
    async (path) => {
      const { port } = await open(echo);
      expect(await ask(port, { path })).toMatchObject({ status: 400, headers: GUARDED });
    },
  );

  it('lets Next look for no server action in a multipart body', async () => {
    const { port } = await open(async (asked, response) => response.end(asked.headers['content-type']));
    const typed = (type: string) => ask(port, { method: 'POST', headers: { 'content-type': type } });
    expect((await typed('multipart/form-data; boundary=x')).text).toBe('application/octet-stream');
    expect((await typed('application/x-www-form-urlencoded')).text).toBe('application/x-www-form-urlencoded');
  });

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

  it.each([
    [400, 'no HTTP', 'nonsense\r\n\r\n', 'start from the first page'],
    [400, 'no Host', 'GET / HTTP/1.1\r\n\r\n', 'start from the first page'],
    [400, 'asterisk-form; Next answered it 500', 'GET * HTTP/1.1\r\nhost: a\r\n\r\n', 'Check the address'],
    [408, 'half of a request', 'GET / HTTP/1.1\r\nhost: a\r\n', 'Check it and try again'],
    [
      413,
      'endless chunk extensions',
      `POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n1;${'x'.repeat(17_000)}`,
      'larger than anything',
    ],
    [
      421,
      'absolute-form; Next made a redirect to that host of it',
      'GET http://evil.example/dashboard HTTP/1.1\r\nhost: connect.example.com\r\n\r\n',
      'Check the address',
    ],
    [
      431,
      '17 kB of foreign cookies on the callback',
      `GET /connect/sandbox/callback?code=x&state=y HTTP/1.1\r\nhost: a\r\ncookie: a=${'x'.repeat(17_000)}\r\n\r\n`,
      'Delete them in your browser’s settings',
    ],
  ])(
    'answers %i with a page that says what to do, and one line in the log: %s',
    async (status, _what, bytes, advice) => {
      const handle = vi.fn<Handle>((asked) => {
        asked.resume().on('error', () => undefined);
        return new Promise(() => undefined);
      });
      const { port, info } = await open(handle);
      const answer = await send(port, bytes);
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      for (const part of [
        'content-type: text/html',
        'cache-control: no-store',
        'strict-transport-security: ',
      ]) {
        expect(answer).toContain(part);
      }
      for (const part of ['Example Bank', advice, 'Nothing has changed', '<a href="/">']) {
        expect(answer).toContain(part);
      }
      expect(answer).not.toContain('evil.example');
      expect(info).toHaveBeenCalledTimes(1);
      expect(info.mock.calls[0]?.[0]).toMatchObject({ listener: 'web', status });
      if (status !== 413) expect(handle).not.toHaveBeenCalled();
    },
  );

  it('gives a request 30 s, its headers too, and looks for late ones much more often', () => {
    const env = { APP_URL: 'https://a.example', PARTNER_NAME: 'Example Bank', TRUSTED_PROXIES: undefined };
    const wrapper = createServerWrapper(env, echo, createLogger('test', 'silent'));
    expect(wrapper).toMatchObject({ requestTimeout: 30_000, headersTimeout: 30_000 });
  });

  it('gives its refusals a policy that lets the page wear its style, with a nonce of its own', async () => {
    const { port } = await open(echo);
    const answers = [await send(port, 'a\r\n\r\n'), await send(port, 'b\r\n\r\n')];
    const nonces = answers.map((answer) => /style-src 'self' 'nonce-([^']+)'/.exec(answer)?.[1]);
    for (const [at, answer] of answers.entries()) expect(answer).toContain(`<style nonce="${nonces[at]}"`);
    expect(new Set(nonces).size).toBe(2);
    // the frame of every other page: logo and help
    expect(answers[0]).toContain('src="/brand/logo"');
    expect(answers[0]).toContain('href="https://help.example.com"');
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
