import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SessionClaim } from '#lib/contract/internal-api';
import { Secret } from '#lib/log/secret';
import { newKey } from '#vault/jose/testing/keys';
import { upload } from '#vault/jose/testing/wire';
import type { VaultContext } from '#vault/runtime/context';
import { startVault, type Vault } from '#vault/server';
import { attemptOf, newCustomer, newStaff, signIn } from '#vault/testing/attempts';
import { closedUrl } from '#vault/testing/closed-url';
import { exchange } from '#vault/testing/exchanges';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { MtlsFiles } from '#vault/testing/mtls-files';
import { newStaffWithPasskey } from '#vault/testing/step-up';
import { deliver, eventBody, TEST_KEY_PEM } from '#vault/testing/webhooks';
import { newWiseUser } from '#vault/testing/wise-users';
import { readReadiness } from '#web/vault-client/vault-client';
import { measureReadiness } from './measure';

const KEY = new Secret('an internal key of more than 32 characters');

let harness: Harness;
let vault: Vault;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(
    harness.env({
      WISE_SANDBOX_WEBHOOK_KEYS: `${TEST_KEY_PEM}\n${harness.emulator.state.webhooks.keys.pem()}`,
      WISE_SANDBOX_APPLICATION_KEY: 'acme-bank-key',
      WISE_SANDBOX_WEBHOOK_REPAIR: 'no',
    }),
    { deadlines: { ...UNHURRIED, drainMs: 5_000, loopMs: 60_000, readinessKeptMs: 60_000 } },
  );
});
afterEach(() => harness.reset());
afterAll(async () => {
  await vault.close();
  await harness.close();
});

/** Every finding, by its check. */
async function findings(ctx: VaultContext, environment: 'sandbox' | 'production' = 'sandbox') {
  const { checks } = await measureReadiness(ctx, environment);
  return Object.fromEntries(checks.map(({ id, finding, state }) => [id, `${state}: ${finding}`]));
}

async function check(ctx: VaultContext, id: string) {
  const { checks } = await measureReadiness(ctx, 'sandbox');
  const one = checks.find((each) => each.id === id);
  return { ...one, seen: Object.fromEntries(one?.seen.map(({ name, value }) => [name, value]) ?? []) };
}

const withEnv = (env: Record<string, string>, deadlines = {}) =>
  harness.vault({ deadlines: { ...UNHURRIED, ...deadlines }, env });

describe('an environment that nobody has used yet', () => {
  it('has nothing green that was not measured', async () => {
    expect(await findings(vault.ctx)).toEqual({
      client: 'ok: set',
      hosts: 'attention: other',
      wise: 'ok: answers',
      redirect_uri: 'unknown: unproven',
      client_secret: 'ok: works',
      clock: 'ok: agrees',
      client_certificate: 'ok: off',
      jose_key: 'ok: off',
      webhook_address: 'attention: off',
      webhook_delivery: 'unknown: never',
      token_size: 'unknown: none',
      alarms: 'ok: none',
    });
  });

  it('is one failed check where it is not set up', async () => {
    expect(await findings(vault.ctx, 'production')).toEqual({ client: 'failed: missing' });
  });

  it('is not known where Wise does not answer in time', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const env = {
      WISE_SANDBOX_API_URL: url,
      WISE_SANDBOX_APPLICATION_KEY: 'acme-bank-key',
      WISE_SANDBOX_WEBHOOK_URL: `${url}/webhooks/wise/sandbox`,
    };
    const waiting = withEnv(env, { readinessProbeMs: 30, tokenCallMs: 500 });
    expect(await findings(waiting)).toMatchObject({
      client_secret: 'unknown: unanswered',
      clock: 'unknown: unknown',
      wise: 'unknown: no_answer',
      webhook_address: 'unknown: unanswered',
      webhook_subscriptions: 'unknown: unanswered',
    });
    silent.close();
  });
});

describe('each check of an environment in use', () => {
  it('the redirect URI is shown byte for byte, and proven by a connection', async () => {
    const attempt = await attemptOf(harness, await newCustomer(harness), newWiseUser(harness.emulator));
    expect((await exchange(vault.ctx, attempt, 30_000)).state).toBe('connected');
    expect(await check(vault.ctx, 'redirect_uri')).toMatchObject({
      finding: 'proven',
      seen: { redirect_uri: 'http://localhost:3000/connect/sandbox/callback', redirect_uri_bytes: '46' },
    });
    const other = withEnv({ APP_URL: 'https://connect.example' });
    expect(await check(other, 'redirect_uri')).toMatchObject({
      finding: 'differs',
      seen: { sent_redirect_uri: 'http://localhost:3000/connect/sandbox/callback' },
    });
    expect(await check(vault.ctx, 'token_size')).toMatchObject({
      finding: 'fits',
      seen: { tokens_measured: '1', most_bytes: '65536' },
    });
  });

  it('a token of 16 KB is stored, and is told of', async () => {
    await harness.owner.query(`UPDATE vault.grants SET access = decode(repeat('00', 20000), 'hex')`);
    expect(await check(vault.ctx, 'token_size')).toMatchObject({
      finding: 'near_limit',
      seen: { largest_stored_bytes: '20000' },
    });
  });

  it('an API version that Wise has ended', async () => {
    harness.emulator.state.settings.merge({ apiVersions: '2026Q3' });
    expect(await check(withEnv({ WISE_SANDBOX_API_VERSION: '2026Q4' }), 'wise')).toMatchObject({
      finding: 'version_gone',
      seen: { api_version: '2026Q4' },
    });
    harness.emulator.state.settings.merge({ apiVersions: '' });
  });

  it('the client secret: refused, and a next one that is', async () => {
    const refused = withEnv({ WISE_SANDBOX_CLIENT_SECRET: 'another one than Wise has' });
    expect(await findings(refused)).toMatchObject({ client_secret: 'failed: refused' });
    const next = withEnv({ WISE_SANDBOX_CLIENT_SECRET_NEXT: 'another one than Wise has' });
    expect(await findings(next)).toMatchObject({ client_secret: 'attention: next_refused' });
    await harness.owner.query(`UPDATE vault.client_credentials SET used_since = now() - interval '366 days'`);
    expect(await findings(vault.ctx)).toMatchObject({ client_secret: 'attention: old' });
  });

  it('the clock is compared with Wise’s', async () => {
    for (const [behind, finding] of [
      [7, 'attention: off'],
      [40, 'failed: wrong'],
    ] as const) {
      harness.emulator.state.settings.merge({ clockOffsetSeconds: -behind });
      expect(await findings(withEnv({})), `${behind} s`).toMatchObject({ clock: finding });
    }
    harness.emulator.state.settings.merge({ clockOffsetSeconds: 0 });
  });

  it('the client certificate: taken, refused, and files that do not fit', async () => {
    const files = await MtlsFiles.make(harness);
    const mtls = withEnv(files.settings);
    expect(await findings(mtls)).toMatchObject({
      client_certificate: 'ok: works',
      hosts: 'attention: other',
    });
    const { key } = await files.newIdentity();
    files.put({ ...files.identity, key });
    expect(await check(mtls, 'client_certificate')).toMatchObject({
      finding: 'file_unusable',
      seen: {
        reason: 'certificate and key do not belong together: put the pair there that was made together',
      },
    });
    files.put(files.identity);
    harness.emulator.state.certificates.revoke('acme-bank', files.identity.id, Date.now());
    expect(await findings(mtls)).toMatchObject({ client_certificate: 'failed: refused' });
    files.remove();
  });

  it('JOSE keys: a line for each, whether Wise has it, and when it ends', async () => {
    const soon = Math.floor(Date.now() / 1_000) + 10 * 86_400;
    const [signing, next, lost] = await Promise.all([
      newKey('ES256'),
      newKey('ES256', { exp: soon }),
      newKey('RSA-OAEP-256'),
    ]);
    const jose = withEnv({
      WISE_SANDBOX_JOSE_SIGNING_KEY: signing.text,
      WISE_SANDBOX_JOSE_SIGNING_KEY_NEXT: next.text,
      WISE_SANDBOX_JOSE_ENCRYPTION_KEY: lost.text,
    });
    for (const key of [signing, next]) await upload(jose, key);
    const { checks } = await measureReadiness(jose, 'sandbox');
    const keys = checks.filter(({ id }) => id === 'jose_key');
    expect(keys.map(({ finding }) => finding)).toEqual(['proved', 'ends_soon', 'refused']);
    expect(keys[0]?.seen).toContainEqual({ name: 'use', value: 'sig' });
  });

  it('webhooks: the address, the subscriptions, and which key signed the last message', async () => {
    const kept = withEnv({
      WISE_SANDBOX_WEBHOOK_KEYS: TEST_KEY_PEM,
      WISE_SANDBOX_APPLICATION_KEY: 'acme-bank-key',
      WISE_SANDBOX_WEBHOOK_URL: `${vault.webhookUrl}/webhooks/wise/sandbox`,
    });
    expect(await findings(kept)).toMatchObject({
      webhook_address: 'ok: reached',
      webhook_subscriptions: 'failed: missing',
      webhook_delivery: 'unknown: never',
    });
    const at = new Date().toISOString();
    const body = eventBody({ type: 'users#state-change', id: '4711', state: 'ACTIVE', at });
    expect(await deliver(vault.webhookUrl, body)).toBe(200);
    const delivery = await check(kept, 'webhook_delivery');
    expect(delivery.finding).toBe('verified');
    expect(delivery.seen.signed_by).toBe(delivery.seen.keys);
    await harness.owner.query(
      `UPDATE vault.webhook_watch SET delivered_at = now() - interval '3 days' WHERE environment = 'sandbox'`,
    );
    expect(await findings(kept)).toMatchObject({ webhook_delivery: 'attention: old' });
    await harness.owner.query(
      `UPDATE vault.webhook_watch SET gap_since = now(), gap_reason = 'silent' WHERE environment = 'sandbox'`,
    );
    const away = withEnv({
      WISE_SANDBOX_APPLICATION_KEY: 'acme-bank-key',
      WISE_SANDBOX_WEBHOOK_URL: 'http://127.0.0.1:1/webhooks/wise/sandbox',
    });
    expect(await findings(away)).toMatchObject({
      webhook_address: 'failed: not_reached',
      webhook_delivery: 'attention: gap',
    });
  });

  it('alarms that are open are named', async () => {
    await harness.owner.query(`INSERT INTO alarms (code, environment) VALUES ('webhooks_silent', 'sandbox')`);
    expect(await check(vault.ctx, 'alarms')).toMatchObject({
      finding: 'open',
      seen: { open_alarms: 'webhooks_silent' },
    });
    await harness.owner.query('DELETE FROM alarms');
  });
});

describe('production', () => {
  const settings = async (more: Record<string, string> = {}) => ({
    WISE_PRODUCTION_CLIENT_ID: 'acme-live',
    WISE_PRODUCTION_CLIENT_SECRET: 'a live secret that nobody may see',
    WISE_PRODUCTION_API_URL: await closedUrl(),
    WISE_PRODUCTION_APPLICATION_KEY: 'acme-live-key',
    WISE_PRODUCTION_WEBHOOK_URL: `${await closedUrl()}/webhooks/wise/production`,
    ...more,
  });

  it('fails on this machine’s addresses, and with fewer than two admins who have a passkey', async () => {
    const live = withEnv(await settings());
    expect(await findings(live, 'production')).toMatchObject({
      hosts: 'failed: here',
      redirect_uri: 'failed: here',
      wise: 'failed: no_connection',
      client_secret: 'unknown: unanswered',
      client_certificate: 'attention: missing',
      webhook_address: 'failed: here',
      admins: 'failed: few',
      root_key_backup: 'unknown: ask',
    });
    for (let count = 0; count < 2; count += 1) await newStaffWithPasskey(harness, 'admin');
    const port = withEnv(await settings({ APP_URL: 'https://connect.example:8443' }));
    expect(await findings(port, 'production')).toMatchObject({
      redirect_uri: 'attention: has_port',
      admins: 'ok: enough',
    });
  });
});

describe('through the internal API', () => {
  const endpoint = () => ({ url: vault.internalUrl, key: KEY });
  const staff = async (role: string): Promise<SessionClaim> => ({
    audience: 'staff',
    token: await signIn(harness, 'staff', await newStaff(harness, role)),
  });
  const ask = (session: SessionClaim, isExported = false) =>
    readReadiness({ session, environment: 'sandbox', isExported }, endpoint());

  it('asks Wise once for who reloads, records a file that leaves, and names no secret', async () => {
    const session = await staff('viewer');
    const first = await ask(session);
    const again = await ask(session, true);
    expect(again.measuredAt).toBe(first.measuredAt);
    const { rows } = await harness.owner.query(
      `SELECT actor_kind, environment FROM audit_entries WHERE action = 'readiness.exported'`,
    );
    expect(rows).toEqual([{ actor_kind: 'staff', environment: 'sandbox' }]);
    const text = JSON.stringify(first);
    expect(text).toContain('acme-bank');
    const { WISE_SANDBOX_CLIENT_SECRET: secret = '', VAULT_KEYS: keys = '' } = harness.settings();
    for (const hidden of [secret, keys.slice(3), KEY.reveal()]) {
      expect(hidden.length).toBeGreaterThan(10);
      expect(text).not.toContain(hidden);
    }
  });
});
