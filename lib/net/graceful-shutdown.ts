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
  // The answer that each connection's client waits for; undefined while it asks nothing
  const connections = new Map<Socket, ServerResponse | undefined>();
  let isEnding = false;
  const keep = (socket: Socket) => {
    if (isEnding) {
      socket.destroy();
      return;
    }
    connections.set(socket, undefined);
    socket.once('close', () => connections.delete(socket));
  };
  server.on('connection', keep);
  server.on('secureConnection', (socket: TLSSocket) => {
    for (const each of connections.keys()) if (isUnder(each, socket)) connections.delete(each);
    keep(socket);
  });
  // before the handler, which may answer at once
  server.prependListener('request', ({ socket }, response) => {
    connections.set(socket, response);
    if (isEnding) response.setHeader('connection', 'close');
    response.once('close', () => {
      // another was asked behind it, or the connection is gone
      if (connections.get(socket) !== response) return;
      if (isEnding) socket.destroySoon();
      else connections.set(socket, undefined);
    });
  });
  return () => {
    isEnding = true;
    for (const [socket, response] of connections) {
      if (response === undefined) socket.destroy();
      else if (!response.headersSent) response.setHeader('connection', 'close');
    }
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
