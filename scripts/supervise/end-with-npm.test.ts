import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const MODULE = pathToFileURL(fileURLToPath(new URL('./end-with-npm.mjs', import.meta.url))).href;

/** Says when it runs and when it ended in order, by files: nobody reads what an orphan prints. */
const COMMAND = `
import { writeFileSync } from 'node:fs';
import { endWithNpm } from '${MODULE}';
endWithNpm();
process.once('SIGTERM', () => { writeFileSync('ended', ''); process.exit(0); });
setInterval(() => undefined, 1000);
writeFileSync('running', String(process.pid));
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'end-with-npm-'));
  writeFileSync(path.join(folder, 'package.json'), '{ "scripts": { "serve": "node serve.mjs" } }');
  writeFileSync(path.join(folder, 'serve.mjs'), COMMAND);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('promise 10: a SIGTERM to npm ends what npm started, in order; before, it went on and kept its ports', async () => {
  const npm = spawn('npm', ['run', '--silent', 'serve'], { cwd: folder, stdio: 'ignore' });
  const ended = once(npm, 'exit');
  const running = path.join(folder, 'running');
  await vi.waitUntil(() => existsSync(running) && readFileSync(running, 'utf8') !== '', { timeout: 60_000 });
  const pid = Number(readFileSync(running, 'utf8'));
  try {
    npm.kill('SIGTERM');
    await ended;
    await vi.waitUntil(() => existsSync(path.join(folder, 'ended')), { timeout: 60_000 });
    await vi.waitUntil(() => !isThere(pid), { timeout: 60_000 });
  } finally {
    if (isThere(pid)) process.kill(pid, 'SIGKILL');
  }
  expect(isThere(pid)).toBe(false);
}, 150_000);

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
