import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Emulator, startEmulator } from 'wise-emulator';
import { CertificateAuthority, getIdentity } from 'wise-emulator/testing';
import { Secret } from '#lib/log/secret';
import { isVaultReady } from './vault-client';
import { vaultDispatcher } from './vault-dispatcher';

const folder = mkdtempSync(path.join(tmpdir(), 'vault-dispatcher-'));
const at = (name: string) => path.join(folder, name);
const settings = {
  VAULT_INTERNAL_CA_FILE: at('ca.pem'),
  VAULT_INTERNAL_CLIENT_CERTIFICATE_FILE: at('web.pem'),
  VAULT_INTERNAL_CLIENT_KEY_FILE: at('web.key'),
};

let emulator: Emulator;
let server: Server;
let url: string;

/** A vault that demands a certificate of web. */
beforeAll(async () => {
  emulator = await startEmulator({
    clients: [{ clientId: 'web', clientSecrets: ['s'], redirectUris: ['https://a.example/'], name: 'A' }],
  });
  const authority = await CertificateAuthority.create();
  const life = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };
  const { key, certificate } = await authority.makeServer({ dns: [], ip: ['127.0.0.1'] }, life);
  writeFileSync(settings.VAULT_INTERNAL_CA_FILE, authority.certificate);
  server = createServer(
    { key, cert: certificate, ca: emulator.mtls.caCertificate, requestCert: true },
    (_request, response) => response.end('{"ok":true}'),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await emulator.close();
  rmSync(folder, { recursive: true });
});

async function putIdentity(): Promise<void> {
  const { key, cert } = await getIdentity(emulator.url, 'web');
  writeFileSync(settings.VAULT_INTERNAL_CLIENT_KEY_FILE, key);
  writeFileSync(settings.VAULT_INTERNAL_CLIENT_CERTIFICATE_FILE, cert);
}

it('web reaches a vault with TLS by its authority and its own certificate, and uses new files', async () => {
  const key = new Secret('k');
  expect(await isVaultReady({ url, key })).toBe(false);
  await putIdentity();
  const first = vaultDispatcher(settings, 0);
  expect(await isVaultReady({ url, key, ...(first && { dispatcher: first }) })).toBe(true);
  expect(vaultDispatcher(settings, 0)).toBe(first);

  writeFileSync(settings.VAULT_INTERNAL_CLIENT_KEY_FILE, 'half of a key');
  expect(vaultDispatcher(settings, 0)).toBe(first);
  await putIdentity();
  const second = vaultDispatcher(settings, 0);
  expect(second).not.toBe(first);
  expect(await isVaultReady({ url, key, ...(second && { dispatcher: second }) })).toBe(true);
});

it('without such settings web uses the connections that all calls use', () => {
  expect(vaultDispatcher({})).toBeUndefined();
});
