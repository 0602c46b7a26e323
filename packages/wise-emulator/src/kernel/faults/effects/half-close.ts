import type { FaultEffect } from './effect';

/**
 * The server ends its side of the connection in the middle of an answer and keeps the other side open: the client
 * sees the end of the stream instead of a reset. Before the effect not a byte comes.
 */
export const halfClose: FaultEffect = {
  send: (wire, answer, { when, bytes }) => {
    const { socket } = wire;
    wire.stay({ finish: () => socket.destroy() });
    if (when === 'before') {
      socket.end();
      return;
    }
    const body = Buffer.from(answer.body);
    wire.head(answer, { 'content-length': body.byteLength });
    const part = body.subarray(0, bytes ?? Math.floor(body.byteLength / 2));
    wire.response.write(part, () => socket.end());
  },
};
