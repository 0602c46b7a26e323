import type { LookupAddress } from 'node:dns';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPublicAddress } from './public-address';
import { type SendOutcome, sendOut } from './send-out';
import { createTargetGuard, type Lookup, type TargetGuard } from './target-guard';

let inside: TcpServer;
let port: number;
let connections = 0;
const servers: Server[] = [];
const guards: TargetGuard[] = [];

/** Something of ours that must not be reached: counts who connects, whatever they say. */
beforeAll(async () => {
  inside = createTcpServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => inside.listen(0, '::', resolve));
  port = (inside.address() as AddressInfo).port;
});
afterAll(async () => {
  await Promise.all(guards.map((guard) => guard.close()));
  inside.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

function guardWith(allowedOrigins: string[] = [], lookup?: Lookup): TargetGuard {
  const guard = createTargetGuard({
    allowedOrigins: new Set(allowedOrigins),
    ...(lookup === undefined ? {} : { lookup }),
  });
  guards.push(guard);
  return guard;
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const post = (guard: TargetGuard, url: string, changes = {}): Promise<SendOutcome> =>
  sendOut(guard, url, {
    method: 'POST',
    headers: {},
    body: '{}',
    deadlineMs: 2_000,
    maxBodyBytes: 100,
    ...changes,
  });

/** Each answer of a name server, one after the other; the last one stays. */
function answers(...all: string[][]): Lookup {
  let asked = 0;
  return (_hostname, _options, callback) => {
    const now = all[Math.min(asked, all.length - 1)] ?? [];
    asked += 1;
    const addresses = now.map(
      (address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }),
    );
    callback(null, addresses);
  };
}

/** Ways to write an address of our own network: `PORT` is where the server above listens. */
const INSIDE = [
  'https://127.0.0.1:PORT/',
  'https://127.1:PORT/',
  'https://2130706433:PORT/',
  'https://0x7f000001:PORT/',
  'https://0x7f.0.0.1:PORT/',
  'https://0177.0.0.1:PORT/',
  'https://017700000001:PORT/',
  'https://127.0.0.1.:PORT/',
  'https://１２７.0.0.1:PORT/',
  'https://127。0。0。1:PORT/',
  'https://0.0.0.0:PORT/',
  'https://0:PORT/',
  'https://[::1]:PORT/',
  'https://[::]:PORT/',
  'https://[::ffff:127.0.0.1]:PORT/',
  'https://[::ffff:7f00:1]:PORT/',
  'https://[::127.0.0.1]:PORT/',
  'https://[64:ff9b::7f00:1]:PORT/',
  'https://[2002:7f00:1::]:PORT/',
  'https://[fe80::1]:PORT/',
  'https://[fd00:ec2::254]/',
  'https://[ff02::1]:PORT/',
  'https://localhost:PORT/',
  'https://LOCALHOST.:PORT/',
  'https://app.localhost:PORT/',
  'https://vault:PORT/',
  'https://10.1.2.3/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  'https://100.64.0.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://168.63.129.16/',
  'https://192.0.2.1/',
  'https://198.18.0.1/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
];

describe('an address inside our network', () => {
  it.each(INSIDE)('%s is refused at registration and at delivery', async (form) => {
    const guard = guardWith();
    const url = form.replace('PORT', String(port));
    expect(guard.refusalOf(url)).toBe('not_public');
    expect(await guard.resolve(url)).toBe('not_public');
    expect(await post(guard, url)).toMatchObject({ kind: 'failed', why: 'refused_target' });
    expect(connections).toBe(0);
  });

  it('is refused when a name leads to it, alone or among public ones', async () => {
    for (const addresses of [
      ['127.0.0.1'],
      ['93.184.215.14', '10.0.0.1'],
      ['::ffff:169.254.169.254'],
      ['::1'],
    ]) {
      const guard = guardWith([], answers(addresses));
      expect(await guard.resolve('https://hooks.example/')).toBe('not_public');
      const outcome = await post(guard, `https://hooks.example:${port}/`);
      expect(outcome).toMatchObject({ kind: 'failed', why: 'refused_target' });
    }
    expect(connections).toBe(0);
  });

  it('is refused when a name leads to it only after it was registered (DNS rebinding)', async () => {
    const guard = guardWith([], answers(['93.184.215.14'], ['127.0.0.1']));
    expect(await guard.resolve(`https://hooks.example:${port}/`)).toBeUndefined();
    const outcome = await post(guard, `https://hooks.example:${port}/`);
    expect(outcome).toMatchObject({ kind: 'failed', why: 'refused_target' });
    expect(connections).toBe(0);
  });

  it('is not reached by a redirect: it is an answer like others', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${port}/` }).end(),
    );
    expect(await post(guardWith([url]), url)).toMatchObject({ kind: 'answered', status: 307 });
    expect(connections).toBe(0);
  });
});

describe('an address', () => {
  it.each([
    ['http://hooks.example/', 'not_https'],
    ['ftp://hooks.example/', 'not_https'],
    ['https://user:secret@hooks.example/', 'has_credentials'],
    ['hooks.example', 'unreadable'],
    ['', 'unreadable'],
    ['https://', 'unreadable'],
  ])('%s is refused: %s', (url, refusal) => {
    expect(guardWith().refusalOf(url)).toBe(refusal);
  });

  it('without a name that anybody knows is refused', async () => {
    expect(await guardWith([], answers([])).resolve('https://hooks.example/')).toBe('unknown_host');
  });

  it('on the internet is let through, by IPv4 and IPv6', () => {
    for (const address of ['93.184.215.14', '1.1.1.1', '2606:4700:4700::1111', '2a00:1450:4001:830::200e'])
      expect(isPublicAddress(address)).toBe(true);
    expect(isPublicAddress('hooks.example')).toBe(false);
    expect(isPublicAddress('fe80::1%eth0')).toBe(false);
  });

  it('that the settings allow is called wherever it leads: that origin, and no other', async () => {
    const url = await serve((_request, response) => response.end('thank you'));
    const guard = guardWith([url]);
    expect(await guard.resolve(`${url}/hooks`)).toBeUndefined();
    expect(await post(guard, `${url}/hooks`)).toEqual({ kind: 'answered', status: 200, body: 'thank you' });
    expect(guard.refusalOf(`http://127.0.0.1:${port}/`)).toBe('not_https');
    expect(guard.refusalOf(url.replace('http:', 'https:'))).toBe('not_public');
  });
});

describe('a call out', () => {
  it('reads no more of an answer than it may, and takes the status of one that never ends', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200);
      response.write('x'.repeat(1_000));
    });
    expect(await post(guardWith([url]), url)).toEqual({
      kind: 'answered',
      status: 200,
      body: 'x'.repeat(100),
    });
  });

  it('ends at its deadline', async () => {
    const url = await serve(() => undefined);
    const outcome = await post(guardWith([url]), url, { deadlineMs: 200 });
    expect(outcome).toMatchObject({ kind: 'failed', why: 'timeout' });
  });

  it('says that nobody listens', async () => {
    const url = await serve(() => undefined);
    const server = servers.at(-1);
    await new Promise((resolve) => server?.close(resolve));
    const outcome = await post(guardWith([url]), url);
    expect(outcome).toMatchObject({ kind: 'failed', why: 'network', detail: 'ECONNREFUSED' });
  });
});
