import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { root } from '#scripts/paths';

const WAIT = { timeout: 20_000, interval: 20 };

/** Enough of them to fill the file or pipe and what is kept in memory. */
const TIMES = 600;

/** Logs 16 kB for each answer. */
const SERVER = `
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createLogger } from '#lib/log/logger';
const log = createLogger('server', 'debug');
createServer((request, response) => {
  if (request.url === '/end') process.exit(7);
  log.info({ filling: 'x'.repeat(16_000), url: request.url }, 'asked');
  response.end('answered');
}).listen(0, '127.0.0.1', function () {
  writeFileSync(process.argv[2], String(this.address().port));
});
`;

let folder: string;
let file: string;
const running: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(root, 'lib/log/.destination-'));
  file = path.join(folder, 'out.log');
  writeFileSync(path.join(folder, 'server.ts'), SERVER);
});

afterEach(() => {
  for (const each of running.splice(0)) each.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** The server under a shell, so that its output goes where a test wants it. */
function run(shell: string): ChildProcess {
  const node = `exec '${process.execPath}' --import tsx '${folder}/server.ts' '${folder}/port'`;
  const child = spawn('sh', ['-c', shell.replace('NODE', node)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  running.push(child);
  return child;
}

function ask(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const port = readFileSync(path.join(folder, 'port'), 'utf8');
    request({ host: '127.0.0.1', port, path: url, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(text));
    })
      .on('error', reject)
      .end();
  });
}

const answers = () => vi.waitFor(async () => expect(await ask('/first')).toBe('answered'), WAIT);

async function askTimes(times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) expect(await ask(`/${n}`)).toBe('answered');
}

/** Each line is whole, and each answer has its line or is counted as lost. */
function expectEachOnce(text: string): void {
  const lines = text.trimEnd().split('\n');
  expect(lines.filter((line) => !isObject(line))).toEqual([]);
  const lost = lines.map((line) => JSON.parse(line).lost ?? 0).reduce((sum, each) => sum + each, 0);
  expect(lost).toBeGreaterThan(0);
  expect(lines.filter((line) => line.includes('"asked"')).length + lost).toBe(TIMES + 1);
}

const isObject = (line: string) => typeof JSON.parse(line) === 'object';

describe('a log that cannot be written costs lines, never requests', () => {
  it('a full device: requests go on, and the process ends when it is told to', async () => {
    const child = run('NODE >/dev/full');
    await answers();
    await askTimes(300);
    const ended = once(child, 'exit');
    await ask('/end').catch(() => undefined);
    expect(await ended).toEqual([7, null]);
  });

  it('tells how many lines were lost once there is room again', async () => {
    // a limit on the size of a file: what a full disk is to one process, for every user and without a mount
    run(`ulimit -f 4096; NODE >>'${file}'`);
    await answers();
    await askTimes(TIMES);
    const before = readFileSync(file, 'utf8');
    truncateSync(file);
    const after = await vi.waitFor(() => {
      const text = readFileSync(file, 'utf8');
      expect(text).toContain('log lines were lost');
      return text;
    }, WAIT);
    expectEachOnce(`${before}${after}`);
  });

  it('a reader that stands still: requests go on, and each line that it gets later is whole', async () => {
    const child = run('NODE');
    await answers();
    await askTimes(TIMES);
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    await vi.waitFor(() => expect(text).toContain('log lines were lost'), WAIT);
    expectEachOnce(text);
  });

  it('ends in spite of a reader that stands still', async () => {
    const child = run('NODE');
    await answers();
    await askTimes(100);
    const ended = once(child, 'exit');
    await vi.waitFor(async () => {
      await ask('/end').catch(() => undefined);
      expect(child.exitCode ?? child.signalCode).not.toBeNull();
    }, WAIT);
    await ended;
  });

  it.each([
    ['', 'cat'],
    // whoever touches process.stdout makes the pipe non-blocking, and a reader may be behind
    ['process.stdout.isTTY;', '(sleep 1; cat)'],
  ])('loses nothing that was logged right before the end: %s | %s', (first, reader) => {
    const code = `import { createLogger } from '#lib/log/logger'; const log = createLogger('x'); ${first}
      const until = performance.now() + 1_500;
      for (let n = 0; n < 2000 || performance.now() < until; n += 1) if (n < 2000) log.info({ n }, 'last words');
      process.exit(0)`;
    writeFileSync(path.join(folder, 'last.ts'), code);
    const run = `'${process.execPath}' --import tsx '${folder}/last.ts' | ${reader}`;
    const text = execFileSync('sh', ['-c', run], {
      cwd: root,
      encoding: 'utf8',
    });
    const lines = text.split('\n').slice(0, -1);
    expect(lines).toHaveLength(2000);
    expect(lines.every(isObject)).toBe(true);
  });

  it('leaves nothing behind that keeps Node from following links to packages, which would load them twice', () => {
    const code = `import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
      import { createRequire } from 'node:module';
      import { createLogger } from '#lib/log/logger';
      mkdirSync('package');
      symlinkSync('package', 'link');
      for (const name of ['first.js', 'second.js']) writeFileSync('package/' + name, '');
      const here = createRequire(process.cwd() + '/x.js');
      here('./package/first.js');
      createLogger('x');
      console.error(here.resolve('./link/second.js'));`;
    writeFileSync(path.join(folder, 'linked.ts'), code);
    const tsx = import.meta.resolve('tsx');
    const command = `'${process.execPath}' --import '${tsx}' '${folder}/linked.ts' 2>&1 | cat`;
    const text = execFileSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' });
    expect(text.trim()).toBe(path.join(folder, 'package/second.js'));
  });
});

// one of Linux: where there is none, the first test would prove nothing
it('stands on a machine that has a full device', () => {
  const write = () => writeFileSync('/dev/full', 'x');
  expect(write).toThrow('ENOSPC');
});
