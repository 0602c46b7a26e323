import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from './paths.mjs';

it.each(['start', 'dev'])(
  'npm %s ends with words when it is given an option, which nothing would read',
  (name) => {
    const script = path.join(root, `scripts/${name}.mjs`);
    const { status, stderr, stdout } = spawnSync(process.execPath, [script, '--port', '8080'], {
      encoding: 'utf8',
    });
    expect(stderr).toContain('takes no options (given: --port 8080)');
    expect(stdout).toBe('');
    expect(status).toBe(2);
  },
);

const run = (...words: string[]) =>
  spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8', timeout: 60_000 });

it.each([
  ['scripts/start.mjs', 'usage: npm start'],
  ['scripts/dev.mjs', 'usage: npm run dev'],
  ['scripts/db.mjs stop', 'usage: npm run db:start | db:stop'],
  ['scripts/test.mjs', 'usage: npm test'],
  ['scripts/boundaries.mjs', 'usage: npm run boundaries'],
  ['scripts/complete-lock.mjs', 'usage: node scripts/complete-lock.mjs'],
  ['scripts/command.mjs', 'usage: node scripts/command.mjs'],
  ['scripts/command.mjs staff add', 'npm run staff:add -- --email'],
  ['scripts/command.mjs api-key', 'usage: npm run api-key'],
  ['scripts/command.mjs breaker-override', 'usage: npm run breaker:override'],
  ['scripts/command.mjs audit', 'usage: npm run audit'],
  ['scripts/command.mjs audit-verify', 'usage: npm run audit:verify'],
  ['scripts/command.mjs credentials', 'usage: npm run credentials'],
  ['scripts/command.mjs holds', 'usage: npm run holds'],
  ['scripts/command.mjs import', 'usage: npm run import'],
  ['scripts/command.mjs jose', 'usage: npm run jose'],
  ['scripts/command.mjs keys', 'usage: npm run keys'],
  ['scripts/command.mjs mtls', 'usage: npm run mtls'],
])('%s --help says how it is used, on standard output, and does nothing', (command, usage) => {
  const { status, stdout, stderr } = run(...command.split(' '), '--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain(usage);
});

it.each([
  ['scripts/db.mjs stop --now', "Unknown option '--now'"],
  ['scripts/db.mjs stop now', 'usage: npm run db:start'],
  ['scripts/test.mjs --fast', "Unknown option '--fast'"],
  ['scripts/test.mjs no-such-stage', 'there is no stage no-such-stage'],
  ['scripts/boundaries.mjs --fix', 'takes no options'],
  ['scripts/command.mjs staff add --admin', "Unknown option '--admin'"],
  ['scripts/command.mjs api-key list --all', "Unknown option '--all'"],
  ['scripts/command.mjs breaker-override sandbox --for-ever', "Unknown option '--for-ever'"],
  ['scripts/command.mjs credentials status --all', "Unknown option '--all'"],
  ['scripts/command.mjs credentials switch', 'usage: npm run credentials'],
  ['scripts/command.mjs audit-verify --quick', "Unknown option '--quick'"],
  ['scripts/command.mjs jose check sandbox --quick', "Unknown option '--quick'"],
  ['scripts/command.mjs mtls status sandbox --all', "Unknown option '--all'"],
])('%s ends with 2 and says what is wrong', (command, problem) => {
  const { status, stdout, stderr } = run(...command.split(' '));
  expect(status).toBe(2);
  expect(stderr).toContain(problem);
  expect(stdout).toBe('');
});

it('a command whose output reaches nobody ends with 1 and says so: a new secret is printed once', async () => {
  const child = spawn(process.execPath, ['scripts/command.mjs', 'keys', '--help'], { cwd: root });
  child.stdout.destroy();
  const said = child.stderr.toArray();
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(Buffer.concat(await said).toString()).toContain('what it did stands');
});
