import { expect, it } from 'vitest';
import { isLoopback, startEmulator } from './server';

it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('%s is loopback', (host) => {
  expect(isLoopback(host)).toBe(true);
});

it.each(['0.0.0.0', '::', '', '192.168.0.1', '127.0.0.1.evil.example', 'example.com'])(
  'refuses to listen on "%s"',
  async (host) => {
    await expect(startEmulator({ host })).rejects.toThrow('loopback only');
  },
);

it('takes a free port, says where it is, and several can run at once', async () => {
  const [one, two] = await Promise.all([startEmulator(), startEmulator()]);
  expect(one.port).not.toBe(two.port);
  expect(one.url).toBe(`http://127.0.0.1:${one.port}`);
  expect((await fetch(two.url)).status).toBe(200);
  await Promise.all([one.close(), two.close()]);
  await expect(fetch(one.url)).rejects.toThrow();
});

it('answers an unknown address as the gateway does', async () => {
  const emulator = await startEmulator();
  const response = await fetch(`${emulator.url}/v9/nothing?secret=1`);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ status: 404, error: 'Not Found', path: '/v9/nothing' });
  await emulator.close();
});
