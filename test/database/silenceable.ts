import net from 'node:net';

/** ReadyForQuery, outside a transaction: the last of what the server says when it lets somebody in. */
const READY = Buffer.from('Z\0\0\0\x05I', 'latin1');

/**
 * A way to the database that can go silent: connections stay open, and nothing comes through. With `isSilentFromTheFirst`
 * the first connection is let in, and is silent from then on.
 */
export async function silenceable(url: string, { isSilentFromTheFirst = false } = {}) {
  const target = new URL(url);
  const sockets = new Set<net.Socket>();
  const server = net.createServer((near) => {
    const far = net.connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined));
    near.pipe(far);
    far.pipe(near);
    if (isSilentFromTheFirst && sockets.size === 2) {
      far.on('data', (chunk: Buffer) => {
        if (chunk.includes(READY)) far.unpipe().pause();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const way = new URL(url);
  way.host = `127.0.0.1:${address.port}`;
  return {
    url: way.href,
    /** Ends what passes over the connections there are; new ones still pass. */
    silence: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
