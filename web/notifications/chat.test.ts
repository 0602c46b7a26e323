import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { createTargetGuard } from '#lib/net/target-guard';
import { openChat, writeToChat } from './chat';

it('is not followed where it leads', async () => {
  const paths: (string | undefined)[] = [];
  const server = createServer(({ url }, response) => {
    paths.push(url);
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const guard = createTargetGuard({ allowedOrigins: new Set([origin]) });
  const outcome = await writeToChat({ address: new Secret(`${origin}/hook`), guard }, 'x');
  await guard.close();
  server.close();
  expect(outcome).toEqual({ kind: 'refused', why: 'status 302' });
  expect(paths).toEqual(['/hook']);
});

it.each(['https://127.0.0.1/hook', 'https://localhost/hook', 'https://[::1]/', 'https://169.254.169.254/'])(
  'is never asked inside our network: %s',
  async (address) => {
    const chat = openChat({ STAFF_CHAT_WEBHOOK_URL: new Secret(address), STAFF_CHAT_INTERNAL: undefined });
    expect(chat && (await writeToChat(chat, 'x'))).toEqual({ kind: 'refused', why: 'refused_target' });
  },
);
