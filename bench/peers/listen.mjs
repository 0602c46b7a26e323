import { createServer } from 'node:http';

/**
 * A bare server around `act`, which says on its output where it listens.
 * @param {(request: import('node:http').IncomingMessage) => Promise<unknown>} act
 */
export function listen(act) {
  const server = createServer((request, response) => {
    act(request).then(
      (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      (error) => {
        console.error(error);
        response.writeHead(500).end(String(error));
      },
    );
  });
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object' && address !== null)
      console.log(`ready http://127.0.0.1:${address.port}`);
  });
}
