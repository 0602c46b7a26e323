import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import type { EmulatorState } from '#emulator/kernel/state';
import {
  CertificateAuthority,
  type KeyAndCertificate,
  YEAR,
} from '#emulator/kernel/store/mtls/certificate-authority';
import { peerOf } from './peer';

const HERE = { dns: ['localhost'], ip: ['127.0.0.1', '::1'] };

type Shown = EmulatorState['settings']['current']['mtlsServerCertificate'];

export type MtlsHost = { port: number; close(): Promise<void> };

/**
 * The second listener: the same Wise, to connections that show a client certificate of its authority. Node's TLS
 * makes the handshake. Which certificate the host shows and how it refuses is looked up for each new connection.
 */
export async function openMtlsHost(
  app: FastifyInstance,
  state: EmulatorState,
  { host, port }: { host: string; port: number },
): Promise<MtlsHost> {
  await app.ready();
  const shown = await makeServerCertificates(state.authority);
  const servers = new Map<string, TlsServer>();
  const open = new Set<Socket>();
  const listener = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket)).on('error', () => socket.destroy());
    const { mtlsServerCertificate, mtlsRefusal } = state.settings.current;
    const inHandshake = mtlsRefusal === 'handshake';
    const key = `${mtlsServerCertificate} ${inHandshake}`;
    const server = servers.get(key) ?? makeTlsServer(app, state, shown[mtlsServerCertificate], inHandshake);
    servers.set(key, server);
    server.emit('connection', socket);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject).listen({ port, host }, resolve);
  });
  return {
    port: (listener.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

async function makeServerCertificates(
  authority: CertificateAuthority,
): Promise<Record<Shown, KeyAndCertificate>> {
  const now = Date.now();
  const life = { notBefore: now, notAfter: now + YEAR };
  const stranger = await CertificateAuthority.create();
  return {
    valid: await authority.makeServer(HERE, life),
    expired: await authority.makeServer(HERE, { notBefore: now - YEAR, notAfter: now - 60_000 }),
    'wrong-name': await authority.makeServer({ dns: ['not-wise.example'], ip: [] }, life),
    'unknown-ca': await stranger.makeServer(HERE, life),
  };
}

function makeTlsServer(
  app: FastifyInstance,
  state: EmulatorState,
  { key, certificate }: KeyAndCertificate,
  inHandshake: boolean,
): TlsServer {
  const options = { key, cert: certificate, ca: state.authority.certificate, requestCert: true };
  // biome-ignore lint/plugin: a server that lets strangers in only to answer them 401 or 403, by a switch
  const server = createTlsServer({ ...options, rejectUnauthorized: inHandshake }, app.routing);
  if (!inHandshake) return server;
  // Before Node's own listener takes the socket for HTTP: the handshake knows neither revocation nor our clients.
  server.prependListener('secureConnection', (socket: TLSSocket) => {
    const peer = peerOf(state, socket);
    if ('refused' in peer) refuse(state, socket, peer.refused);
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    refuse(state, socket, String(socket.authorizationError ?? error.code ?? error.message));
  });
  return server;
}

function refuse(state: EmulatorState, socket: TLSSocket, reason: string): void {
  state.log.append({ type: 'mtls.refused', reason }, state.clock.now());
  socket.destroy();
}
