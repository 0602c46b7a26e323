import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureDatabase, superuserUrl } from '#scripts/db/ensure';
import { withClient } from '#scripts/db/roles';
import { openDatabase } from './client';
import { createReadiness } from './readiness';

// a server of its own, which waits for the disk: the setting is the whole server's, and the tests' server waits for nothing
const dataDir = mkdtempSync(path.join(tmpdir(), 'connect-wise-readiness-'));
let database: Awaited<ReturnType<typeof ensureDatabase>>;

beforeAll(async () => {
  database = await ensureDatabase({ dataDir });
});
afterAll(async () => {
  await database.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Limits for a busy machine, no expectations. */
const PATIENCE = { timeout: 30_000 };

const setStandby = (name: string) =>
  withClient(superuserUrl(dataDir), async (superuser) => {
    await superuser.query(`ALTER SYSTEM SET synchronous_standby_names = ${superuser.escapeLiteral(name)}`);
    await superuser.query('SELECT pg_reload_conf()');
  });

it('is no while commits wait for a synchronous standby that is away, though every SELECT is answered', async () => {
  const web = openDatabase(database.webUrl, { applicationName: 'test', max: 10 });
  const ask = () => createReadiness(() => web.db, 2_000)();
  await expect.poll(ask, PATIENCE).toBe(true);
  await setStandby('nobody');
  await expect.poll(ask, PATIENCE).toBe(false);
  expect(await web.db.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  await setStandby('');
  await expect.poll(ask, PATIENCE).toBe(true);
  await web.close();
});
