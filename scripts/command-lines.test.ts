import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { CertificateAuthority } from 'wise-emulator/testing';
import { vault as settings } from '#lib/env/testing/settings';
import { COMMANDS } from './commands.mjs';
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

/** Of commands whose script has another name than they, or that are to be run without npm's own words. */
const SCRIPTS: Readonly<Record<string, string>> = {
  audit: '--silent audit',
  'audit-verify': 'audit:verify',
  'breaker-override': 'breaker:override',
  staff: 'staff:add',
};

it.each<[string, string]>([
  ['scripts/start.mjs', 'usage: npm start'],
  ['scripts/dev.mjs', 'usage: npm run dev'],
  ['scripts/db.mjs stop', 'usage: npm run db:start | db:stop'],
  ['scripts/test.mjs', 'usage: npm test'],
  ['scripts/boundaries.mjs', 'usage: npm run boundaries'],
  ['scripts/complete-lock.mjs', 'usage: node scripts/complete-lock.mjs'],
  ['scripts/command.mjs', 'usage: node scripts/command.mjs'],
  ['scripts/command.mjs staff add', 'npm run staff:add -- --email'],
  ...COMMANDS.map((name): [string, string] => [
    `scripts/command.mjs ${name}`,
    `usage: npm run ${SCRIPTS[name] ?? name}`,
  ]),
  ['--import tsx scripts/openapi.ts', 'usage: npm run openapi'],
])('%s --help says how it is used, on standard output, and does nothing', (command, usage) => {
  const { status, stdout, stderr } = run(...command.split(' '), '--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain(usage);
});

it.each(COMMANDS)('%s --help says with which exit codes it ends', (name) => {
  expect(run('scripts/command.mjs', name, '--help').stdout).toMatch(/^Ends with 0 .*, with 1 /m);
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

it.each([
  ['scripts/db.mjs migrate', 1],
  ['scripts/command.mjs staff list', 1],
  ['scripts/command.mjs keys list', 1],
  ['scripts/command.mjs api-key list', 1],
  ['scripts/command.mjs access-records', 1],
  ['scripts/command.mjs audit-verify', 2],
])('%s says what to do where no database answers, in two lines and without a password', (command, code) => {
  const at = (role: string) => `postgresql://${role}:hunter2@127.0.0.1:9/connect`;
  const { status, stdout, stderr } = spawnSync(process.execPath, command.split(' '), {
    ...{ cwd: root, encoding: 'utf8', timeout: 60_000 },
    env: {
      ...{ NODE_ENV: 'test', PATH: process.env.PATH, CONNECT_ENV_DIR: path.join(root, 'no-such-folder') },
      ...{ ...settings, VAULT_DATABASE_URL: at('connect_vault') },
      ...{ VAULT_JOBS_DATABASE_URL: at('connect_jobs'), MIGRATION_DATABASE_URL: at('connect_owner') },
    },
  });
  expect({ status, stdout }).toEqual({ status: code, stdout: '' });
  expect(stderr).toMatch(/^.*(127\.0\.0\.1:9|of the address)\nLook whether PostgreSQL runs.*\n$/);
  expect(stderr).not.toContain('hunter2');
});

it('a command whose output reaches nobody ends with 1 and says so: a new secret is printed once', async () => {
  const child = spawn(process.execPath, ['scripts/command.mjs', 'keys', '--help'], { cwd: root });
  child.stdout.destroy();
  const said = child.stderr.toArray();
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(Buffer.concat(await said).toString()).toContain('what it did stands');
});

it('a command that finds settings wrong names each, and speaks of no start', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'command-lines-'));
  const { certificate, key } = await (await CertificateAuthority.create()).makeServer(
    { dns: ['a.example'], ip: [] },
    { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 },
  );
  const at = (name: string) => path.join(folder, name);
  writeFileSync(at('c.pem'), certificate);
  writeFileSync(at('c.key'), key);
  const env = {
    NODE_ENV: 'production' as const,
    PATH: process.env.PATH,
    HOME: folder,
    VAULT_DATABASE_URL: 'postgresql://connect_vault:p@localhost/connect',
    VAULT_KEYS: 'too short',
    WISE_SANDBOX_CLIENT_ID: 'app',
    WISE_SANDBOX_CLIENT_SECRET: 's',
    WISE_SANDBOX_CLIENT_CERTIFICATE_FILE: at('c.pem'),
    WISE_SANDBOX_CLIENT_KEY_FILE: at('c.key'),
  };
  const words = ['scripts/command.mjs', 'mtls', 'check', 'sandbox'];
  const { status, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8', env });
  rmSync(folder, { recursive: true });
  expect(status).toBe(1);
  expect(stderr).toContain(
    "That did not work: the vault's settings are wrong:\n  - VAULT_KEYS: is too short",
  );
  expect(stderr).not.toMatch(/cannot start|PRIVATE KEY/);
});
