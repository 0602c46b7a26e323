import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '#lib/log/logger';
import { createListener } from './listener';

const listeners: FastifyInstance[] = [];
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close();
});

async function open(name: 'internal' | 'partner', host = '127.0.0.1') {
  const log = createLogger('test', 'silent');
  const said = {
    info: vi.spyOn(log, 'info'),
    error: vi.spyOn(log, 'error'),
    debug: vi.spyOn(log, 'debug'),
  };
  const app = createListener(name, log, { requestWithinMs: 300 });
  listeners.push(app);
  const handled = vi.fn(async () => ({ ok: true }));
  app.get('/v1/health', handled);
  app.post('/act', handled);
  await app.listen({ host, port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const send = async (bytes: string, address = '127.0.0.1') => {
    const socket = connect({ port, host: address, allowHalfOpen: true });
    let answer = '';
    socket.on('error', () => undefined).on('data', (chunk) => (answer += String(chunk)));
    socket.write(bytes);
    await once(socket, 'end');
    socket.destroy();
    return answer;
  };
  return { app, send, handled, ...said };
}

const LARGE = 'x'.repeat(17_000);
const GET = 'GET /v1/health HTTP/1.1\r\nhost: a\r\n';
const POST = 'POST /act HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n';

describe.each(['partner', 'internal'] as const)('the %s listener', (name) => {
  it.each([
    [400, 'BAD_REQUEST', 'no HTTP', 'nonsense\r\n\r\n'],
    [400, 'BAD_REQUEST', 'no Host', 'GET /v1/health HTTP/1.1\r\n\r\n'],
    [400, 'BAD_REQUEST', 'asterisk-form', 'OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n'],
    [408, 'REQUEST_TOO_SLOW', 'half of its headers', GET],
    [408, 'REQUEST_TOO_SLOW', 'half of its body', `${POST}content-length: 20\r\n\r\n{"a":`],
    [413, 'BODY_TOO_LARGE', 'chunk extensions', `${POST}transfer-encoding: chunked\r\n\r\n1;${LARGE}`],
    [417, 'BAD_REQUEST', 'an expectation', `${GET}expect: more\r\n\r\n`],
    [421, 'BAD_REQUEST', 'absolute-form', 'GET http://evil.example/v1/health HTTP/1.1\r\nhost: a\r\n\r\n'],
    [431, 'HEADERS_TOO_LARGE', 'large headers', `${GET}cookie: ${LARGE}\r\n\r\n`],
  ])('answers %i %s as a problem, with one line in the log: %s', async (status, code, _what, bytes) => {
    const { send, handled, info, error } = await open(name);
    const [head = '', body = ''] = (await send(bytes)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toContain('content-type: application/problem+json');
    expect(head).toContain('cache-control: no-store');
    expect(JSON.parse(body)).toMatchObject({ type: expect.stringMatching(/^urn:/), status, code });
    expect(body).not.toContain('evil.example');
    expect(handled).not.toHaveBeenCalled();
    expect(info).toHaveBeenCalledTimes(1);
    expect(info.mock.calls[0]?.[0]).toMatchObject({ listener: name, status });
    expect(error).not.toHaveBeenCalled();
  });

  it('gives a request 10 s, its headers too', () => {
    const app = createListener(name, createLogger('test', 'silent'));
    expect(app.server).toMatchObject({ requestTimeout: 10_000, headersTimeout: 10_000 });
  });

  it('takes a body that breaks off as the client’s, not as a database that is away', async () => {
    const { app, send, error, debug } = await open(name);
    await send(`${POST}content-length: 20\r\n\r\n{"a":`);
    await app.close();
    expect(error).not.toHaveBeenCalled();
    const refusals = debug.mock.calls.filter(([, text]) => text === 'request refused');
    expect(refusals).toMatchObject([[{ problem: 'BAD_REQUEST' }, 'request refused']]);
  });
});

it('answers in its own form on each address that localhost has', async () => {
  const { app, send } = await open('partner', 'localhost');
  const addresses = app.addresses().map((bound) => (typeof bound === 'string' ? bound : bound.address));
  expect(addresses.length).toBeGreaterThan(0);
  for (const address of addresses) {
    expect(await send(`${GET}cookie: ${LARGE}\r\n\r\n`, address), address).toContain('HEADERS_TOO_LARGE');
    expect(await send(GET, address), address).toContain('REQUEST_TOO_SLOW');
  }
});

it('stops at once on each address that localhost has, though clients keep their connections', async () => {
  const { app } = await open('partner', 'localhost');
  const clients = await Promise.all(
    (app.addresses() as AddressInfo[]).map(async ({ address, port }) => {
      const client = connect(port, address);
      client.on('error', () => undefined);
      await once(client, 'connect');
      client.write(`${GET}\r\n`);
      await once(client, 'data');
      return client;
    }),
  );
  const ended = Promise.all(clients.map((client) => once(client, 'close')));
  await app.close();
  await ended;
});
