import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Makes a listener end as soon as what it was asked is answered. Node alone waits for a kept-alive connection that was
 * busy when the end began until its client lets go, and for one that never asked anything (browsers and pools open
 * them ahead) without end: its own check of such connections stops with `close`. For plain http: with TLS a request's
 * socket is another than the connection's.
 *
 * @returns call it right before the server's `close`
 */
export function gracefulShutdown(server: Server): () => void {
  const waiting = new Set<Socket>();
  const answering = new Set<ServerResponse>();
  let isEnding = false;
  server.on('connection', (socket) => {
    if (isEnding) {
      socket.destroy();
      return;
    }
    waiting.add(socket);
    socket.once('close', () => waiting.delete(socket));
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
