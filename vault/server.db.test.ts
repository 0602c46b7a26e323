import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { setReadOnly } from '#test/database/read-only';
import { until } from '#test/until';
import { exchangeCode } from '#web/vault-client/vault-client';
import { startVault } from './server';
import { makeApiKey } from './testing/api-key';
import { attemptOf, newCustomer, signIn } from './testing/attempts';
import { exchangeRow } from './testing/exchanges';
import { Harness, SHORT, UNHURRIED } from './testing/harness';
import { untilWaitedFor } from './testing/until-waited-for';
import { newWiseUser } from './testing/wise-users';

let harness: Harness;
const children: ChildProcess[] = [];

beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.close());
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('startVault', () => {
  it('listens on three ports with these routes and no others', async () => {
    const vault = await startVault(harness.env(), { deadlines: SHORT });
    const names = (app: typeof vault.partner) => app.knownRoutes.map(({ method, url }) => `${method} ${url}`);
    expect(names(vault.partner).sort()).toEqual([
      'DELETE /v1/application/:environment/wise/*',
      'DELETE /v1/connections/:id/wise/*',
      'DELETE /v1/event-endpoints/:id',
      'GET /healthz',
      'GET /readyz',
      'GET /v1/application-token',
      'GET /v1/application/:environment/wise/*',
      'GET /v1/connect-sessions/:id',
      'GET /v1/connections',
      'GET /v1/connections/:id',
      'GET /v1/connections/:id/access-token',
      'GET /v1/connections/:id/wise/*',
      'GET /v1/customers/:id/wise-user',
      'GET /v1/deadlines',
      'GET /v1/docs',
      'GET /v1/docs/style.css',
      'GET /v1/event-endpoints',
      'GET /v1/event-endpoints/:id/deliveries',
      'GET /v1/events',
      'GET /v1/health',
      'GET /v1/openapi.json',
      'GET /v1/sca-challenges/:id',
      'GET /v1/wise-events',
      'PATCH /v1/application/:environment/wise/*',
      'PATCH /v1/connections/:id/wise/*',
      'POST /v1/application/:environment/wise/*',
      'POST /v1/connect-sessions',
      'POST /v1/connect-sessions/:id/complete',
      'POST /v1/connections/:id/access-token/rejections',
      'POST /v1/connections/:id/sca-factors',
      'POST /v1/connections/:id/sca-session',
      'POST /v1/connections/:id/wise/*',
      'POST /v1/customers/:id/wise-user',
      'POST /v1/customers/:id/wise-user/claim-link',
      'POST /v1/customers/:id/wise-user/profile',
      'POST /v1/event-endpoints',
      'POST /v1/event-endpoints/:id/disable',
      'POST /v1/event-endpoints/:id/enable',
      'POST /v1/event-endpoints/:id/replay',
      'POST /v1/event-endpoints/:id/rotate-secret',
      'POST /v1/event-endpoints/:id/test',
      'POST /v1/portal-sessions',
      'POST /v1/portal-sessions/:id/complete',
      'POST /v1/portal-sessions/:id/end',
      'POST /v1/sca-challenges/:id/factors',
      'POST /v1/sca-challenges/:id/phone-code',
      'PUT /v1/application/:environment/wise/*',
      'PUT /v1/connections/:id/wise/*',
    ]);
    // each of them stands in vault/routes/internal/internal.db.test.ts
    expect(names(vault.internal).filter((name) => !/^(?:GET|POST) \/internal\//.test(name))).toEqual([]);
    expect(names(vault.webhooks).sort()).toEqual([
      'GET /healthz',
      'GET /webhooks/wise/:environment',
      'HEAD /webhooks/wise/:environment',
      'POST /webhooks/wise/:environment',
    ]);
    expect((await fetch(`${vault.internalUrl}/v1/health`)).status).toBe(401);
    expect((await fetch(`${vault.partnerUrl}/internal/health`)).status).toBe(404);
    await vault.close();
    await expect(fetch(`${vault.partnerUrl}/v1/health`)).rejects.toThrow();
  });

  it('starts while the database takes no writes, and is ready as soon as it does', async () => {
    await setReadOnly(harness.database, true);
    const vault = await startVault(harness.env(), { deadlines: SHORT });
    const isReady = async () => (await fetch(`${vault.partnerUrl}/readyz`)).status;
    expect(await isReady()).toBe(503);
    await setReadOnly(harness.database, false);
    await until('it is ready', async () => (await isReady()) === 200);
    await vault.close();
  });

  it('deletes old rows from its start on', async () => {
    await harness.owner.query(
      `INSERT INTO alarms (code, cleared_at) VALUES ('long over', now() - interval '91 days')`,
    );
    const vault = await startVault(harness.env(), { deadlines: SHORT });
    await until('the old alarm is gone', async () => {
      const { rowCount } = await harness.owner.query(`SELECT 1 FROM alarms WHERE code = 'long over'`);
      return rowCount === 0;
    });
    await vault.close();
  });

  it('starts, vends and stops when the database of background jobs cannot be used', async () => {
    const url = new URL(harness.database.jobsUrl);
    url.password = 'wrong';
    const vault = await startVault(harness.env({ VAULT_JOBS_DATABASE_URL: url.href }), { deadlines: SHORT });
    const linked = await harness.link(vault.ctx, { accessSeconds: 1 });
    const { key } = await makeApiKey(vault.ctx.database);
    await harness.untilExpired(linked);
    const answer = await fetch(`${vault.partnerUrl}/v1/connections/${linked.id}/access-token`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.status, await answer.text()).toBe(200);
    expect((await fetch(`${vault.partnerUrl}/readyz`)).status).toBe(200);
    await vault.close();
  });

  it('lets a refresh in flight end before it is closed', async () => {
    const vault = await startVault(harness.env(), { deadlines: SHORT });
    const linked = await harness.link(vault.ctx, { accessSeconds: 1 });
    const { key } = await makeApiKey(vault.ctx.database);
    await harness.untilExpired(linked);
    const held = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', when: 'after' });
    const asked = fetch(`${vault.partnerUrl}/v1/connections/${linked.id}/access-token`, {
      headers: { authorization: `Bearer ${key}` },
    }).catch(() => undefined);
    await until('held', () => held.waiting === 1);
    const closed = vault.close();
    harness.release(held);
    await closed;
    await asked;
    expect((await harness.grant(linked))?.state).toBe('settled');
    expect(harness.refreshesOf(linked)).toHaveLength(1);
  });

  it('lets an exchange end that a request begins while the vault is being closed', async () => {
    const deadlines = { ...SHORT, ...UNHURRIED, exchangeAnswerMs: 50, drainMs: 60_000 };
    const vault = await startVault(harness.env(), { deadlines });
    const customerId = await newCustomer(harness);
    const session = await signIn(harness, 'customer', customerId);
    const attempt = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    const held = harness.plant({ endpoint: 'token:authorization_code', kind: 'hold', when: 'after' });
    // Another exchange of the customer that is not there yet and never will be: the beginning waits for its end.
    const other = await harness.owner.connect();
    await other.query('BEGIN');
    await other.query(
      `INSERT INTO exchanges (attempt_id, code_hash, customer_id, environment, client_id, state, deadline_at)
       VALUES (gen_random_uuid(), sha256('other'), $1, 'sandbox', 'acme-bank', 'sent', now())`,
      [customerId],
    );
    const endpoint = {
      url: vault.internalUrl,
      key: new Secret('an internal key of more than 32 characters'),
    };
    const asked = exchangeCode(
      { session: { audience: 'customer', token: session }, profileId: null, ...attempt },
      endpoint,
    );
    await untilWaitedFor(other);
    const closed = vault.close();
    await other.query('ROLLBACK');
    other.release();
    expect(await asked).toMatchObject({ state: 'sent' });
    await until('the code is sent', () => held.waiting === 1);
    harness.release(held);
    await closed;
    expect(await exchangeRow(harness, attempt)).toMatchObject({ state: 'connected' });
  });

  it('fails when the database does not answer, and leaves nothing listening', async () => {
    const url = new URL(harness.database.vaultUrl);
    url.password = 'wrong';
    await expect(startVault(harness.env({ VAULT_DATABASE_URL: url.href }))).rejects.toThrow();
  });
});

function startProcess(env: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'vault/main.ts'], {
    // the whole environment: nothing of this shell's comes along
    env: { NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output.text += text;
    });
  }
  return { child, output, exited: once(child, 'exit') };
}

const settings = () => ({
  VAULT_DATABASE_URL: harness.database.vaultUrl,
  VAULT_JOBS_DATABASE_URL: harness.database.jobsUrl,
  // the harness's own: another key by the same id does not start (design 4.11)
  VAULT_KEYS: String(harness.settings().VAULT_KEYS),
  VAULT_INTERNAL_URL: 'http://127.0.0.1:0',
  VAULT_INTERNAL_KEY: 'an internal key of more than 32 characters',
  PARTNER_API_PORT: '0',
  WEBHOOK_PORT: '0',
  WISE_SANDBOX_CLIENT_ID: 'acme-bank',
  WISE_SANDBOX_CLIENT_SECRET: 'a secret',
  WISE_SANDBOX_API_URL: harness.emulator.url,
});

describe('the vault process', () => {
  it('does not start without its secrets, and names each in plain words', async () => {
    const { exited, output } = startProcess({});
    expect(await exited).toEqual([1, null]);
    for (const name of [
      'VAULT_DATABASE_URL',
      'VAULT_JOBS_DATABASE_URL',
      'VAULT_KEYS',
      'VAULT_INTERNAL_KEY',
      'WISE_SANDBOX_CLIENT_ID',
    ]) {
      expect(output.text).toContain(name);
    }
    expect(output.text).not.toContain('    at ');
  });

  it('does not start with a key ring that cannot be read, and does not print it', async () => {
    const bad = Buffer.alloc(31, 0x5a).toString('base64');
    const { exited, output } = startProcess({ ...settings(), VAULT_KEYS: `k1:${bad}` });
    expect(await exited).toEqual([1, null]);
    expect(output.text).toContain('VAULT_KEYS: entry 1');
    expect(output.text).not.toContain(bad);
  });

  it('does not start on a database that it cannot use, and says why without the password', async () => {
    const wrong = new URL(harness.database.vaultUrl);
    wrong.password = 'hunter2';
    const refused = startProcess({ ...settings(), VAULT_DATABASE_URL: wrong.href });
    wrong.port = '9';
    const closed = startProcess({ ...settings(), VAULT_DATABASE_URL: wrong.href });
    expect(await Promise.all([refused.exited, closed.exited])).toEqual([
      [1, null],
      [1, null],
    ]);
    expect(refused.output.text).toMatch(/VAULT_DATABASE_URL: password authentication failed.*# is %23/);
    expect(closed.output.text).toContain('VAULT_DATABASE_URL: nothing listens at the host and port');
    expect(refused.output.text + closed.output.text).not.toContain('hunter2');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends cleanly on %s', async (signal) => {
    const { child, exited, output } = startProcess(settings());
    await until('it listens', () => output.text.includes('vault listens'), { withinMs: 20_000 });
    child.kill(signal);
    expect(await exited).toEqual([0, null]);
  });

  it('ends what it sent though it is told twice to stop, by systemd and by its supervisor; before, the second signal killed it', async () => {
    const secret = harness.env().WISE_SANDBOX_CLIENT_SECRET?.reveal() ?? '';
    const { child, exited, output } = startProcess({ ...settings(), WISE_SANDBOX_CLIENT_SECRET: secret });
    const url = await until('it listens', () => /"internalUrl":"([^"]+)"/.exec(output.text)?.[1], {
      withinMs: 20_000,
    });
    const customerId = await newCustomer(harness);
    const session = await signIn(harness, 'customer', customerId);
    const attempt = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    const held = harness.plant({ endpoint: 'token:authorization_code', kind: 'hold', when: 'after' });
    const asked = exchangeCode(
      { session: { audience: 'customer', token: session }, profileId: null, ...attempt },
      { url, key: new Secret(settings().VAULT_INTERNAL_KEY) },
    ).catch(() => undefined);
    await until('the code is sent', () => held.waiting === 1);
    child.kill('SIGTERM');
    await until('it stops', () => output.text.includes('vault stops'));
    child.kill('SIGTERM');
    harness.release(held);
    expect(await exited).toEqual([0, null]);
    await asked;
    expect(await exchangeRow(harness, attempt)).toMatchObject({ state: 'connected' });
  });
});
