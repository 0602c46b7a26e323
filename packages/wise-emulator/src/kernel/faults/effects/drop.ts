import type { FaultEffect } from './effect';

/** A reset (RST), as from a server that crashed or a box in between; over TLS an end without goodbye. */
export const drop: FaultEffect = {
  send: ({ socket }) => {
    if ('encrypted' in socket) socket.destroy();
    else socket.resetAndDestroy();
  },
};
