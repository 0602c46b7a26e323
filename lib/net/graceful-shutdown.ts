import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/**
 * Lets a listener close as soon as the requests under way are answered. Node alone waits for the client of a kept-alive
 * connection that was busy at the time of `close`, and forever for one that never sent a request (browsers and pools
 * open them ahead): `close` stops its own check of idle connections. With TLS the request's socket is not
 * the connection's, which counts until the handshake is over.
 *
 * @returns call it right before the server's `close`
 */
export function gracefulShutdown(server: Server): () => void {
  const waiting = new Set<Socket>();
  const answering = new Set<ServerResponse>();
  let isEnding = false;
  const wait = (socket: Socket) => {
    if (isEnding) {
      socket.destroy();
      return;
    }
    waiting.add(socket);
    socket.once('close', () => waiting.delete(socket));
  };
  server.on('connection', wait);
  server.on('secureConnection', (socket: TLSSocket) => {
    for (const each of waiting) if (isUnder(each, socket)) waiting.delete(each);
    wait(socket);
  });
  // before the handler, which may answer at once
  server.prependListener('request', ({ socket }, response) => {
    waiting.delete(socket);
    answering.add(response);
    if (isEnding) response.setHeader('connection', 'close');
    response.once('close', () => {
      answering.delete(response);
      if (isEnding) socket.destroySoon();
      else if (!socket.destroyed) waiting.add(socket);
    });
  });
  return () => {
    isEnding = true;
    for (const response of answering) if (!response.headersSent) response.setHeader('connection', 'close');
    for (const socket of waiting) socket.destroy();
  };
}

/** The TCP connection that carries a TLS one. */
function isUnder(connection: Socket, secure: TLSSocket): boolean {
  return (
    connection !== secure &&
    connection.remotePort === secure.remotePort &&
    connection.remoteAddress === secure.remoteAddress
  );
}
