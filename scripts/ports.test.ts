import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from './paths.mjs';
import { freePort } from './ports.mjs';

const run = promisify(execFile);

it('processes that look for ports at the same time get different ones, though nobody listens yet', async () => {
  const ask = `
    const { freePort } = await import('./scripts/ports.mjs');
    console.log(JSON.stringify(await Promise.all(Array.from({ length: 30 }, () => freePort()))));`;
  const answers = await Promise.all(
    Array.from({ length: 4 }, () =>
      run(process.execPath, ['--input-type=module', '--eval', ask], { cwd: path.resolve(root) }),
    ),
  );
  const ports = answers.flatMap(({ stdout }) => JSON.parse(stdout) as number[]);
  expect(ports).toHaveLength(120);
  expect(new Set(ports).size).toBe(120);
});

it('gives the port that is wanted while it is free, else another', async () => {
  const wanted = await freePort();
  expect(await freePort(wanted)).toBe(wanted);
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(wanted, '127.0.0.1', resolve));
  expect(await freePort(wanted)).not.toBe(wanted);
  await new Promise((resolve) => taken.close(resolve));
});
