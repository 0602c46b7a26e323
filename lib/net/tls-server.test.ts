import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as tlsConnect } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type Emulator, startEmulator } from 'wise-emulator';
import { CertificateAuthority, getIdentity } from 'wise-emulator/testing';
import { createLogger } from '#lib/log/logger';
import { until } from '#test/until';
import { gracefulShutdown } from './graceful-shutdown';
import { createHttpServer } from './http-server';

const HOUR = 3_600_000;
const folder = mkdtempSync(path.join(tmpdir(), 'tls-server-'));
const at = (name: string) => path.join(folder, name);
const tls = { certificateFile: at('server.pem'), keyFile: at('server.key') };
const demanding = { ...tls, clientCaFile: at('clients.pem') };
const servers: Server[] = [];
/** What the listeners have logged. */
const said: string[] = [];

let authority: CertificateAuthority;
/** Signs certificates of clients. */
let emulator: Emulator;
let client: { key: string; cert: string };

beforeAll(async () => {
  authority = await CertificateAuthority.create();
  emulator = await startEmulator({
    clients: [{ clientId: 'web', clientSecrets: ['s'], redirectUris: ['https://a.example/'], name: 'A' }],
  });
  client = await getIdentity(emulator.url, 'web');
  writeFileSync(demanding.clientCaFile, emulator.mtls.caCertificate);
  await putServerCertificate();
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

async function putServerCertificate(): Promise<void> {
  const life = { notBefore: Date.now() - HOUR, notAfter: Date.now() + HOUR };
  const { key, certificate } = await authority.makeServer({ dns: ['localhost'], ip: ['127.0.0.1'] }, life);
  writeFileSync(tls.keyFile, key);
  writeFileSync(tls.certificateFile, certificate);
}

async function listen(
  files: typeof tls & { clientCaFile?: string },
): Promise<{ server: Server; port: number }> {
  const server = createHttpServer(
    {
      listener: 'test',
      requestWithinMs: 5_000,
      keepAliveMs: 5_000,
      refusal: (status) => ({ headers: { 'x-form': 'ours' }, body: `refused ${status}` }),
      log: createLogger('test', 'info', { write: (line) => said.push(line) }),
      tls: files,
      tlsReloadEveryMs: 20,
    },
    (_request, response) => response.end('hello'),
  );
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** The body of one request. Rejects when there is no answer. */
async function ask(port: number, options: RequestOptions = {}): Promise<string> {
  const sent = httpsRequest({ host: '127.0.0.1', port, agent: false, ca: authority.certificate, ...options });
  const answered = once(sent, 'response');
  sent.end();
  const [answer] = await answered;
  return text(answer);
}

it('answers over TLS, and plain http gets nothing', async () => {
  const { port } = await listen(tls);
  expect(await ask(port)).toBe('hello');
  const plain = connect(port, '127.0.0.1');
  plain.end('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  expect((await text(plain)).startsWith('HTTP/')).toBe(false);
});

it('refuses over TLS in the listener’s own form', async () => {
  const { port } = await listen(tls);
  const socket = tlsConnect({ port, host: '127.0.0.1', ca: authority.certificate });
  await once(socket, 'secureConnect');
  socket.write('nonsense\r\n\r\n');
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('refused 400');
  expect(await ask(port, { path: '*' })).toBe('refused 400');
});

it('lets nobody in without a certificate of the authority for clients, where one is set', async () => {
  const { port } = await listen(demanding);
  expect(await ask(port, client)).toBe('hello');
  await expect(ask(port)).rejects.toThrow();
  const { key, certificate } = await authority.makeServer(
    { dns: ['stranger'], ip: [] },
    { notBefore: Date.now() - HOUR, notAfter: Date.now() + HOUR },
  );
  await expect(ask(port, { key, cert: certificate })).rejects.toThrow();
});

it('answers nobody whose certificate has ended since the handshake, on a kept connection', async () => {
  const { port } = await listen(demanding);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  expect(await ask(port, { ...client, agent })).toBe('hello');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 365 * 24 * HOUR });
  try {
    await expect(ask(port, { ...client, agent })).rejects.toThrow();
  } finally {
    vi.useRealTimers();
    agent.destroy();
  }
});

it('shows a new certificate when its files change, and keeps the old one while they are no pair', async () => {
  const { port } = await listen(tls);
  const shown = async () => {
    const socket = tlsConnect({ port, host: '127.0.0.1', ca: authority.certificate });
    await once(socket, 'secureConnect');
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256;
  };
  const first = await shown();
  writeFileSync(tls.keyFile, 'nonsense');
  expect(await shown()).toBe(first);
  await putServerCertificate();
  await until('the new certificate is shown', async () => (await shown()) !== first);
});

it('outlives a chain that is being written, and shows it once it is whole', async () => {
  const { port } = await listen(tls);
  const chainLength = async () => {
    const socket = tlsConnect({ port, host: '127.0.0.1', ca: authority.certificate });
    await once(socket, 'secureConnect');
    const first = socket.getPeerCertificate(true);
    socket.destroy();
    return first.issuerCertificate === undefined || first.issuerCertificate === first ? 1 : 2;
  };
  await putServerCertificate();
  const leaf = readFileSync(tls.certificateFile, 'utf8');
  const chain = authority.certificate;
  writeFileSync(tls.certificateFile, `${leaf}${chain.slice(0, 200)}`);
  const seen = said.length;
  await until('the half chain was looked at', () => said.length > seen);
  expect(said.at(-1)).toContain('each certificate in it must be whole');
  expect(await ask(port)).toBe('hello');
  // the same certificate all along
  writeFileSync(tls.certificateFile, leaf);
  await until('it is used', () => said.at(-1)?.includes('in use') === true);
  const used = said.length;
  writeFileSync(tls.certificateFile, `${leaf}${chain}`);
  await until('the chain is used too', () => said.length > used);
  expect(await chainLength()).toBe(2);
});

it('stops at once with a handshake under way, and lets a request that is being answered end', async () => {
  const { server, port } = await listen(tls);
  const expedite = gracefulShutdown(server);
  const silent = connect(port, '127.0.0.1');
  await once(silent, 'connect');
  const idle = tlsConnect({ port, host: '127.0.0.1', ca: authority.certificate });
  await once(idle, 'secureConnect');
  expect(await ask(port)).toBe('hello');
  const closed = Promise.all([once(silent, 'close'), once(idle, 'close'), once(server, 'close')]);
  silent.on('error', () => undefined);
  idle.on('error', () => undefined);
  expedite();
  server.close();
  await closed;
});
