import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseVaultEnv } from '#lib/env/vault';
import { root } from '#scripts/paths';
import { routesOf, startVault } from '#vault/server';
import type { Answer } from './browser';
import type { Stack } from './stack';

/** Every address pattern of the web as Next built it. */
export function webRoutes(): string[] {
  const file = path.join(root, '.next/app-path-routes-manifest.json');
  const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof manifest !== 'object' || manifest === null) throw new Error('no manifest');
  return [...new Set(Object.values(manifest).map(String))].sort();
}

/** Every `METHOD /address` of the vault's two listeners, as Fastify registered them. */
export async function vaultRoutes(stack: Stack): Promise<{ partner: string[]; internal: string[] }> {
  const vault = await startVault(
    parseVaultEnv({
      VAULT_DATABASE_URL: stack.database.vaultUrl,
      VAULT_KEYS: stack.secrets.vaultKeys,
      VAULT_INTERNAL_KEY: stack.secrets.internalKey,
      VAULT_INTERNAL_URL: 'http://127.0.0.1:0',
      PARTNER_API_PORT: '0',
      WISE_SANDBOX_CLIENT_ID: stack.sandbox.clientId,
      WISE_SANDBOX_CLIENT_SECRET: stack.secrets.wiseClientSecrets.sandbox,
      WISE_SANDBOX_API_URL: stack.sandbox.url,
      LOG_LEVEL: 'silent',
    }),
  );
  const list = (app: typeof vault.partner) =>
    routesOf(app)
      .map(({ method, url }) => `${method} ${url}`)
      .sort();
  const routes = { partner: list(vault.partner), internal: list(vault.internal) };
  await vault.close();
  return routes;
}

/** An answer in short: its status, and where it leads when it leads somewhere. */
export function inShort({ status, location }: Pick<Answer, 'status' | 'location'>): string {
  return location === undefined ? String(status) : `${status} ${new URL(location).pathname}`;
}
