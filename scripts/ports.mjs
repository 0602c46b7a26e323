import net from 'node:net';

/** @returns {Promise<boolean>} whether this machine lets us listen on the port now */
export function isPortFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** @returns {Promise<number>} `wanted` when it is free, else a free port chosen by the system */
export async function freePort(wanted = 0, host = '127.0.0.1') {
  if (wanted && (await isPortFree(wanted, host))) return wanted;
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const { port } = /** @type {net.AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
