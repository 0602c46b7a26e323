import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { ListenerTls } from '#lib/env/listener-tls';
import type { Logger } from '#lib/log/logger';
import { type RefusalStatus, requestFault } from './request-fault';
import { createTlsServer } from './tls-server';
import { statusOf, writeAndClose } from './unread-request';

/** An answer of ours to what reaches no handler. */
export type RefusalAnswer = { headers: Record<string, string>; body: string };

export type HttpServerOptions = {
  /** For the log. */
  listener: string;
  /** How long a client may take to send a whole request; answers may take longer. */
  requestWithinMs: number;
  keepAliveMs: number;
  /** The form that this listener's answers have, for a person or for a program. */
  refusal: (status: RefusalStatus) => RefusalAnswer | Promise<RefusalAnswer>;
  log: Logger;
  /** Its own TLS; without it, plain http. */
  tls?: ListenerTls | undefined;
  /** How often the files of its TLS are looked at. */
  tlsReloadEveryMs?: number | undefined;
};

/** Node looks for late requests each 30 s unless told otherwise, so that they last twice as long as they may. */
const LOOK_FOR_LATE_EVERY_MS = 1_000;

/** A client that neither sends nor takes anything for so long is gone; no answer of ours is prepared for longer. */
const IDLE_MS = 60_000;

/**
 * An http server, plain or with TLS, that every listener of ours stands on: what Node refuses by itself (400, 408, 413, 417, 431) is
 * answered in the listener's own form, with one line in the log; a request lasts no longer than it may; and nothing
 * reaches a handler whose target or Host is not what an origin server takes (request-fault.ts).
 */
export function createHttpServer(options: HttpServerOptions, handle: RequestListener): Server {
  const latest = new WeakMap<Socket, ServerResponse>();
  const server = listenerServer(options, (request, response) => {
    latest.set(request.socket, response);
    const fault = requestFault(request);
    if (fault === undefined) handle(request, response);
    else void refuse(options, response, fault.status, fault.why);
  });
  server.setTimeout(IDLE_MS);
  // Expect: anything but 100-continue
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    void refuse(options, response, 417, 'Expect');
  });
  // CONNECT: without a listener Node closes the connection and says nothing
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    // nobody listens to a socket that Node has handed over: a reset would end the process
    socket.on('error', () => socket.destroy());
    void refuseUnread(options, socket, 400, 'CONNECT');
  });
  const refused = new WeakSet<Socket>();
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // Node says it again for each further piece of such a request, and each second of a late one
    if (refused.has(socket)) return;
    refused.add(socket);
    const isAnswered = hasAnswer(latest.get(socket));
    // A connection on which nothing was ever asked, as browsers and pools open them ahead, is no refusal.
    if (error.code === 'ECONNRESET' || !socket.writable || isAnswered || socket.bytesRead === 0) {
      socket.destroy();
      return;
    }
    void refuseUnread(options, socket, statusOf(error), error.code ?? 'unreadable');
  });
  return server;
}

function listenerServer(options: HttpServerOptions, handle: RequestListener): Server {
  const { tls, listener, log, requestWithinMs, tlsReloadEveryMs: reloadEveryMs } = options;
  const http = {
    requestTimeout: requestWithinMs,
    headersTimeout: requestWithinMs,
    keepAliveTimeout: options.keepAliveMs,
    connectionsCheckingInterval: LOOK_FOR_LATE_EVERY_MS,
    // request-fault.ts looks: Node's own 400 has neither words nor headers
    requireHostHeader: false,
  };
  if (tls === undefined) return createServer(http, handle);
  return createTlsServer(
    { tls, listener, log, handshakeWithinMs: requestWithinMs, reloadEveryMs },
    http,
    handle,
  );
}

/**
 * The request that failed has its answer already, in part or whole: a second one would be taken for the rest of the
 * first, or for the answer to what the client asks next.
 */
function hasAnswer(latest: ServerResponse | undefined): boolean {
  if (latest === undefined || !latest.headersSent) return false;
  return !(latest.writableEnded && latest.req.complete);
}

async function refuse(
  options: HttpServerOptions,
  response: ServerResponse,
  status: RefusalStatus,
  why: string,
): Promise<void> {
  logRefusal(options, status, why);
  const { headers, body } = await options.refusal(status);
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, { ...headers, 'content-length': length, connection: 'close' }).end(body);
}

async function refuseUnread(
  options: HttpServerOptions,
  socket: Socket,
  status: RefusalStatus,
  why: string,
): Promise<void> {
  logRefusal(options, status, why);
  writeAndClose(socket, status, await options.refusal(status));
}

function logRefusal({ log, listener }: HttpServerOptions, status: RefusalStatus, why: string): void {
  log.info({ listener, status, why }, 'a request was refused before it reached anything');
}
