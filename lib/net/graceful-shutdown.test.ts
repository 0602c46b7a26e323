import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { gracefulShutdown } from './graceful-shutdown';

const REQUEST = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

async function open() {
  const server = createServer();
  // a client that lets go late: without `gracefulShutdown` each test here waits in vain
  server.keepAliveTimeout = 3_600_000;
  const expedite = gracefulShutdown(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const end = () => {
    expedite();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  const join = async () => {
    const accepted = once(server, 'connection');
    // its own half stays open, as that of a client which does not look
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    sockets.push(socket);
    const got = { text: '' };
    socket.on('error', () => undefined).on('data', (bytes) => (got.text += String(bytes)));
    await accepted;
    return { socket, got };
  };
  return { server, end, join };
}

async function ask(server: Awaited<ReturnType<typeof open>>, socket: Socket): Promise<ServerResponse> {
  const request = once(server.server, 'request');
  socket.write(REQUEST);
  const [, response] = await request;
  return response as ServerResponse;
}

it('does not wait for a connection on which nothing was ever asked, as browsers open them ahead', async () => {
  const opened = await open();
  await opened.join();
  await opened.end();
});

it('does not wait for half of a request', async () => {
  const opened = await open();
  const { socket } = await opened.join();
  socket.write(REQUEST.slice(0, 10));
  await opened.end();
});

it('does not wait for a connection that is kept alive after its answer', async () => {
  const opened = await open();
  const { socket, got } = await opened.join();
  const response = await ask(opened, socket);
  const answered = Promise.all([once(response, 'close'), once(socket, 'data')]);
  response.end('all of it');
  await answered;
  await opened.end();
  expect(got.text).toContain('all of it');
});

it('answers in full what was asked before, and then closes', async () => {
  const opened = await open();
  const { socket, got } = await opened.join();
  const response = await ask(opened, socket);
  const ended = opened.end();
  const body = 'x'.repeat(5_000_000);
  const read = once(socket, 'end');
  response.end(`${body}!`);
  await Promise.all([ended, read]);
  expect(got.text).toMatch(/^connection: close\r$/im);
  expect(got.text.endsWith(`${body.slice(-100)}!`)).toBe(true);
  expect(got.text.length).toBeGreaterThan(body.length);
});

it('answers in full what has begun to be answered before, and then closes', async () => {
  const opened = await open();
  const { socket, got } = await opened.join();
  const response = await ask(opened, socket);
  response.write('the first half, ');
  const ended = opened.end();
  const read = once(socket, 'end');
  response.end('and the second');
  await Promise.all([ended, read]);
  expect(got.text).toContain('and the second');
});

it('answers both of two requests that were sent one behind the other', async () => {
  const opened = await open();
  const { socket, got } = await opened.join();
  const responses: ServerResponse[] = [];
  const both = new Promise<void>((resolve) => {
    opened.server.on('request', (_request, response: ServerResponse) => {
      if (responses.push(response) === 2) resolve();
    });
  });
  socket.write(REQUEST.repeat(2));
  await both;
  const ended = opened.end();
  const read = once(socket, 'end');
  const [first, second] = responses;
  const firstIsOver = first && once(first, 'close');
  first?.end('the first, ');
  await firstIsOver;
  second?.end('and the second');
  await Promise.all([ended, read]);
  expect(got.text).toContain('the first, ');
  expect(got.text).toContain('and the second');
});
