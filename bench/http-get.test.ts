import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { httpGetter } from './http-get';

const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(listener: http.RequestListener) {
  const server = http.createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const lengths: http.RequestListener = (request, response) => {
  const body = `${request.url} ${request.headers.authorization}`;
  response.writeHead(200, { 'content-length': body.length }).end(body);
};

test('callers ask at once, each over a connection of its own, and again over the same', async () => {
  const ports = new Set<number | undefined>();
  const url = await serve((request, response) => {
    ports.add(request.socket.remotePort);
    lengths(request, response);
  });
  const get = httpGetter(url, 'Bearer a', 3);
  await Promise.all([get('/1'), get('/2'), get('/3')]);
  await Promise.all([get('/4'), get('/5'), get('/6')]);
  expect(ports.size).toBe(3);
  await expect(Promise.all([get('/1'), get('/2'), get('/3'), get('/4')])).rejects.toThrow(
    'more than 3 callers',
  );
});

test('an answer in chunks that come one by one is read to its end', async () => {
  let isOver = false;
  const url = await serve((_request, response) => {
    response.write('{"a":');
    setImmediate(() => {
      response.write('1}');
      setImmediate(() => {
        isOver = true;
        response.end();
      });
    });
  });
  await httpGetter(url, 'Bearer a', 1)('/');
  expect(isOver).toBe(true);
});

test.each([
  ['a refusal', 401, '{"error":"no"}', 'answered 401: {"error":"no"}'],
  ['an answer without a body', 200, '', 'answered 200: '],
])('%s is an error that says so, and the next answer is another', async (_what, status, body, problem) => {
  const url = await serve((request, response) => {
    if (request.url === '/good') lengths(request, response);
    else response.writeHead(status, { 'content-length': body.length }).end(body);
  });
  const get = httpGetter(url, 'Bearer a', 1);
  await expect(get('/bad')).rejects.toThrow(`${url}/bad: ${problem}`);
  await get('/good');
});

test('a connection that closes before its answer is an error', async () => {
  const url = await serve((_request, response) => response.destroy());
  await expect(httpGetter(url, 'Bearer a', 1)('/')).rejects.toThrow(/closed before an answer|ECONNRESET/);
});
