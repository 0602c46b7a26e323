import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

function run(...args: string[]) {
  return spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

describe('the command', () => {
  it('says where it listens, serves the given client, and ends cleanly on SIGTERM', async () => {
    const child = run(
      '--port',
      '0',
      '--redirect-uri',
      'http://localhost:1/a',
      '--redirect-uri',
      'http://localhost:1/b',
    );
    const lines: string[] = [];
    const output = createInterface({ input: child.stdout });
    output.on('line', (line) => lines.push(line));
    await once(output, 'line');
    const url = lines[0]?.replace(/^emulator ready /, '');
    const page = await (await fetch(`${url}/`)).text();
    expect(page).toContain('http://localhost:1/b');
    expect(page).toContain('Acme Bank');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(lines).toEqual([
      expect.stringMatching(/^emulator ready http:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^emulator mTLS host https:\/\/127\.0\.0\.1:\d+$/),
    ]);
  });

  it('says what is wrong and exits with 1', async () => {
    const child = run('--host', '0.0.0.0');
    const errors: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(errors.join('')).toContain('loopback only');
  });
});

describe('arguments', () => {
  it('default to the development client', () => {
    expect(readArguments([])).toEqual({
      port: 4010,
      host: '127.0.0.1',
      mtls: { port: 4011, folder: undefined },
      settings: { rateLimits: true },
      clients: [
        {
          clientId: 'connect-wise-dev',
          clientSecrets: ['emulator-only-secret'],
          redirectUris: ['http://localhost:3000/connect/sandbox/callback'],
          name: 'Acme Bank',
        },
      ],
    });
  });

  it('leave port 4011 alone when the emulator does not run at 4010', () => {
    expect(readArguments(['--port', '0']).mtls).toEqual({ port: 0, folder: undefined });
    expect(readArguments(['--port', '1', '--mtls-port', '2', '--mtls-folder', 'f']).mtls).toEqual({
      port: 2,
      folder: 'f',
    });
  });

  it.each([
    ['--mtls-port', 'x'],
    ['--port', 'http'],
    ['--port', '70000'],
    ['--port='],
    ['--colour', 'green'],
    ['extra'],
  ])('refuse %s %s', (...args) => {
    expect(() => readArguments(args)).toThrow();
  });

  it('limit clients as Wise does, unless a load test wants otherwise', () => {
    expect(readArguments(['--no-rate-limits']).settings).toEqual({ rateLimits: false });
  });
});
