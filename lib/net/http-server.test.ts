import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '#lib/log/logger';
import { createHttpServer } from './http-server';

const open: { servers: Server[]; sockets: Socket[] } = { servers: [], sockets: [] };
afterEach(() => {
  for (const socket of open.sockets.splice(0)) socket.destroy();
  for (const server of open.servers.splice(0)) server.close();
});

async function serve(
  handle: RequestListener = (_request, response) => response.end('handled'),
  requestWithinMs = 300,
) {
  const log = createLogger('test', 'silent');
  const info = vi.spyOn(log, 'info');
  const handler = vi.fn(handle);
  const refusal = (status: number) => ({ headers: { 'x-ours': 'yes' }, body: `refused with ${status}` });
  const server = createHttpServer(
    { listener: 'test', requestWithinMs, keepAliveMs: 60_000, refusal, log },
    handler,
  );
  open.servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  /** A client that keeps its half open, as one that does not look; `ended` is our end of the connection. */
  const join = () => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    open.sockets.push(socket);
    const got = { text: '' };
    socket.on('error', () => undefined).on('data', (bytes) => (got.text += String(bytes)));
    return { socket, got, ended: once(socket, 'end'), gone: once(socket, 'close') };
  };
  const send = async (...pieces: string[]) => {
    const { socket, got, ended } = join();
    for (const piece of pieces) socket.write(piece);
    await ended;
    return got.text;
  };
  return { server, handler, info, join, send };
}

const HEAD = 'GET /page HTTP/1.1\r\nhost: a\r\n';
const POST = 'POST /page HTTP/1.1\r\nhost: a\r\n';

describe('a request that does not come to its end', () => {
  it.each([
    ['in its first line', 'GET /pa'],
    ['in its headers', HEAD],
  ])('%s is answered 408 once its time is over, and the connection closed', async (_where, bytes) => {
    const { send, handler, info } = await serve();
    expect(await send(bytes)).toMatch(/^HTTP\/1\.1 408 [\s\S]*x-ours: yes[\s\S]*refused with 408$/);
    expect(handler).not.toHaveBeenCalled();
    expect(info).toHaveBeenCalledTimes(1);
    expect(info.mock.calls[0]?.[0]).toMatchObject({ listener: 'test', status: 408 });
  });

  it('in its body is answered 408, and its rest sets nothing off any more', async () => {
    const [failed, read] = [vi.fn(), vi.fn()];
    const { join } = await serve((request) => request.resume().on('error', failed).on('end', read));
    const { socket, got, ended, gone } = join();
    socket.write(`${POST}content-length: 10\r\n\r\nhalf`);
    await ended;
    socket.end('of it');
    await gone;
    expect(got.text).toMatch(/^HTTP\/1\.1 408 /);
    await vi.waitFor(() => expect(failed).toHaveBeenCalled());
    expect(read).not.toHaveBeenCalled();
  });

  it('that is sent a byte at a time has no more time than another', async () => {
    const { join } = await serve();
    const { socket, got, ended } = join();
    const drip = setInterval(() => socket.write('x'), 50);
    socket.write(`${HEAD}x-slow: `);
    await ended;
    clearInterval(drip);
    expect(got.text).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('is cut off where the answer has begun already: a second one would be taken for its rest', async () => {
    const { send, info } = await serve((_request, response) => response.write('the first half'));
    const answer = await send(`${POST}content-length: 10\r\n\r\nhalf`);
    expect(answer).toContain('the first half');
    expect(answer).not.toContain('408');
    expect(info).not.toHaveBeenCalled();
  });

  it.each([
    ['never comes', 'half'],
    ['cannot be read', 'zz\r\n'],
  ])(
    'is cut off where it was answered whole and its body %s: one request has one answer',
    async (_how, body) => {
      const { send, info } = await serve((_request, response) => response.writeHead(401).end('no'));
      const framing = body === 'half' ? 'content-length: 10' : 'transfer-encoding: chunked';
      const answer = await send(`${POST}${framing}\r\n\r\n${body}`);
      expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
      expect(answer).toMatch(/^HTTP\/1\.1 401 /);
      expect(info).not.toHaveBeenCalled();
    },
  );

  it('after one that is answered whole has an answer of its own', async () => {
    const { send } = await serve();
    const answer = await send(`${HEAD}\r\n`, 'GET /pa');
    expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*HTTP\/1\.1 408 /);
  });

  it('because nothing was ever sent is closed without an answer and without a line in the log', async () => {
    const { join, info } = await serve();
    const { got, ended } = join();
    await ended;
    expect(got.text).toBe('');
    expect(info).not.toHaveBeenCalled();
  });

  it('on a connection whose client never lets go ends all the same', async () => {
    const { server, join } = await serve();
    const accepted = once(server, 'connection');
    const { socket } = join();
    socket.write('GET /pa');
    const [ours] = await accepted;
    await once(ours as Socket, 'close');
  });
});

describe('what Node’s parser refuses', () => {
  const LARGE = 'x'.repeat(17_000);
  it.each([
    [400, 'no HTTP', 'nonsense\r\n\r\n'],
    [400, 'a length that is no number', `${POST}content-length: x\r\n\r\n`],
    [400, 'two lengths', `${POST}content-length: 1\r\ncontent-length: 2\r\n\r\n`],
    [400, 'length and chunks', `${POST}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n`],
    [413, 'endless chunk extensions', `${POST}transfer-encoding: chunked\r\n\r\n1;${LARGE}`],
    [431, 'headers that are too large', `${HEAD}cookie: ${LARGE}\r\n\r\n`],
    [431, 'an address that is too long', `GET /${LARGE} HTTP/1.1\r\nhost: a\r\n\r\n`],
  ])('is answered %i in our form and told in one line: %s', async (status, _what, bytes) => {
    const { send, info } = await serve((request) => request.resume().on('error', () => undefined));
    const answer = await send(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(new RegExp(`x-ours: yes[\\s\\S]*refused with ${status}$`));
    expect(info).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(info.mock.calls)).not.toContain('xxx');
  });

  it('is answered where the client is still sending: a reset would take the answer with it', async () => {
    // longer than a busy machine needs to send it all: a late request has another answer
    const { send, info } = await serve(undefined, 30_000);
    const pieces = Array.from({ length: 40 }, (_, at) => `x-${at}: ${'y'.repeat(50_000)}\r\n`);
    expect(await send(HEAD, ...pieces)).toMatch(/^HTTP\/1\.1 431 [\s\S]*refused with 431$/);
    expect(info).toHaveBeenCalledTimes(1);
  });
});

describe('a request that an origin server does not take', () => {
  const line = (target: string) => `GET ${target} HTTP/1.1\r\nhost: a\r\n\r\n`;
  it.each([
    [421, 'absolute-form with another host', line('http://evil.example/dashboard')],
    [421, 'absolute-form with our own host', line('http://a/dashboard')],
    [421, 'absolute-form by another scheme', line('HTTPS://evil.example/')],
    [400, 'asterisk-form', line('*')],
    [400, 'asterisk-form of OPTIONS', 'OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n'],
    [400, 'authority-form', 'CONNECT evil.example:443 HTTP/1.1\r\nhost: a\r\n\r\n'],
    [400, 'no Host', 'GET / HTTP/1.1\r\n\r\n'],
    [400, 'two Hosts', 'GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n'],
    [417, 'an expectation that is none', `${HEAD}expect: the-moon\r\n\r\n`],
  ])('is answered %i and reaches no handler: %s', async (status, _what, bytes) => {
    const { send, handler, info } = await serve();
    const answer = await send(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*refused with ${status}`));
    expect(answer).not.toContain('evil.example');
    expect(handler).not.toHaveBeenCalled();
    expect(info).toHaveBeenCalledTimes(1);
  });

  it('and is reset at once ends nothing else', async () => {
    const { server, join, send } = await serve();
    const accepted = once(server, 'connection');
    const { socket } = join();
    socket.write('CONNECT evil.example:443 HTTP/1.1\r\nhost: a\r\n\r\n');
    const [ours] = await accepted;
    socket.resetAndDestroy();
    // not `once` of events, which would take the error for itself
    await new Promise((resolve) => (ours as Socket).once('close', resolve));
    expect(await send(`${HEAD}connection: close\r\n\r\n`)).toContain('handled');
  });

  it('is none of these', async () => {
    const { send, handler } = await serve();
    const whole = `${HEAD}connection: close\r\nexpect: 100-continue\r\n\r\n`;
    for (const bytes of [whole, 'GET /?at=http://b HTTP/1.0\r\n\r\n']) {
      expect(await send(bytes)).toContain('handled');
    }
    expect(handler).toHaveBeenCalledTimes(2);
  });
});
