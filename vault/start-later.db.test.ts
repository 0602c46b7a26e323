import { once } from 'node:events';
import net from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { ConfigurationError } from '#lib/env/read';
import { freePort } from '../scripts/ports.mjs';
import { startVault } from './server';
import { Harness } from './testing/harness';

let harness: Harness;
let taken: net.Server;

beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.close());
afterEach(() => taken.close());

async function takePort(): Promise<string> {
  taken = net.createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  return String((taken.address() as net.AddressInfo).port);
}

/** Whether a connection is refused. */
function isClosed(port: number): Promise<boolean> {
  const socket = net.connect(port, '127.0.0.1');
  const isRefused = once(socket, 'connect').then(
    () => false,
    () => true,
  );
  return isRefused.finally(() => socket.destroy());
}

it.each([
  ['webhooks', (port: string) => ({ WEBHOOK_PORT: port })],
  ['web', (port: string) => ({ VAULT_INTERNAL_URL: `http://127.0.0.1:${port}` })],
])(
  'what fails once partners are answered ends the start all the same, and leaves nothing: the port for %s is taken',
  async (_name, change) => {
    const port = await freePort();
    const env = harness.env({ PARTNER_API_PORT: String(port), ...change(await takePort()) });
    await expect(startVault(env)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(await isClosed(port)).toBe(true);
    expect((await harness.owner.query('SELECT 1 FROM vault.ring_holders')).rowCount).toBe(0);
  },
);

it.each([
  ['keys of Wise that are none', () => ({ WISE_SANDBOX_WEBHOOK_KEYS: 'none' }), 'WISE_SANDBOX_WEBHOOK_KEYS'],
  [
    'a ring key that sealed nothing of what is there',
    () => ({ VAULT_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}` }),
    'ring key k1 is another key',
  ],
])('%s end the start before it takes a port', async (_name, change, words) => {
  const proving = await startVault(harness.env());
  await proving.close();
  const start = startVault(harness.env({ PARTNER_API_PORT: await takePort(), ...change() }));
  const failure: unknown = await start.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConfigurationError);
  expect(String(failure)).toContain(words);
});
