import net from 'node:net';
import { threadId } from 'node:worker_threads';

/**
 * Below what systems give to outgoing connections (Linux from 32768, others from 49152): a port from there could be
 * somebody's other end between our look and the listening of the process that it is meant for.
 */
const LOWEST = 12_000;
const HIGHEST = 32_000;
const TRIES = 200;

/**
 * Each process has a stretch of its own and walks through it. With ports chosen by chance, three browsers' worth of
 * stacks that start at once (24 ports, none listened on yet) met in one port of a hundred runs.
 */
const STRETCH = 40;
let next = (process.pid + threadId * 97) * STRETCH;

/** @param {number} port @returns {Promise<boolean>} whether this machine lets us listen on the port now */
export function isPortFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** @returns {Promise<number>} `wanted` when it is free, else a free port that nobody here was given before */
export async function freePort(wanted = 0, host = '127.0.0.1') {
  if (wanted && (await isPortFree(wanted, host))) return wanted;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = LOWEST + (next % (HIGHEST - LOWEST));
    next += 1;
    if (await isPortFree(port, host)) return port;
  }
  throw new Error(`no free port found between ${LOWEST} and ${HIGHEST}`);
}
