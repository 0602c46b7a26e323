import { randomInt } from 'node:crypto';
import net from 'node:net';

/**
 * Below what systems give to outgoing connections (Linux from 32768, others from 49152): a port from there could be
 * somebody's other end between our look and the listening of the process that it is meant for.
 */
const LOWEST = 12_000;
const HIGHEST = 32_000;
const TRIES = 50;

/** @returns {Promise<boolean>} whether this machine lets us listen on the port now */
export function isPortFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/**
 * @returns {Promise<number>} `wanted` when it is free, else a free port chosen by chance, so that two who ask at the
 *   same time hardly get the same one
 */
export async function freePort(wanted = 0, host = '127.0.0.1') {
  if (wanted && (await isPortFree(wanted, host))) return wanted;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isPortFree(port, host)) return port;
  }
  throw new Error(`no free port found between ${LOWEST} and ${HIGHEST}`);
}
