import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { inDatabase, ROLES, roleUrl, setUpDatabase, setUpRoles, withClient } from '#scripts/db/roles';
import { freePort } from '#scripts/ports';
import { Browser } from '#test/browser/http-browser';
import { findOutsidePostgres } from '#test/database/outside-server.mjs';
import { OutsideDatabase } from '../harness/database';
import { connect, type Site } from '../harness/flows';
import { BARE_SHELL, npm, npmDone } from '../harness/operator';
import { Partner } from '../harness/partner';
import { newCustomer, signIn } from '../harness/people';
import { makeProductionInstall } from '../harness/production-install';
import { until } from '../harness/until';
import { Wise } from '../harness/wise';

const DATABASE = 'connect_outside';
const BOSS = 'boss@bank.example';
/** What the web process wants set, at the least. */
const complete = {
  DATABASE_URL: 'postgresql://connect_web@127.0.0.1:1/none',
  NEXTAUTH_SECRET: 'a secret of the tests, long enough to pass',
  VAULT_INTERNAL_KEY: 'a secret of the tests, long enough to pass',
  WISE_SANDBOX_CLIENT_ID: 'test-client',
  SMTP_URL: 'smtp://127.0.0.1:9',
};

let dataDir: string;
/** The installation that everything here is run in. */
let home: string;
test.beforeAll(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'connect-wise-start-'));
  home = path.join(dataDir, 'home');
  makeProductionInstall(home);
});
test.afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

test('promise 10: npm start without secrets does not start and names each that is missing', async () => {
  const { code, output } = await npmDone(home, 'start', { CONNECT_DATA_DIR: dataDir });
  expect(code).toBe(1);
  for (const name of [
    'NEXTAUTH_SECRET',
    'VAULT_KEYS',
    'VAULT_INTERNAL_KEY',
    'WISE_SANDBOX_CLIENT_ID',
    'CUSTOMER_OIDC_ISSUER',
    'STAFF_OIDC_ISSUER',
  ]) {
    expect(output).toContain(name);
  }
});

test('npm start with untouched examples says once for each audience what to set, and contradicts itself nowhere', async () => {
  const folder = mkdtempSync(path.join(dataDir, 'examples-'));
  for (const name of ['.env.web', '.env.vault'])
    copyFileSync(path.join(home, `${name}.example`), path.join(folder, name));
  const { code, output } = await npmDone(home, 'start', {
    CONNECT_DATA_DIR: dataDir,
    CONNECT_ENV_DIR: folder,
  });
  expect(code).toBe(1);
  for (const line of [
    'APP_URL of web still names example.com',
    'no way to sign in for customers: set SMTP_URL (email links), or CUSTOMER_OIDC_ISSUER,',
    'no way to sign in for staff: set SMTP_URL (email links), or STAFF_OIDC_ISSUER,',
    'no Wise environment is on: set WISE_SANDBOX_CLIENT_ID, WISE_PRODUCTION_CLIENT_ID or both',
  ]) {
    expect(output.split(line), line).toHaveLength(2);
  }
  expect(output).not.toContain('half an OpenID provider');
});

test('npm start names a settings file that Windows wrote in UTF-16, and a password that its # cut off', async () => {
  const folder = mkdtempSync(path.join(dataDir, 'encoded-'));
  writeFileSync(path.join(folder, '.env.web'), '\uFEFFNEXTAUTH_SECRET=hunter2\r\n', 'utf16le');
  writeFileSync(
    path.join(folder, '.env.vault'),
    'VAULT_DATABASE_URL=postgresql://connect_vault:hunter2#x@127.0.0.1/connect\n',
  );
  const { code, output } = await npmDone(home, 'start', {
    CONNECT_DATA_DIR: dataDir,
    CONNECT_ENV_DIR: folder,
  });
  expect(code).toBe(1);
  expect(output).toContain('.env.web is in UTF-16');
  expect(output).toContain('.env.vault, line 1: VAULT_DATABASE_URL ends before its #');
  expect(output).not.toContain('hunter2');
});

test('half a pair of database addresses does not start', async () => {
  const env = { CONNECT_DATA_DIR: dataDir, DATABASE_URL: 'postgresql://connect_web@127.0.0.1:1/x' };
  const { code, output } = await npmDone(home, 'start', env);
  expect(code).toBe(1);
  expect(output).toContain('VAULT_DATABASE_URL');
  expect(output).toContain('VAULT_JOBS_DATABASE_URL');
});

test('promise 4: the web process does not start when a secret of the vault is in its environment', async () => {
  const planted = { VAULT_KEYS: 'planted-key-value', WISE_SANDBOX_CLIENT_SECRET: 'planted-client-secret' };
  const child = spawn(process.execPath, ['dist/web/main.mjs'], {
    cwd: home,
    env: { ...BARE_SHELL, ...planted, PORT: String(await freePort()) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const [code] = await once(child, 'close');
  expect(code).not.toBe(0);
  for (const [name, value] of Object.entries(planted)) {
    expect(output).toContain(`${name} is set`);
    expect(output).not.toContain(value);
  }
});

test('Next alone is no way to start: without the server wrapper nobody’s address is known, and no limit would hold', async () => {
  const child = spawn(process.execPath, ['.next/standalone/server.js'], {
    cwd: home,
    env: { ...BARE_SHELL, ...complete, PORT: String(await freePort()) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const [code] = await once(child, 'close');
  expect(code).not.toBe(0);
  expect(output).toContain('npm start');
});

test('promise 10: without development packages, on a PostgreSQL of somebody else: roles.sql, migrations, npm start, a connect and a token, staff let in and out', async () => {
  test.setTimeout(240_000);
  const outside = await findOutsidePostgres();
  const passwords = Object.fromEntries(
    Object.values(ROLES).map((role) => [role, randomBytes(12).toString('hex')]),
  );
  await withClient(outside.superUrl, async (superuser) => {
    await setUpRoles(superuser, passwords);
    await setUpDatabase(superuser, DATABASE);
  });
  const urlOf = (role: string) => roleUrl(outside.superUrl, role, passwords[role] ?? '', DATABASE);
  const ownerUrl = urlOf('connect_owner');
  const port = await freePort();
  const appUrl = `http://localhost:${port}`;
  const clientSecret = randomBytes(16).toString('hex');
  const wise = await Wise.start({
    clientId: 'started',
    clientSecret,
    redirectUri: `${appUrl}/connect/sandbox/callback`,
  });
  const partnerPort = await freePort();
  const env = {
    CONNECT_DATA_DIR: dataDir,
    APP_URL: appUrl,
    PORT: String(port),
    DATABASE_URL: urlOf('connect_web'),
    VAULT_DATABASE_URL: urlOf('connect_vault'),
    VAULT_JOBS_DATABASE_URL: urlOf('connect_jobs'),
    NEXTAUTH_SECRET: randomBytes(32).toString('hex'),
    VAULT_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    VAULT_INTERNAL_KEY: randomBytes(32).toString('hex'),
    VAULT_INTERNAL_URL: `http://127.0.0.1:${await freePort()}`,
    PARTNER_API_PORT: String(partnerPort),
    WEBHOOK_PORT: String(await freePort()),
    WISE_SANDBOX_CLIENT_ID: 'started',
    WISE_SANDBOX_CLIENT_SECRET: clientSecret,
    WISE_SANDBOX_WEB_URL: wise.url,
    WISE_SANDBOX_API_URL: wise.url,
    SMTP_URL: 'smtp://127.0.0.1:9',
  };

  const early = await npmDone(home, 'start', env);
  expect(early.code, early.output).toBe(1);
  expect(early.output).toContain('migrations are pending');
  expect(early.output).toContain('npm run db:migrate');

  const noOwner = await npmDone(home, 'db:migrate', env);
  expect(noOwner.code, 'no embedded database is made beside the real one').toBe(1);
  expect(noOwner.output).toContain('MIGRATION_DATABASE_URL');
  const owner = { MIGRATION_DATABASE_URL_FILE: path.join(dataDir, 'owner-url') };
  writeFileSync(owner.MIGRATION_DATABASE_URL_FILE, `${ownerUrl}\n`);
  const migrated = await npmDone(home, 'db:migrate', owner);
  expect(migrated.code, migrated.output).toBe(0);
  await withClient(ownerUrl, async (client) => {
    await client.query(`INSERT INTO staff_verification_tokens VALUES ('a', 'b', now() - interval '1 day')`);
    await client.query(`INSERT INTO alarms (code, cleared_at) VALUES ('over', now() - interval '91 days')`);
  });

  const run = npm(home, 'start', env);
  try {
    await until('it says that it runs', () => run.output().includes('Connect Wise is running'), {
      withinMs: 60_000,
    }).catch((error: unknown) => {
      throw new Error(run.output(), { cause: error });
    });
    const superUrl = inDatabase(outside.superUrl, DATABASE);
    const urls = {
      ownerUrl,
      webUrl: urlOf('connect_web'),
      vaultUrl: urlOf('connect_vault'),
      jobsUrl: urlOf('connect_jobs'),
    };
    const database = new OutsideDatabase(superUrl, { ...urls, drop: async () => undefined });
    await until('either process deletes the rows that nobody needs any more', async () => {
      const left = await database.owner(
        `SELECT token FROM staff_verification_tokens UNION ALL SELECT code FROM alarms WHERE code = 'over'`,
      );
      return left.length === 0;
    });
    const site: Site = { appUrl, database, wise: () => wise };
    const customer = await newCustomer(database, appUrl, 'On Debian');
    const user = wise.newUser();
    const id = await connect(site, customer.browser, user);

    const vault = { VAULT_DATABASE_URL: urls.vaultUrl, VAULT_KEYS: env.VAULT_KEYS };
    const made = await npmDone(home, 'api-key', vault, ['create', '--name', 'e2e']);
    expect(made.code, made.output).toBe(0);
    const key = /cwk_[0-9a-f]{16}_[A-Za-z0-9_-]{43}/.exec(made.output)?.[0] ?? '';
    const vended = await new Partner(`http://127.0.0.1:${partnerPort}`, key).vend(id);
    expect(vended.status, vended.text).toBe(200);
    expect(wise.accepts(vended.token ?? '')).toBe(true);

    const set = { ...vault, WISE_SANDBOX_CLIENT_ID: env.WISE_SANDBOX_CLIENT_ID };
    const accepted = await npmDone(home, 'breaker:override', set, ['sandbox', '--hours', '8']);
    expect(accepted.output).toContain('every refusal of Wise in sandbox is believed');
    expect(accepted.code, accepted.output).toBe(0);

    const developer = await customer.browser.post(`${appUrl}/dev/sign-in`, { person: 'ada@example.com' });
    expect(developer.status, 'one-click people exist in development only').toBe(404);

    await lettingStaffInAndOut(database, appUrl, owner);
    await until('the audit trail verifies', async () => {
      const { output } = await npmDone(home, 'audit:verify', vault);
      return /^[1-9]\d* entries verified$/m.test(output);
    });
    await database.close();
  } finally {
    // as browsers open them ahead: nothing is ever asked on these
    const silent = [port, partnerPort].map((each) =>
      net.connect(each, '127.0.0.1').on('error', () => undefined),
    );
    await Promise.all(silent.map((each) => once(each, 'connect'))).catch(() => undefined);
    // the whole group, as Ctrl-C in a terminal does
    process.kill(-(run.child.pid ?? 0), 'SIGINT');
    // npm itself ends by the signal, or with what the supervisor ended with
    expect([0, null]).toContain(await run.code);
    expect(run.output(), 'both end by themselves').not.toContain('cut off');
    for (const each of silent) each.destroy();
    await wise.close();
    await outside.close();
  }
});

async function lettingStaffInAndOut(
  database: OutsideDatabase,
  appUrl: string,
  owner: Record<string, string>,
): Promise<void> {
  const staff = async (act: string, words: string[] = []) => {
    const { code, output } = await npmDone(home, `staff:${act}`, owner, words);
    expect(code, output).toBe(0);
    return output;
  };
  await staff('add', ['--email', BOSS, '--role', 'admin']);
  const { id } = await database.one('SELECT id FROM staff WHERE email = $1', [BOSS]);
  const browser = new Browser();
  await signIn(database, 'staff', String(id), browser, appUrl);
  expect((await browser.get(`${appUrl}/staff`)).status).toBe(200);
  expect(await staff('list')).toMatch(/^boss@bank\.example +admin +no sign-in account linked, signed in$/m);
  // the last admin stays
  await staff('add', ['--email', 'deputy@bank.example', '--role', 'admin']);
  await staff('disable', ['--email', BOSS]);
  const after = await browser.get(`${appUrl}/staff`);
  expect(after.location, 'the next request of a session that was open').toBe(`${appUrl}/staff/sign-in`);
  expect(await staff('list')).toMatch(/^boss@bank\.example +admin +disabled since/m);
}
