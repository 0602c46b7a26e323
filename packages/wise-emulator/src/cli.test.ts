import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments';
import { startEmulator } from './server';

const MAIN = fileURLToPath(new URL('./cli.ts', import.meta.url));
const BIN = fileURLToPath(new URL('../bin/wise-emulator.mjs', import.meta.url));
const COMMAND = fileURLToPath(new URL('../../../scripts/emulator.mjs', import.meta.url));

function run(...args: string[]) {
  return spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

function npmRunEmulator(environment: Record<string, string>, ...args: string[]) {
  return spawn(process.execPath, [COMMAND, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // biome-ignore lint/style/noProcessEnv: the command needs the machine's own names, PATH first
    env: { ...process.env, ...environment },
  });
}

// A new process on a busy machine may take its time.
describe('the command', { timeout: 120_000 }, () => {
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

  it('says its options when it is asked for them, and starts nothing', async () => {
    const child = run('--help');
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(text).toMatch(/^npm run emulator -- \[options\]\n {2}--port/);
  });

  it('is `npm run emulator`, which takes clients from the environment too; options win over it', async () => {
    const app = {
      clientId: 'app',
      clientSecrets: ['s'],
      redirectUris: ['myapp://wise/'],
      name: 'My own app',
    };
    const clients = JSON.stringify([app]);
    const child = npmRunEmulator({ EMULATOR_CLIENTS: clients, EMULATOR_PORT: 'none' }, '--port', '0');
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const page = await (await fetch(line.replace(/^emulator ready /, ''))).text();
    expect(page).toContain('My own app');
    expect(page).toContain('myapp://wise/');
    expect(page).not.toContain('Acme Bank');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('is `npx wise-emulator`, which needs no build', async () => {
    const child = spawn(process.execPath, [BIN, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    expect((await fetch(line.replace(/^emulator ready /, ''))).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
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
      keep: undefined,
      webhookKey: undefined,
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

describe('clients', () => {
  const app = {
    clientId: 'app',
    clientKey: 'the key',
    clientSecrets: ['a', 'b'],
    redirectUris: ['http://localhost:5000/cb?x=1', 'myapp://wise/'],
    name: 'App',
    enforce: { mtls: true, jose: false, sca: true },
  };
  const other = { clientId: 'other', clientSecrets: [], redirectUris: [], name: 'Other' };

  it('are given as a file, any number of them', () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'emulator-clients-')), 'clients.json');
    writeFileSync(file, JSON.stringify([{ ...app, clientKey: 'app/key' }, other]));
    expect(readArguments(['--clients', file]).clients).toEqual([
      { ...app, clientKey: 'app/key' },
      { ...other, clientKey: 'other-key' },
    ]);
  });

  it('are given as the list itself, beside the one that other options describe', () => {
    const { clients } = readArguments(['--clients', JSON.stringify([other]), '--client-id', 'mine']);
    expect(clients?.map(({ clientId, name }) => [clientId, name])).toEqual([
      ['mine', 'Acme Bank'],
      ['other', 'Other'],
    ]);
  });

  it.each([
    ['a file that is not there', '/nowhere/clients.json', 'cannot be read'],
    ['no JSON', '[', 'the given clients'],
    ['an empty list', '[]', 'Too small'],
    ['a misspelt field', JSON.stringify([{ ...other, secrets: [] }]), '"secrets"'],
    ['a key with a space', JSON.stringify([app]), '[0].clientKey'],
    ['two of one id', JSON.stringify([other, other]), 'two clients have the id "other"'],
    [
      'a script',
      JSON.stringify([{ ...other, redirectUris: ['javascript:alert(1)'] }]),
      '[0].redirectUris[0]',
    ],
    ['a fragment', JSON.stringify([{ ...other, redirectUris: ['https://a/#b'] }]), 'without a fragment'],
  ])('with %s are refused, and it is said what is wrong', (_what, clients, words) => {
    expect(() => readArguments(['--clients', clients])).toThrow(words);
  });

  it('of one key are refused: nobody would know which of them is meant', async () => {
    const clients = [other, { ...app, clientKey: 'other-key' }];
    await expect(startEmulator({ clients })).rejects.toThrow('is the key of client \\"other\\"');
  });
});
