import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { root } from '../paths.mjs';
import { runningCluster, stopCluster } from './cluster.mjs';
import { ensureDatabase } from './ensure.mjs';
import { withClient } from './roles.mjs';

// each case makes a cluster and starts it several times: slow on a busy machine
describe('the embedded database', { timeout: 120_000 }, () => {
  let dataDir: string;

  beforeEach(() => {
    dataDir = mkdtempSync(path.join(os.tmpdir(), 'cluster-'));
  });
  afterEach(async () => {
    await stopCluster(dataDir);
    rmSync(dataDir, { recursive: true });
  });

  it('keeps every acknowledged row and its address through kill -9, three times over', async () => {
    const first = await ensureDatabase({ dataDir });
    await withClient(first.ownerUrl, (owner) => owner.query('CREATE TABLE kept (n int)'));
    for (const n of [1, 2, 3]) {
      const running = runningCluster(dataDir);
      expect(running?.ready).toBe(true);
      await withClient(first.ownerUrl, (owner) => owner.query('INSERT INTO kept VALUES ($1)', [n]));
      if (running) process.kill(running.pid, 'SIGKILL');
      await vi.waitFor(() => expect(runningCluster(dataDir)).toBeUndefined(), { timeout: 15_000 });
      const again = await ensureDatabase({ dataDir });
      expect(again.ownerUrl).toBe(first.ownerUrl);
      const { rows } = await withClient(again.ownerUrl, (owner) =>
        owner.query('SELECT count(*)::int AS n FROM kept'),
      );
      expect(rows).toEqual([{ n }]);
    }
  });

  it('is made once by four processes that start at once, and all get the same addresses', async () => {
    const script = path.join(dataDir, 'start.mjs');
    const module = pathToFileURL(path.join(root, 'scripts/db/ensure.mjs')).href;
    writeFileSync(
      script,
      `import { ensureDatabase } from ${JSON.stringify(module)};
       const { started, ...urls } = await ensureDatabase({ dataDir: ${JSON.stringify(dataDir)} });
       console.log(JSON.stringify({ started, urls }));`,
    );
    const run = async () => JSON.parse((await promisify(execFile)(process.execPath, [script])).stdout);
    const answers = await Promise.all([run(), run(), run(), run()]);
    expect(answers.filter(({ started }) => started)).toHaveLength(1);
    expect(new Set(answers.map(({ urls }) => JSON.stringify(urls))).size).toBe(1);
    await withClient(answers[0].urls.webUrl, (web) => web.query('SELECT 1'));
  });

  it('keeps its passwords in a file that only its owner reads', async () => {
    await ensureDatabase({ dataDir });
    expect(statSync(path.join(dataDir, 'pg.json')).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(dataDir, 'pg')).mode & 0o077).toBe(0);
  });

  it('takes over the lock of a process that was killed, though its pid is in use again', async () => {
    writeFileSync(path.join(dataDir, 'pg.lock'), `${process.pid} 1`);
    await expect(ensureDatabase({ dataDir })).resolves.toMatchObject({ started: true });
  });
});
