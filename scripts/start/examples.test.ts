import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configurationProblems } from '#cli/check-env';
import { vaultSchema } from '#vault/env/vault-env';
import { webSchema } from '#web/env/web-env';
import { root } from '../paths.mjs';
import { outsideAddresses } from '../supervise/addresses.mjs';
import { exampleValues, misplacedNames, productionSettings } from './settings.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'connect-wise-examples-'));
  for (const name of ['web', 'vault'])
    copyFileSync(path.join(root, `.env.${name}.example`), path.join(folder, `.env.${name}`));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Fills in lines that are there: an edit that needs a new line is none that the example shows. */
function edit(file: '.env.web' | '.env.vault', values: Record<string, string>): void {
  const at = path.join(folder, file);
  let text = readFileSync(at, 'utf8');
  for (const [name, value] of Object.entries(values)) {
    const line = new RegExp(`^${name}=.*$`, 'm');
    expect(text, `${file} has a line ${name}=`).toMatch(line);
    text = text.replace(line, () => `${name}=${value}`);
  }
  writeFileSync(at, text);
}

/** What `npm start` would print, with the embedded database in place. */
function problems(): string[] {
  const { web, vault } = productionSettings(folder, {});
  const soon = 'postgresql://127.0.0.1/embedded';
  return [
    ...misplacedNames(folder),
    ...exampleValues({ web, vault }),
    ...configurationProblems(
      { ...web, DATABASE_URL: soon },
      { ...vault, VAULT_DATABASE_URL: soon, VAULT_JOBS_DATABASE_URL: soon },
    ),
  ];
}

/** What a machine or a developer gives, never the file of a production installation. */
const NOT_TO_BE_SET = new Set(['NODE_ENV', 'CONNECT_DEV_SIGN_IN']);

const SECRET = 'a-secret-of-more-than-thirty-two-characters';

/** What has nothing to do with how people sign in. */
function fillInTheRest(): void {
  const client = { WISE_SANDBOX_CLIENT_ID: 'client', VAULT_INTERNAL_KEY: SECRET };
  edit('.env.web', { ...client, APP_URL: 'https://connect.bank.test', NEXTAUTH_SECRET: SECRET });
  const ring = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
  edit('.env.vault', {
    ...client,
    APP_URL: 'https://connect.bank.test',
    VAULT_KEYS: ring,
    WISE_SANDBOX_CLIENT_SECRET: 'client-secret',
  });
}

describe('the example files', () => {
  it.each([
    ['web', webSchema],
    ['vault', vaultSchema],
  ] as const)('have a line for each setting that %s reads, and for no other', (name, { shape }) => {
    const text = readFileSync(path.join(folder, `.env.${name}`), 'utf8');
    const lines = [...text.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, setting = '']) => setting);
    // a secret and the file that holds it are one setting
    const once = (settings: string[]) =>
      [...new Set(settings.map((each) => each.replace(/_FILE$/, '')))].sort();
    const read = Object.keys(shape).filter((setting) => !NOT_TO_BE_SET.has(setting));
    expect(once(lines)).toEqual(once(read));
  });

  it('untouched: one line for each thing that is to be set, and none that contradicts another', () => {
    expect(problems().join('\n').split('\n')).toEqual([
      'APP_URL of web still names example.com: set your own, or remove the line',
      'APP_URL of vault still names example.com: set your own, or remove the line',
      'web cannot start:',
      '  - no way to sign in for customers: set SMTP_URL (email links), or CUSTOMER_OIDC_ISSUER, CUSTOMER_OIDC_CLIENT_ID and CUSTOMER_OIDC_CLIENT_SECRET (an OpenID provider)',
      '  - no way to sign in for staff: set SMTP_URL (email links), or STAFF_OIDC_ISSUER, STAFF_OIDC_CLIENT_ID and STAFF_OIDC_CLIENT_SECRET (an OpenID provider)',
      '  - no Wise environment is on: set WISE_SANDBOX_CLIENT_ID, WISE_PRODUCTION_CLIENT_ID or both, the same as for the vault',
      '  - NEXTAUTH_SECRET: is missing: signs cookies (openssl rand -base64 32)',
      '  - VAULT_INTERNAL_KEY: is missing: the same value as for the vault (openssl rand -base64 32)',
      'vault cannot start:',
      '  - no Wise environment is on: set WISE_SANDBOX_CLIENT_ID and WISE_SANDBOX_CLIENT_SECRET, or the same two of WISE_PRODUCTION, or all four',
      '  - VAULT_KEYS: is missing: the key ring, as id:base64-of-32-bytes[,id:…] (echo "k1:$(openssl rand -base64 32)")',
      '  - VAULT_INTERNAL_KEY: is missing: the same value as for web (openssl rand -base64 32)',
    ]);
    const { web, vault } = productionSettings(folder, {});
    expect(outsideAddresses({ ...web, ...vault }), 'the embedded database').toBeUndefined();
  });

  it('one address of the app for both processes: the vault writes it into its answers', () => {
    fillInTheRest();
    edit('.env.vault', { APP_URL: 'https://connect.other.test' });
    edit('.env.web', { SMTP_URL: 'smtps://user:password@mail.bank.test' });
    expect(problems()).toEqual(['APP_URL of web is another than that of the vault: give both the same']);
  });

  it('sign in by email links after two edits', () => {
    fillInTheRest();
    expect(problems().join()).toContain('no way to sign in for staff');
    edit('.env.web', {
      SMTP_URL: 'smtps://user:password@mail.bank.test:465',
      MAIL_FROM: 'Bank <no-reply@bank.test>',
    });
    expect(problems()).toEqual([]);
  });

  it('sign in by OpenID providers after one edit for each audience', () => {
    fillInTheRest();
    for (const audience of ['CUSTOMER', 'STAFF']) {
      edit('.env.web', {
        [`${audience}_OIDC_ISSUER`]: 'https://login.bank.test',
        [`${audience}_OIDC_CLIENT_ID`]: 'connect',
        [`${audience}_OIDC_CLIENT_SECRET`]: 'secret',
      });
    }
    expect(problems()).toEqual([]);
  });

  it('filled in differently for web and vault: each name that has to be the same', () => {
    fillInTheRest();
    edit('.env.web', { SMTP_URL: 'smtps://mail.bank.test', WISE_PRODUCTION_CLIENT_ID: 'live' });
    edit('.env.vault', { WISE_SANDBOX_CLIENT_ID: 'another', VAULT_INTERNAL_KEY: `${SECRET}-another` });
    expect(problems()).toEqual([
      'WISE_SANDBOX_CLIENT_ID of web is another than that of the vault: give both the same',
      'WISE_PRODUCTION_CLIENT_ID is set for web and not for the vault: give both the same',
      'VAULT_INTERNAL_KEY of web is another than that of the vault: give both the same',
    ]);
  });
});
