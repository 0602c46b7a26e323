import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEADLINES } from '#vault/runtime/deadlines';
import { SUBMISSION_TRIES_SECONDS } from '#web/attempts/handle-callback';
import { root } from '../paths.mjs';
import { startedAt } from '../process-table.mjs';
import { STOP_WITHIN_MS } from './child.mjs';
import { end, LISTENER, says, useSupervisor } from './testing/supervised';

/** Has something to end first: it goes when the file is there. */
const late = (file: string) =>
  `${LISTENER}; process.on('SIGTERM', () => { console.log('ending its call'); setInterval(() => {
    if (require('fs').existsSync(${JSON.stringify(file)})) { console.log('ended its call'); process.exit(); }
  }, 20); })`;
/** Told to end, it stops listening at once and needs longer than the supervisor's three looks at that. */
const CLOSES_FIRST = `const server = require('net').createServer((s) => s.on('error', () => {}).end(String(process.pid))).listen(+process.argv[1], '127.0.0.1');
  process.once('SIGTERM', () => { server.close(); setTimeout(() => { console.log('ended its call'); process.exit(); }, 5_000); })`;
const STUBBORN = `${LISTENER}; process.on('SIGTERM', () => console.log('not now'))`;
const FORKED = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(LISTENER)}, process.argv[1]]); setInterval(() => {}, 1e6)`;

describe('the supervisor', () => {
  const world = useSupervisor();
  const { start, anotherThan, running } = world;

  it('starts a child again after kill -9', async () => {
    const { output } = start(LISTENER);
    await says(output, 'up');
    const first = await anotherThan('');
    process.kill(Number(first), 'SIGKILL');
    await anotherThan(first);
    expect(output()).toContain('child ended (SIGKILL)');
  });

  it('starts a child again whose worker was killed while it lives on without listening', async () => {
    const { output } = start(FORKED);
    await says(output, 'up');
    const first = await anotherThan('');
    process.kill(Number(first), 'SIGKILL');
    await anotherThan(first);
  });

  it('ends what a killed supervisor left behind, and only then starts anew', async () => {
    const first = start(FORKED);
    await says(first.output, 'up');
    const orphan = await anotherThan('');
    await end(first.supervisor, 'SIGKILL');
    expect(startedAt(Number(orphan))).toBeDefined();
    const second = start(LISTENER);
    await says(second.output, 'up');
    expect(second.output()).toContain('ended: child');
    expect(startedAt(Number(orphan))).toBeUndefined();
  });

  it('leaves a process alone that only got a noted pid later', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], {
      cwd: root,
      detached: true,
    });
    running.push(stranger);
    writeFileSync(
      path.join(world.folder, 'run.json'),
      JSON.stringify({
        supervisor: { pid: 0 },
        children: [{ name: 'old', pid: stranger.pid, mark: 'long ago' }],
      }),
    );
    const { output } = start(LISTENER);
    await says(output, 'up');
    expect(startedAt(Number(stranger.pid))).toBeDefined();
  });

  it('refuses to run twice on one data folder', async () => {
    const first = start(LISTENER);
    await says(first.output, 'up');
    await says(start(LISTENER).output, `runs already on ${world.folder}`);
  });

  it('names the port that is in use and how to choose another', async () => {
    const stranger = spawn(process.execPath, ['-e', LISTENER, String(world.port)]);
    running.push(stranger);
    await anotherThan('');
    await says(
      start(LISTENER).output,
      `port ${world.port} (child) is in use: end what uses it, or choose another with PORT=…`,
    );
  });

  it('ends with an error when a child cannot start', async () => {
    const { supervisor, output } = start(`console.error('VAULT_KEYS is missing'); process.exit(1)`);
    const code = await new Promise((resolve) => supervisor.once('exit', resolve));
    expect(code).toBe(1);
    expect(output()).toContain('child|VAULT_KEYS is missing');
  });

  it('stops everything and forgets its notes when told to', async () => {
    const { supervisor, output } = start(FORKED);
    await says(output, 'up');
    const pid = Number(await anotherThan(''));
    expect(await end(supervisor, 'SIGTERM')).toBe(0);
    expect(startedAt(pid)).toBeUndefined();
    expect(() => readFileSync(path.join(world.folder, 'run.json'))).toThrow('ENOENT');
  });

  it('waits longer than vault and web need to end their calls; before, a stop cut them off after ten seconds', () => {
    expect(STOP_WITHIN_MS).toBeGreaterThan(DEADLINES.hardStopMs);
    // the web's last offer of a code begins as late as this and takes up to ten seconds
    expect(STOP_WITHIN_MS).toBeGreaterThan((SUBMISSION_TRIES_SECONDS + 10) * 1000);
  });

  it('lets a child that ends late end by itself', async () => {
    const file = path.join(world.folder, 'answered');
    const { supervisor, output } = start(late(file));
    await says(output, 'up');
    const exit = end(supervisor, 'SIGTERM');
    await says(output, 'child|ending its call');
    writeFileSync(file, '');
    expect(await exit).toBe(0);
    expect(output()).toContain('child|ended its call');
  });

  it('lets a child that was told to end by somebody else end its calls when it listens no more', async () => {
    const { output } = start(CLOSES_FIRST, {}, { closesFirst: true });
    await says(output, 'up');
    const first = await anotherThan('');
    process.kill(Number(first), 'SIGTERM');
    await anotherThan(first);
    expect(output()).toContain('child|ended its call');
    expect(output()).toContain('child ended (code 0)');
  });

  it('cuts off, and says so, what does not end in time', async () => {
    const { supervisor, output } = start(STUBBORN, { stopWithinMs: 200 });
    await says(output, 'up');
    const pid = Number(await anotherThan(''));
    expect(await end(supervisor, 'SIGTERM')).toBe(0);
    expect(output()).toContain('child did not end within 0.2 s: it is cut off');
    expect(startedAt(pid)).toBeUndefined();
  });

  it('ends everything at once on a second Ctrl-C, however long a stop may take', async () => {
    const { supervisor, output } = start(STUBBORN, { stopWithinMs: 3_600_000 });
    await says(output, 'up');
    const pid = Number(await anotherThan(''));
    const exit = end(supervisor, 'SIGINT');
    await says(output, 'child|not now');
    expect(output()).toContain('a second Ctrl-C ends everything at once');
    // one that comes along with the first, from npm, does not count: so it is pressed until it does
    const pressing = setInterval(() => supervisor.kill('SIGINT'), 100);
    expect(await exit.finally(() => clearInterval(pressing))).toBe(0);
    expect(startedAt(pid)).toBeUndefined();
  });
});
