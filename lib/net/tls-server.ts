import type { RequestListener, Server, ServerOptions } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { type SecureVersion, TLSSocket } from 'node:tls';
import { type ListenerContext, type ListenerTls, readListenerTls } from '#lib/env/listener-tls';
import { ConfigurationError } from '#lib/env/read';
import type { Logger } from '#lib/log/logger';

const RELOAD_EVERY_MS = 15_000;
const MIN_VERSION: SecureVersion = 'TLSv1.2';

export type TlsServerOptions = {
  tls: ListenerTls;
  /** For the log. */
  listener: string;
  log: Logger;
  handshakeWithinMs: number;
  reloadEveryMs?: number | undefined;
};

/**
 * An https server whose files are read again when they change, without a restart. Where a client authority is set, a
 * client without a certificate of it gets no connection, and one whose certificate has ended no answer; unless it is
 * optional, when whoever handles a request asks `clientCertificate` what its client has shown.
 *
 * @throws ConfigurationError when the files cannot be used.
 */
export function createTlsServer(
  options: TlsServerOptions,
  http: ServerOptions,
  handle: RequestListener,
): Server {
  const { tls, listener, log } = options;
  const read = readListenerTls(tls);
  if ('problem' in read) throw new ConfigurationError(`the ${listener} listener`, [read.problem]);
  const { fingerprint: _, ...context } = read.context;
  // a client that has to show a certificate and shows none is refused in the handshake: Node's default
  const requestCert = tls.clientCaFile !== undefined;
  const isOptional = tls.isClientOptional === true;
  const ends = new WeakMap<Socket, number>();
  const server = createServer(
    {
      ...http,
      ...context,
      minVersion: MIN_VERSION,
      requestCert,
      // biome-ignore lint/plugin: a listener's clients: what one may do without a certificate, its API key says
      rejectUnauthorized: !isOptional,
      handshakeTimeout: options.handshakeWithinMs,
    },
    (request, response) => {
      const mustBeLive = requestCert && !isOptional;
      if (mustBeLive && certificateEnd(request.socket, ends) <= Date.now()) request.socket.destroy();
      else handle(request, response);
    },
  );
  // Node's own way hands a failed handshake on as a request that cannot be read, which is answered; there is nobody to answer
  server.removeAllListeners('tlsClientError');
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    log.debug({ listener, code: error.code }, 'a TLS handshake failed');
    socket.destroy();
  });
  reloadOnChange(server, read.context, options);
  return server;
}

/** A resumed session is not looked at anew: its certificate may have ended since (Node checks the first handshake alone). */
function certificateEnd(socket: Socket, ends: WeakMap<Socket, number>): number {
  const known = ends.get(socket);
  if (known !== undefined) return known;
  const end = socket instanceof TLSSocket ? Date.parse(socket.getPeerCertificate().valid_to) : 0;
  const sure = Number.isNaN(end) ? 0 : end;
  ends.set(socket, sure);
  return sure;
}

function reloadOnChange(
  server: ReturnType<typeof createServer>,
  first: ListenerContext,
  { tls, listener, log, reloadEveryMs = RELOAD_EVERY_MS }: TlsServerOptions,
): void {
  let used = first;
  let said = '';
  const look = () => {
    const read = readListenerTls(tls);
    if ('problem' in read) {
      if (said !== read.problem)
        log.error({ listener, why: read.problem }, 'a new TLS certificate is not used');
      said = read.problem;
      return;
    }
    said = '';
    // the text and not the fingerprint: what chains the same certificate may have been missing
    if (read.context.cert === used.cert && read.context.ca === used.ca) return;
    used = read.context;
    const { fingerprint, ...context } = used;
    server.setSecureContext({ ...context, minVersion: MIN_VERSION });
    log.info({ listener, fingerprint }, 'a new TLS certificate is in use');
  };
  const timer = setInterval(look, reloadEveryMs).unref();
  server.once('close', () => clearInterval(timer));
}
