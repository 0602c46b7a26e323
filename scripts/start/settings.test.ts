import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { misplacedNames, productionSettings, unreadNames } from './settings.mjs';

/** What comes with a later issue: whoever sets it must not believe that it is on. */
const NOT_BUILT_YET = [
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

describe('a file that does not mean what it looks like is refused, with the cause and the mend and without its values', () => {
  const write = (text: string, encoding: BufferEncoding = 'utf8') =>
    writeFileSync(path.join(folder, '.env.web'), text, encoding);
  const refusal = () => {
    try {
      return JSON.stringify(productionSettings(folder, {}));
    } catch (error) {
      return String(error);
    }
  };

  it.each<[string, BufferEncoding, string]>([
    ['\uFEFFAPP_URL=https://hunter2.bank.example\n', 'utf8', '.env.web begins with a byte order mark (BOM)'],
    ['\uFEFFAPP_URL=https://hunter2.bank.example\n', 'utf16le', '.env.web is in UTF-16'],
    ['APP_URL=https://hunter2.bank.example\n', 'utf16le', '.env.web is in UTF-16'],
    ['PARTNER_NAME=Café hunter2\n', 'latin1', '.env.web is not in UTF-8'],
  ])('%j written as %s', (text, encoding, problem) => {
    write(text, encoding);
    const said = refusal();
    expect(said).toContain(problem);
    expect(said).toContain('save it as UTF-8 without a byte order mark');
    expect(said).not.toContain('hunter2');
  });

  it.each([
    [
      'DATABASE_URL=postgresql://connect_web:hunter2#x@127.0.0.1/connect',
      'DATABASE_URL ends before its #, which begins a comment: in a password write # as %23',
    ],
    [
      'export NEXTAUTH_SECRET = hunter2#rest-of-it',
      'NEXTAUTH_SECRET ends before its #, which begins a comment: put the value in quotation marks',
    ],
    ['PARTNER_ACCENT=#2447b5', 'PARTNER_ACCENT ends before its #'],
  ])('%s', (line, problem) => {
    write(`PORT=3000\n${line}\n`);
    expect(refusal()).toContain(`.env.web, line 2: ${problem}`);
    expect(refusal()).not.toContain('hunter2');
  });

  it('but comments stay comments, and quoted values whole', () => {
    write(
      'PORT=3000 # ours\nWEB_HOST= # none\n#APP_URL=a#b\nPARTNER_ACCENT="#2447b5"\nMAIL_FROM=\'a\nPARTNER_NAME=b#c\'\r\nTZ=UTC\r\n',
    );
    expect(productionSettings(folder, {}).web).toEqual({
      PORT: '3000',
      PARTNER_ACCENT: '#2447b5',
      MAIL_FROM: 'a\nPARTNER_NAME=b#c',
      TZ: 'UTC',
    });
  });
});
