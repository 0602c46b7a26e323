import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { root } from '../paths.mjs';
import { startedAt } from '../process-table.mjs';
import { answer, end, LISTENER, says, useSupervisor, WAIT } from './testing/supervised';

describe('the supervisor, when something fails beside it', () => {
  const world = useSupervisor();
  const { start, anotherThan, running } = world;

  it.each(['SIGKILL', 'SIGABRT'] as const)(
    'leaves nobody behind when it ends by %s: its children end by themselves, in order',
    async (signal) => {
      const file = path.join(world.folder, 'ended');
      const code = `${LISTENER}; process.on('SIGTERM', () => { require('fs').writeFileSync(${JSON.stringify(file)}, ''); process.exit(); })`;
      const { supervisor, output } = start(code, {}, { endsWithSupervisor: true });
      await says(output, 'up');
      const pid = Number(await anotherThan(''));
      await end(supervisor, signal);
      await vi.waitFor(() => expect(startedAt(pid)).toBeUndefined(), WAIT);
      expect(existsSync(file)).toBe(true);
    },
  );

  it.each([
    ['throws', `setTimeout(() => { throw new Error('a fault of its own'); }, 10)`],
    ['leaves a failure unheard', `void Promise.reject(new Error('a fault of its own'))`],
  ])('stops everything, with an error, when it %s', async (_what, fault) => {
    const { supervisor, output } = start(LISTENER, {}, {}, `setTimeout(() => { ${fault} }, 200)`);
    await says(output, 'up');
    const pid = Number(await anotherThan(''));
    const [code] = await once(supervisor, 'exit');
    expect(code).toBe(1);
    expect(output()).toContain('a fault of its own');
    expect(startedAt(pid)).toBeUndefined();
  });

  it('runs on without notes when its data folder cannot be written any more; before, the next death of a child ended it and left the others', async () => {
    const data = path.join(world.folder, 'data');
    const { supervisor, output } = start(LISTENER, { dataDir: data });
    await says(output, 'up');
    const first = await anotherThan('');
    rmSync(data, { recursive: true });
    writeFileSync(data, 'a file in its place');
    process.kill(Number(first), 'SIGKILL');
    const second = await anotherThan(first);
    await says(output, `warning: notes about what runs cannot be written to ${data} (EEXIST)`);
    rmSync(data);
    process.kill(Number(second), 'SIGKILL');
    const third = Number(await anotherThan(second));
    await says(output, `notes about what runs can be written to ${data} again`);
    rmSync(data, { recursive: true });
    writeFileSync(data, 'a file in its place');
    expect(await end(supervisor, 'SIGTERM')).toBe(0);
    expect(startedAt(third)).toBeUndefined();
  });

  it.each<[string, string, (data: string) => void]>([
    ['a file', 'a file stands in its place', (data) => writeFileSync(data, '')],
    ['below a file', 'a file stands in its place', (data) => writeFileSync(path.dirname(data), '')],
  ])('starts nothing when its data folder is %s, and says so', async (what, reason, make) => {
    const data = path.join(world.folder, what === 'a file' ? 'data' : 'file/data');
    make(data);
    const { supervisor, output } = start(LISTENER, { dataDir: data });
    await once(supervisor, 'exit');
    expect(output()).toContain(`the data folder ${data} cannot be written (${reason})`);
    expect(output()).toContain('CONNECT_DATA_DIR=');
    expect(await answer(world.port)).toBe('');
  });

  it('starts nothing when its data folder has no room, and says so', () => {
    // a limit on the size of a file: what a full disk is to one process, for every user and without a mount
    const module = pathToFileURL(path.join(root, 'scripts/supervise/data-folder.mjs')).href;
    const code = `import(${JSON.stringify(module)}).then((m) => m.checkDataFolder(${JSON.stringify(world.folder)})).catch((error) => console.log(error.message))`;
    const text = execFileSync('sh', ['-c', `ulimit -f 1; exec "$0" -e "$1" | cat`, process.execPath, code], {
      encoding: 'utf8',
    });
    expect(text).toContain(`the data folder ${world.folder} cannot be written (files may not grow there)`);
    expect(readdirSync(world.folder)).toEqual([]);
  });

  it('names what holds its port when the notes about it are lost', async () => {
    const stranger = spawn(process.execPath, ['-e', LISTENER, String(world.port)]);
    running.push(stranger);
    await anotherThan('');
    const { output } = start(LISTENER);
    await says(output, `port ${world.port} (child) is in use`);
    expect(output()).toContain(`held by pid ${stranger.pid}, node`);
    if (process.platform === 'linux') expect(output()).toContain(` in ${process.cwd()}: kill`);
    expect(output()).toContain(`kill ${stranger.pid} ends it`);
  });

  it('starts anew over notes that cannot be read', async () => {
    writeFileSync(path.join(world.folder, 'run.json'), '{}');
    await says(start(LISTENER).output, 'up');
  });

  it('goes on when its own output cannot be written', async () => {
    const { supervisor, output } = start(LISTENER);
    await says(output, 'up');
    supervisor.stdout?.destroy();
    supervisor.stderr?.destroy();
    const first = await anotherThan('');
    process.kill(Number(first), 'SIGKILL');
    const second = await anotherThan(first);
    process.kill(Number(second), 'SIGKILL');
    const third = Number(await anotherThan(second));
    expect(await end(supervisor, 'SIGTERM')).toBe(0);
    expect(startedAt(third)).toBeUndefined();
  });
});
