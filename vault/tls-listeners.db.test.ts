import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Agent } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CertificateAuthority, getIdentity } from 'wise-emulator/testing';
import { outbound } from '#lib/net/outbound';
import { Harness } from '#vault/testing/harness';
import { eventBody, signed, TEST_KEY_PEM } from '#vault/testing/webhooks';
import { startVault, type Vault } from './server';

const folder = mkdtempSync(path.join(tmpdir(), 'tls-listeners-'));
const at = (name: string) => path.join(folder, name);
let harness: Harness;
let vault: Vault;
let authority: CertificateAuthority;

beforeAll(async () => {
  harness = await Harness.start();
  authority = await CertificateAuthority.create();
  const life = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };
  const { key, certificate } = await authority.makeServer({ dns: ['localhost'], ip: ['127.0.0.1'] }, life);
  writeFileSync(at('vault.pem'), certificate);
  writeFileSync(at('vault.key'), key);
  writeFileSync(at('clients.pem'), harness.emulator.mtls.caCertificate);
  const pair = (name: string) => ({
    [`${name}_TLS_CERTIFICATE_FILE`]: at('vault.pem'),
    [`${name}_TLS_KEY_FILE`]: at('vault.key'),
  });
  vault = await startVault(
    harness.env({
      ...pair('PARTNER_API'),
      ...pair('VAULT_INTERNAL'),
      ...pair('WEBHOOK'),
      VAULT_INTERNAL_TLS_CLIENT_CA_FILE: at('clients.pem'),
      WEBHOOK_TLS_CLIENT_CA_FILE: at('clients.pem'),
      WEBHOOK_HOST: '0.0.0.0',
      WISE_SANDBOX_WEBHOOK_KEYS: TEST_KEY_PEM,
      VAULT_INTERNAL_URL: 'https://127.0.0.1:0',
      PARTNER_API_HOST: '0.0.0.0',
    }),
  );
});
afterAll(async () => {
  await vault.close();
  await harness.close();
  rmSync(folder, { recursive: true });
});

type Identity = { key?: string; cert?: string };
type Sent = { method: 'POST'; headers: Record<string, string>; body: string };

async function get(url: string, identity: Identity = {}, sent: Sent | object = {}): Promise<number> {
  const dispatcher = new Agent({ connect: { ca: authority.certificate, ...identity } });
  try {
    const request = { method: 'GET', dispatcher, deadlineMs: 5_000, maxBodyBytes: 10_000, ...sent } as const;
    return (await outbound(new URL(url), request)).status;
  } finally {
    await dispatcher.destroy();
  }
}

const wisesIdentity = () => getIdentity(harness.emulator.url, harness.env().WISE_SANDBOX_CLIENT_ID ?? '');

it('with TLS the partner API may leave this machine, and the internal listener wants web’s certificate', async () => {
  const partner = new URL(vault.partnerUrl);
  expect(partner.protocol).toBe('https:');
  expect(await get(`https://127.0.0.1:${partner.port}/healthz`)).toBe(200);
  expect(await get(`https://127.0.0.1:${partner.port}/v1/connections/x/access-token`)).toBe(401);

  const identity = await wisesIdentity();
  expect(await get(`${vault.internalUrl}/internal/ready`, identity)).toBe(401);
  await expect(get(`${vault.internalUrl}/internal/ready`)).rejects.toThrow();
});

it('webhooks come over TLS, from who shows a certificate of Wise’s; a signature alone, and a stranger’s certificate, are not enough', async () => {
  const body = eventBody({ type: 'transfers#state-change', id: '1', state: 'x', at: '2026-11-28T10:00:00Z' });
  const sent = { method: 'POST', headers: { 'x-signature-sha256': signed(body) }, body };
  const url = `https://127.0.0.1:${new URL(vault.webhookUrl).port}/webhooks/wise/sandbox`;
  const life = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };
  const stranger = await authority.makeServer({ dns: ['a.example'], ip: [] }, life);
  await expect(get(url, {}, sent)).rejects.toThrow();
  await expect(get(url, { key: stranger.key, cert: stranger.certificate }, sent)).rejects.toThrow();
  expect((await harness.owner.query('SELECT 1 FROM vault.webhook_events')).rowCount).toBe(0);
  expect(await get(url, await wisesIdentity(), sent)).toBe(200);
});

it.each([
  ['0.0.0.0 without TLS', { PARTNER_API_HOST: '0.0.0.0' }, 'PARTNER_API_HOST must be a loopback address'],
  [
    'https without TLS',
    { VAULT_INTERNAL_URL: 'https://vault.example.com' },
    'VAULT_INTERNAL_URL is https: set',
  ],
  [
    'TLS and http',
    {
      VAULT_INTERNAL_TLS_CERTIFICATE_FILE: at('vault.pem'),
      VAULT_INTERNAL_TLS_KEY_FILE: at('vault.key'),
    },
    'VAULT_INTERNAL_URL must be https',
  ],
  [
    'optional client certificates that nobody could have',
    { PARTNER_API_TLS_CLIENT_CERTIFICATE: 'optional' },
    'set PARTNER_API_TLS_CLIENT_CA_FILE',
  ],
  [
    'trusted proxies that are none',
    { PARTNER_API_TRUSTED_PROXIES: 'the proxy' },
    'PARTNER_API_TRUSTED_PROXIES',
  ],
  ['half of a pair', { PARTNER_API_TLS_KEY_FILE: at('vault.key') }, 'belong together'],
  [
    'files that are no pair',
    { PARTNER_API_TLS_CERTIFICATE_FILE: at('clients.pem'), PARTNER_API_TLS_KEY_FILE: at('vault.key') },
    'do not belong together',
  ],
  [
    'a key that is none',
    { WEBHOOK_TLS_CERTIFICATE_FILE: at('vault.pem'), WEBHOOK_TLS_KEY_FILE: at('vault.pem') },
    'WEBHOOK_TLS_KEY_FILE: the key file holds no private key in PEM: save',
  ],
  [
    'an authority that is none',
    {
      PARTNER_API_TLS_CERTIFICATE_FILE: at('vault.pem'),
      PARTNER_API_TLS_KEY_FILE: at('vault.key'),
      PARTNER_API_TLS_CLIENT_CA_FILE: at('vault.key'),
    },
    'must hold certificates in PEM',
  ],
])('does not start with %s', (_what, changes, problem) => {
  expect(() => harness.env(changes)).toThrow(problem);
});
