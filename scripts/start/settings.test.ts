import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { misplacedNames, unreadNames } from './settings.mjs';

/** What comes with a later issue: whoever sets it must not believe that it is on. */
const NOT_BUILT_YET = [
  'CLIENT_SECRET_NEXT',
  'CLIENT_SECRET_NEXT_FILE',
  'MTLS_API_URL',
  'MTLS_CERT_FILE',
  'MTLS_KEY_FILE',
  'MTLS_CA_FILE',
  'WEBHOOK_PUBLIC_KEYS_FILE',
].flatMap((name) => [`WISE_SANDBOX_${name}`, `WISE_PRODUCTION_${name}`]);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'settings-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('settings that npm start refuses, without a word of their values', () => {
  it.each(NOT_BUILT_YET)('%s, which was accepted in silence before anything read it', (name) => {
    writeFileSync(path.join(folder, '.env.vault'), `VAULT_KEYS=planted\n${name}=planted\n`);
    expect(misplacedNames(folder)).toEqual([
      `.env.vault: ${name} is not a name that vault reads; remove it or move it`,
    ]);
    expect(unreadNames({ [name]: 'planted' })).toEqual([`${name} is set, and nothing reads it: unset it`]);
  });

  it('a secret of the vault in the file of the web, and the web’s address of Wise in the vault’s', () => {
    writeFileSync(path.join(folder, '.env.web'), 'VAULT_KEYS=planted\nPORT=3000\n');
    writeFileSync(path.join(folder, '.env.vault'), 'WISE_SANDBOX_WEB_URL=https://wise.example\n');
    expect(misplacedNames(folder)).toEqual([
      '.env.web: VAULT_KEYS is not a name that web reads; remove it or move it',
      '.env.vault: WISE_SANDBOX_WEB_URL is not a name that vault reads; remove it or move it',
    ]);
  });

  it('but no empty line, no name of either process and none of somebody else', () => {
    writeFileSync(path.join(folder, '.env.vault'), 'WISE_SANDBOX_MTLS_CERT_FILE=\n');
    expect(misplacedNames(folder)).toEqual([]);
    const shell = {
      WISE_SANDBOX_WEB_URL: 'x',
      WISE_SANDBOX_API_URL: 'x',
      WISE_PRODUCTION_CLIENT_SECRET_FILE: 'x',
      WISE_PRODUCTION_MTLS_CERT_FILE: '',
      AWS_REGION: 'x',
    };
    expect(unreadNames(shell)).toEqual([]);
  });
});
