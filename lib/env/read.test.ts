import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseWebEnv } from '#web/env/web-env';
import { LONG, problemsOf, web } from './testing/settings';

describe('NAME_FILE', () => {
  const folder = mkdtempSync(join(tmpdir(), 'connect-env-'));
  const path = join(folder, 'secret');
  writeFileSync(path, `${LONG}\n`);

  it('gives the value of a mounted file, without its last line break', () => {
    const { NEXTAUTH_SECRET: _, ...rest } = web;
    expect(parseWebEnv({ ...rest, NEXTAUTH_SECRET_FILE: path }).NEXTAUTH_SECRET.reveal()).toBe(LONG);
  });

  it.each([
    ['in UTF-16', Buffer.from(`\uFEFF${LONG}`, 'utf16le'), 'is in UTF-16'],
    ['in UTF-16 without a mark', Buffer.from(LONG, 'utf16le'), 'is in UTF-16'],
    ['with a byte order mark', Buffer.from(`\uFEFF${LONG}`), 'begins with a byte order mark (BOM)'],
    ['in Latin-1', Buffer.from(`${LONG}é`, 'latin1'), 'is not in UTF-8'],
  ])('refuses a file %s, and says how to save it', (_what, bytes, problem) => {
    const file = join(folder, 'encoded');
    writeFileSync(file, bytes);
    const { NEXTAUTH_SECRET: _, ...rest } = web;
    const text = problemsOf(() => parseWebEnv({ ...rest, NEXTAUTH_SECRET_FILE: file }));
    expect(text).toContain(`NEXTAUTH_SECRET_FILE names a file that ${problem}`);
    expect(text).toContain('save it as UTF-8 without a byte order mark');
  });

  it('leaves names alone that are not ours', () => {
    expect(() => parseWebEnv({ ...web, TF_CLI_CONFIG_FILE: '/nowhere/at/all' })).not.toThrow();
  });

  it('refuses a name given both ways, and a file that cannot be read', () => {
    expect(problemsOf(() => parseWebEnv({ ...web, NEXTAUTH_SECRET_FILE: path }))).toContain('both set');
    const { NEXTAUTH_SECRET: _, ...rest } = web;
    expect(problemsOf(() => parseWebEnv({ ...rest, NEXTAUTH_SECRET_FILE: join(folder, 'none') }))).toContain(
      'cannot be read',
    );
  });
});

describe('an environment that came from a file', () => {
  it.each([`"${LONG}"`, `'${LONG}'`])(
    'refuses a value whose quotation marks belong to it (docker --env-file)',
    (value) => {
      const text = problemsOf(() => parseWebEnv({ ...web, NEXTAUTH_SECRET: value }));
      expect(text).toContain('NEXTAUTH_SECRET begins and ends with a quotation mark');
      expect(text).not.toContain(LONG);
    },
  );

  it('names a byte order mark that hides the first name of a file (node --env-file)', () => {
    const { DATABASE_URL, ...rest } = web;
    const text = problemsOf(() => parseWebEnv({ '\uFEFFDATABASE_URL': DATABASE_URL, ...rest }));
    expect(text).toContain('DATABASE_URL: the file that sets it begins with a byte order mark (BOM)');
  });
});
