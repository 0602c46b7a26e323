import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { request } from 'undici';
import { ROLES, roleUrl, setUpDatabase, setUpRoles, withClient } from '#scripts/db/roles';
import { freePort } from '#scripts/ports';
import { findOutsidePostgres } from '#test/database/outside-server.mjs';
import { startPooler } from '#test/database/pooler.mjs';
import { npm, npmDone } from '../harness/operator';
import { makeProductionInstall } from '../harness/production-install';
import { until } from '../harness/until';

const DATABASE = 'connect_pooled';

test('npm run db:migrate and npm start with pooled addresses alone: statement mode is refused, transaction mode runs', async () => {
  test.setTimeout(240_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'connect-wise-pooled-start-'));
  const home = path.join(folder, 'home');
  makeProductionInstall(home);
  const outside = await findOutsidePostgres();
  const passwords = Object.fromEntries(
    Object.values(ROLES).map((role) => [role, randomBytes(12).toString('hex')]),
  );
  await withClient(outside.superUrl, async (superuser) => {
    await setUpRoles(superuser, passwords);
    await setUpDatabase(superuser, DATABASE);
  });
  const urlOf = (role: string) => roleUrl(outside.superUrl, role, passwords[role] ?? '', DATABASE);
  const settings = await productionSettings(folder);
  const through = (pooler: { through: (url: string) => string }) => ({
    ...settings,
    DATABASE_URL: pooler.through(urlOf(ROLES.web)),
    VAULT_DATABASE_URL: pooler.through(urlOf(ROLES.vault)),
    VAULT_JOBS_DATABASE_URL: pooler.through(urlOf(ROLES.jobs)),
  });
  const statements = await startPooler(outside.superUrl, passwords, { pool_mode: 'statement' });
  const transactions = await startPooler(outside.superUrl, passwords, { default_pool_size: 5 });
  try {
    const refused = await npmDone(home, 'start', through(statements));
    expect(refused.code, refused.output).toBe(1);
    for (const name of ['DATABASE_URL', 'VAULT_DATABASE_URL', 'VAULT_JOBS_DATABASE_URL'])
      expect(refused.output).toContain(`${name}: the pooler is in statement mode`);

    const owner = { MIGRATION_DATABASE_URL: transactions.through(urlOf(ROLES.owner)) };
    const migrated = await npmDone(home, 'db:migrate', owner);
    expect(migrated.code, migrated.output).toBe(0);
    const added = await npmDone(home, 'staff:add', owner, ['--email', 'boss@bank.test', '--role', 'admin']);
    expect(added.code, added.output).toBe(0);

    const run = npm(home, 'start', through(transactions));
    try {
      await until('it says that it runs', () => run.output().includes('Connect Wise is running'), {
        withinMs: 90_000,
      }).catch((error: unknown) => {
        throw new Error(run.output(), { cause: error });
      });
      const { statusCode, body } = await request(`${settings.APP_URL}/api/health`, { reset: true });
      expect(statusCode, await body.text()).toBe(200);
    } finally {
      process.kill(-(run.child.pid ?? 0), 'SIGINT');
      await run.code;
    }
  } finally {
    await statements.close();
    await transactions.close();
    await outside.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

async function productionSettings(folder: string) {
  const [port, internalPort, partnerPort, webhookPort] = await Promise.all(
    Array.from({ length: 4 }, () => freePort()),
  );
  const secret = () => randomBytes(32).toString('hex');
  return {
    CONNECT_DATA_DIR: folder,
    APP_URL: `http://localhost:${port}`,
    PORT: String(port),
    NEXTAUTH_SECRET: secret(),
    VAULT_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    VAULT_INTERNAL_KEY: secret(),
    VAULT_INTERNAL_URL: `http://127.0.0.1:${internalPort}`,
    PARTNER_API_PORT: String(partnerPort),
    WEBHOOK_PORT: String(webhookPort),
    WISE_SANDBOX_CLIENT_ID: 'pooled',
    WISE_SANDBOX_CLIENT_SECRET: secret(),
    SMTP_URL: 'smtp://127.0.0.1:9',
  };
}
