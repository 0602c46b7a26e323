import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '#scripts/paths';
import type { Answer } from '#test/browser/http-browser';
import { parseVaultEnv } from '#vault/env/vault-env';
import { startVault } from '#vault/server';
import type { Cell } from './route-table';
import type { Stack } from './stack';

/** Every address pattern of the web as Next built it. */
export function webRoutes(): string[] {
  return [...new Set(built().map(([, pattern]) => pattern))].sort();
}

/** Those where somebody sees a page of React's; `/` only leads on, and Next's own two are no addresses. */
export function webScreens(): string[] {
  const pages = built().filter(([file]) => file.endsWith('/page'));
  return pages
    .map(([, pattern]) => pattern)
    .filter((pattern) => pattern !== '/' && !pattern.startsWith('/_'));
}

function built(): [file: string, pattern: string][] {
  const file = path.join(root, '.next/app-path-routes-manifest.json');
  const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof manifest !== 'object' || manifest === null) throw new Error('no manifest');
  return Object.entries(manifest).map(([name, pattern]) => [name, String(pattern)]);
}

/** Every `METHOD /address` of the vault's two listeners that take keys, as Fastify registered them. */
export async function vaultRoutes(stack: Stack): Promise<string[]> {
  const vault = await startVault(
    parseVaultEnv({
      VAULT_DATABASE_URL: stack.database.vaultUrl,
      VAULT_JOBS_DATABASE_URL: stack.database.jobsUrl,
      VAULT_KEYS: stack.secrets.vaultKeys,
      VAULT_INTERNAL_KEY: stack.secrets.internalKey,
      VAULT_INTERNAL_URL: 'http://127.0.0.1:0',
      PARTNER_API_PORT: '0',
      WEBHOOK_PORT: '0',
      WISE_SANDBOX_CLIENT_ID: stack.sandbox.clientId,
      WISE_SANDBOX_CLIENT_SECRET: stack.secrets.wiseClientSecrets.sandbox,
      WISE_SANDBOX_API_URL: stack.sandbox.url,
      LOG_LEVEL: 'silent',
    }),
  );
  const routes = [vault.partner, vault.internal].flatMap((app) => [...app.knownRoutes]);
  await vault.close();
  return routes.map(({ method, url }) => `${method} ${url}`).sort();
}

/** An answer in short: its status, and the path it leads to when it leads somewhere. */
export function inShort({ status, location }: Pick<Answer, 'status' | 'location'>): string {
  if (location === undefined) return String(status);
  const { pathname, search } = new URL(location);
  // each refusal has a reference of its own
  const path = pathname.replace(/(?<=not-yours)-[0-9A-Z]{4}-[0-9A-Z]{4}$/, '-…');
  return `${status} ${path}${decodeURIComponent(search)}`;
}

export const answerOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.does);
