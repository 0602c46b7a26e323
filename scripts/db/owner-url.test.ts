import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { outsideOwnerUrl } from './owner-url.mjs';

const OWNER = 'postgresql://connect_owner:pw@127.0.0.1/connect';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'connect-wise-owner-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

describe('the database that an operator’s command changes', () => {
  it('is the one named by value or by file', () => {
    const file = path.join(folder, 'owner-url');
    writeFileSync(file, `${OWNER}\n`);
    expect(outsideOwnerUrl({ MIGRATION_DATABASE_URL: OWNER })).toBe(OWNER);
    expect(outsideOwnerUrl({ MIGRATION_DATABASE_URL_FILE: file })).toBe(OWNER);
    expect(() =>
      outsideOwnerUrl({ MIGRATION_DATABASE_URL: OWNER, MIGRATION_DATABASE_URL_FILE: file }),
    ).toThrow('not both');
  });

  it('is the embedded one only where web and vault use it: never one beside the real one', () => {
    vi.stubEnv('CONNECT_ENV_DIR', folder);
    expect(outsideOwnerUrl({})).toBeUndefined();
    writeFileSync(path.join(folder, '.env.web'), 'DATABASE_URL=postgresql://connect_web@127.0.0.1/connect\n');
    writeFileSync(
      path.join(folder, '.env.vault'),
      'VAULT_DATABASE_URL_FILE=/run/secrets/vault-database-url\n',
    );
    expect(() => outsideOwnerUrl({})).toThrow('MIGRATION_DATABASE_URL');
    expect(outsideOwnerUrl({ MIGRATION_DATABASE_URL: OWNER })).toBe(OWNER);
  });
});
