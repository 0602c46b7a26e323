import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from 'wise-emulator';
import { CertificateAuthority, getIdentity } from 'wise-emulator/testing';
import { outbound } from '#lib/net/outbound';
import { isCertificateFault, wasNotSent } from '../not-sent';
import { ProvenConnections } from './proven-connections';

type Pair = { key: string; certificate: string };

let emulator: Emulator;
let authority: CertificateAuthority;
let server: Pair;
let own: Pair;
let foreign: Pair;
const servers: Server[] = [];
const pools: ProvenConnections[] = [];

beforeAll(async () => {
  const life = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };
  const names = { dns: ['localhost'], ip: ['127.0.0.1'] };
  authority = await CertificateAuthority.create();
  server = await authority.makeServer(names, life);
  const client = { clientId: 'app', clientSecrets: ['s'], redirectUris: ['https://a.example/'], name: 'A' };
  emulator = await startEmulator({ clients: [client] });
  const { key, cert } = await getIdentity(emulator.url, 'app');
  own = { key, certificate: cert };
  foreign = await (await CertificateAuthority.create()).makeServer(names, life);
});
afterAll(() => emulator.close());
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
  for (const each of servers.splice(0)) {
    each.closeAllConnections();
    each.close();
  }
});

/** A server that demands a certificate of the emulator's authority, and the requests and connections it saw. */
async function serve(maxVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3') {
  const seen: string[] = [];
  const sockets: Socket[] = [];
  const listener = createServer(
    {
      ...{ key: server.key, cert: server.certificate, ca: emulator.mtls.caCertificate, maxVersion },
      ...{ requestCert: true, keepAliveTimeout: 60_000 },
    },
    (request, response) => {
      seen.push(request.method ?? '');
      request.resume().on('end', () => response.writeHead(request.method === 'GET' ? 401 : 200).end('{}'));
    },
  );
  listener.on('secureConnection', (socket: Socket) => sockets.push(socket));
  servers.push(listener);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const url = new URL(`https://127.0.0.1:${(listener.address() as AddressInfo).port}/preflight`);
  return { url, seen, sockets };
}

function connections(preflightUrl: URL, pair: Pair): ProvenConnections {
  const tls = { key: pair.key, cert: pair.certificate, ca: authority.certificate };
  const pool = new ProvenConnections({ preflightUrl, tls });
  pools.push(pool);
  return pool;
}

const post = (pool: ProvenConnections, url: URL, proof: 'just_now' | 'recent' = 'recent') =>
  pool.use(proof, (dispatcher) =>
    outbound(url, { method: 'POST', body: 'x', dispatcher, deadlineMs: 5_000, maxBodyBytes: 1_000 }),
  );

describe('W14: what works once goes over a connection on which a harmless call has just succeeded', () => {
  it('proves a connection once while it is in use, and each time where the proof has to be new', async () => {
    const { url, seen, sockets } = await serve();
    const pool = connections(url, own);
    for (const _ of [1, 2, 3]) expect((await post(pool, url)).status).toBe(200);
    expect(seen).toEqual(['GET', 'POST', 'POST', 'POST']);
    await post(pool, url, 'just_now');
    pool.distrust();
    await post(pool, url);
    expect(seen.slice(4)).toEqual(['GET', 'POST', 'GET', 'POST']);
    expect(sockets).toHaveLength(1);
  });

  it('gives calls at the same time connections of their own', async () => {
    const { url, seen, sockets } = await serve();
    const pool = connections(url, own);
    await Promise.all(Array.from({ length: 8 }, () => post(pool, url)));
    expect(sockets).toHaveLength(8);
    expect(seen.filter((method) => method === 'POST')).toHaveLength(8);
  });

  it('makes a new connection, proven too, when the kept one has ended', async () => {
    const { url, seen, sockets } = await serve();
    const pool = connections(url, own);
    await post(pool, url);
    const [kept] = sockets;
    kept?.end();
    if (kept && !kept.closed) await once(kept, 'close');
    await post(pool, url);
    expect(seen).toEqual(['GET', 'POST', 'GET', 'POST']);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'sends nothing when %s refuses our certificate, and tells that it is the certificate',
    async (version) => {
      const { url, seen } = await serve(version);
      const error = await post(connections(url, foreign), url).catch((reason: unknown) => reason);
      expect(wasNotSent(error)).toBe(true);
      expect(isCertificateFault(error)).toBe(true);
      expect(seen).toEqual([]);
    },
  );

  it('sends nothing where nobody listens, and does not blame the certificate', async () => {
    const { url } = await serve();
    const [listener] = servers.splice(0);
    listener?.close();
    const error = await post(connections(url, own), url).catch((reason: unknown) => reason);
    expect([wasNotSent(error), isCertificateFault(error)]).toEqual([true, false]);
  });
});
