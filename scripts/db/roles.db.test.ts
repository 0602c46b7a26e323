import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import { expect, inject, it } from 'vitest';
import { withClient } from './roles.mjs';

it('leaves no connection open when the server wants a password and the address has none', async () => {
  const { superUrl } = inject('testCluster');
  const { hostname, port } = new URL(superUrl);
  const sockets: Socket[] = [];
  const relay = net.createServer((socket) => {
    sockets.push(socket);
    const server = net.connect(Number(port), hostname);
    socket.pipe(server).pipe(socket);
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const address = new URL(superUrl);
  address.host = `127.0.0.1:${(relay.address() as AddressInfo).port}`;
  address.username = 'connect_web';
  address.password = '';
  await expect(withClient(address.href, async () => undefined)).rejects.toThrow(
    'the address has no password',
  );
  await Promise.all(sockets.map(async (socket) => socket.closed || once(socket, 'close')));
  expect(sockets).toHaveLength(1);
  relay.close();
});
