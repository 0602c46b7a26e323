import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '../harness/fixtures';
import type { Stack } from '../harness/stack';

type Listener = 'web' | 'partner' | 'internal';
const LISTENERS: readonly Listener[] = ['web', 'partner', 'internal'];

const LARGE = `cookie: neighbour=${'x'.repeat(17_000)}\r\n`;

const CASES: { status: number; what: string; bytes: (host: string) => string }[] = [
  { status: 400, what: 'no HTTP', bytes: () => 'nonsense\r\n\r\n' },
  { status: 400, what: 'no Host', bytes: () => 'GET /healthz HTTP/1.1\r\n\r\n' },
  { status: 400, what: 'an asterisk', bytes: (host) => `GET * HTTP/1.1\r\nhost: ${host}\r\n\r\n` },
  {
    status: 421,
    what: 'another host in the target',
    bytes: (host) => `GET http://evil.example/dashboard HTTP/1.1\r\nhost: ${host}\r\n\r\n`,
  },
  {
    status: 431,
    what: '17 kB of foreign cookies on the callback',
    bytes: (host) => `GET /connect/sandbox/callback?code=x HTTP/1.1\r\nhost: ${host}\r\n${LARGE}\r\n`,
  },
];

function portOf(stack: Stack, listener: Listener): number {
  const [web, vault] = [stack.webs[0], stack.vaults[0]];
  const url = { web: web?.url, partner: vault?.partnerUrl, internal: vault?.process.url }[listener] ?? '';
  return Number(new URL(url).port);
}

const logOf = (stack: Stack, listener: Listener): string =>
  (listener === 'web' ? stack.webs[0] : stack.vaults[0]?.process)?.output ?? '';

async function send(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += String(chunk);
  });
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

for (const listener of LISTENERS) {
  for (const { status, what, bytes } of CASES) {
    test(`${listener} answers ${status} in its own form, with one line in the log: ${what}`, async ({
      stack,
    }) => {
      const before = logOf(stack, listener).length;
      const answer = await send(portOf(stack, listener), bytes(new URL(stack.appUrl).host));
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(answer).not.toContain('evil.example');
      expect(answer).toMatch(
        listener === 'web'
          ? /<h1>[^<]+<\/h1>[\s\S]*Nothing has changed/
          : /"type":"urn:connect-wise:problem:/,
      );
      const lines = logOf(stack, listener).slice(before).split('\n');
      const told = lines.filter((line) => line.includes('was refused before it reached anything'));
      expect(told.map((line) => JSON.parse(line))).toMatchObject([{ listener, status }]);
    });
  }
}

test('threat 10: no target leads to another host', async ({ stack }) => {
  const { host, origin } = new URL(stack.appUrl);
  for (const target of [
    '//evil.example/a',
    '/\\evil.example/a',
    '///evil.example',
    '/%2F%2Fevil.example',
    '/./%5cevil.example',
  ]) {
    const answer = await send(
      portOf(stack, 'web'),
      `GET ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
    );
    const location = /^location: (.*)\r$/im.exec(answer)?.[1];
    if (location !== undefined) expect(new URL(location, `${origin}/`).origin, target).toBe(origin);
  }
});
