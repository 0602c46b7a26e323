import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Pages of the partner's own app. Its back end, which knows who is signed in in which browser, is the test. */
export type Shop = { url: string; returnUrl: string; close(): Promise<void> };

const PAGE = '<!doctype html><html lang="en"><title>Shop</title><h1>Back at the shop</h1></html>';

/** Another host name than the product's, so that the two share no cookies. */
export async function openShop(): Promise<Shop> {
  const server = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'no-store' }).end(PAGE),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    returnUrl: `${url}/wise/return`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
