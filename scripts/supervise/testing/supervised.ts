import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { root } from '../../paths.mjs';
import { freePort } from '../../ports.mjs';

export const WAIT = { timeout: 15_000, interval: 50 };
/** Answers each connection with its pid. */
export const LISTENER = `require('net').createServer((s) => s.on('error', () => {}).end(String(process.pid))).listen(+process.argv[1], '127.0.0.1')`;

/** A folder, a port, and supervisors of one child there; all ended after each test. */
export function useSupervisor() {
  let folder: string;
  let port: number;
  const running: ChildProcess[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'supervise-'));
    port = await freePort();
  });

  afterEach(async () => {
    for (const each of running.splice(0)) each.kill('SIGTERM');
    await vi.waitFor(async () => expect(await answer(port)).toBe(''), WAIT);
    rmSync(folder, { recursive: true });
  });

  function start(
    code: string,
    { dataDir = folder, ...options }: { stopWithinMs?: number; dataDir?: string } = {},
    more: { closesFirst?: boolean; endsWithSupervisor?: boolean } = {},
    then = '',
  ): { supervisor: ChildProcess; output: () => string } {
    const module = (name: string) =>
      JSON.stringify(pathToFileURL(path.join(root, 'scripts/supervise', name)).href);
    const spec = {
      name: 'child',
      command: [process.execPath, '-e', code, String(port)],
      host: '127.0.0.1',
      port,
      ...more,
    };
    writeFileSync(
      path.join(folder, 'main.mjs'),
      `import { clearTheWay, supervise } from ${module('supervisor.mjs')};
       import { endsWithSupervisor } from ${module('child.mjs')};
       const say = (text) => console.log(text);
       const ended = await clearTheWay(${JSON.stringify(dataDir)}, [{ port: ${port}, host: '127.0.0.1', what: 'child', name: 'PORT' }])
         .catch((error) => { say(error.message); process.exit(1); });
       say('ended: ' + ended.join());
       const spec = ${JSON.stringify(spec)};
       if (spec.endsWithSupervisor) spec.command.splice(1, 0, ...endsWithSupervisor());
       const specs = [{ ...spec, env: { MARK: 'x' } }];
       if (await supervise({ dataDir: ${JSON.stringify(dataDir)}, specs, onLine: (name, line) => say(name + '|' + line), say, ...${JSON.stringify(options)} })) say('up');
       ${then}`,
    );
    const supervisor = spawn(process.execPath, [path.join(folder, 'main.mjs')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(supervisor);
    let text = '';
    for (const stream of [supervisor.stdout, supervisor.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
    }
    return { supervisor, output: () => text };
  }

  const anotherThan = (pid: string) =>
    vi.waitFor(async () => {
      const now = await answer(port);
      expect(now).toMatch(/^\d+$/);
      expect(now).not.toBe(pid);
      return now;
    }, WAIT);

  return {
    get folder() {
      return folder;
    },
    get port() {
      return port;
    },
    /** Ended after the test. */
    running,
    start,
    /** Waits until another process than this one answers. */
    anotherThan,
  };
}

export const says = (output: () => string, text: string) =>
  vi.waitFor(() => expect(output()).toContain(text), WAIT);

/** Sends the signal; resolves with the exit code. */
export async function end(supervisor: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exit = new Promise<number | null>((resolve) => supervisor.once('exit', resolve));
  supervisor.kill(signal);
  return exit;
}

/** What the port answers; nothing when nobody listens. */
export async function answer(port: number): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    connect(port, '127.0.0.1')
      .on('data', (chunk) => {
        text += chunk.toString();
      })
      .on('error', () => resolve(''))
      .on('close', () => resolve(text));
  });
}
