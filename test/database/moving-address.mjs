// One TCP address that leads to a server, and to another one after a fail-over: what a cloud's endpoint, a virtual address
// or a proxy is in production.
import { once } from 'node:events';
import net from 'node:net';

/**
 * @param {number} first the port on this machine that it leads to
 * @returns {Promise<{ port: number; move: (to: number) => void; close: () => Promise<void> }>} `move` cuts what is open
 */
export async function openMovingAddress(first) {
  let target = first;
  /** @type {Set<net.Socket>} */
  const open = new Set();
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  const server = net.createServer((client) => {
    const onward = net.connect(target, '127.0.0.1');
    for (const [from, to] of /** @type {const} */ ([
      [client, onward],
      [onward, client],
    ])) {
      open.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = /** @type {net.AddressInfo} */ (server.address());
  return {
    port: at.port,
    move: (to) => {
      target = to;
      cut();
    },
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
