import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root as repository } from '../paths.mjs';
import { staleEntries, violations } from './check.mjs';

describe('the boundary check', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'boundaries-'));
    plant('lib/errors/app-error.ts', 'export class AppError extends Error {}');
    plant(
      'vault/env/vault-env.ts',
      'export type VaultEnv = object;\nexport const vaultEnv = () => process.env;',
    );
    plant(
      'vault/grants/vend.ts',
      "import { AppError } from '#lib/errors/app-error';\nexport const vend = () => new AppError();",
    );
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function plant(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), `${text}\n`);
  }

  it('finds nothing in a tree that keeps to the table', () => {
    expect(violations(root)).toEqual([]);
  });

  it.each([
    ['app/page.tsx', "import { vend } from '#vault/grants/vend';", 'app must not import vault/grants'],
    ['app/page.tsx', "export { vend } from '../vault/grants/vend';", 'app must not import vault/grants'],
    ['app/page.tsx', "const late = () => import('#vault/grants/vend');", 'app must not import vault/grants'],
    ['app/page.tsx', "import {\n  vend,\n} from '#vault/grants/vend';", 'app must not import vault/grants'],
    ['web/staff/a.ts', "import '#vault/grants/vend';", 'web/staff must not import vault/grants'],
    [
      'web/staff/a.ts',
      "import type { vend } from '#vault/grants/vend';",
      'web/staff must not import vault/grants',
    ],
    ['vault/grants/a.ts', "import Page from '#app/page';", 'vault/grants must not import app'],
    ['vault/keys/a.ts', "import { vend } from '../grants/vend';", 'vault/keys must not import vault/grants'],
    [
      'components/a.tsx',
      "import { AppError } from '#lib/errors/app-error';",
      'components must not import lib/errors',
    ],
    ['lib/errors/a.ts', "import { x } from '#lib/log/logger';", 'lib/errors must not import lib/log'],
    [
      'web/staff/a.ts',
      'export const secret = process.env.VAULT_KEYS;',
      'process.env outside the env modules',
    ],
    ['web/staff/a.ts', "export const secret = process['env'];", 'process.env outside the env modules'],
    [
      'web/staff/a.ts',
      "import { createCipheriv } from 'node:crypto';",
      'must not import the package node:crypto',
    ],
    ['web/vault-client/a.ts', "import { Pool } from 'pg';", 'must not import the package pg'],
    [
      'vault/grants/a.ts',
      "import * as oauth from 'oauth4webapi';",
      'must not import the package oauth4webapi',
    ],
    ['lib/helpers/a.ts', 'export const x = 1;', 'belongs to no module'],
    ['lib/utils.ts', 'export const x = 1;', 'belongs to no module'],
    [
      'vault/routes/a.ts',
      "import { startEmulator } from 'wise-emulator';",
      'vault/routes must not import the package wise-emulator',
    ],
    [
      'packages/wise-emulator/src/a.ts',
      "import { AppError } from '#lib/errors/app-error';",
      'packages/wise-emulator/src must not import packages/wise-emulator/lib',
    ],
    [
      'packages/wise-emulator/src/b.ts',
      "import { AppError } from '../../../lib/errors/app-error';",
      'packages/wise-emulator/src must not import lib/errors',
    ],
    [
      'packages/wise-emulator/src/c.ts',
      "import { Recorder } from '#contract/recorder';",
      'packages/wise-emulator/src must not import packages/wise-emulator/contract',
    ],
    [
      'e2e/browser/a.spec.ts',
      "import { startEmulator } from '../../packages/wise-emulator/src/server';",
      'is no export of the emulator',
    ],
    [
      'scripts/start/a.mjs',
      "import { vend } from '../../vault/grants/vend.ts';",
      'scripts/start must not import vault/grants',
    ],
    [
      'scripts/start/a.mjs',
      "import '../../test/database/cluster.mjs';",
      'scripts/start must not import test',
    ],
    ['scripts/start/a.mjs', "import 'tsx/esm/api';", 'scripts/start must not reach tsx'],
    [
      'scripts/unknown/a.ts',
      "import { vend } from '#vault/grants/vend';",
      'scripts must not import vault/grants',
    ],
    ['e2e/harness/a.ts', "import { vend } from '#vault/grants/vend';", 'e2e must not import vault/grants'],
    [
      'e2e/browser/a.spec.ts',
      "import type { vend } from '#vault/grants/vend';",
      'e2e must not import vault/grants',
    ],
    ['bench/a.ts', "import Page from '../app/page';", 'bench must not import app'],
    ['test/a.ts', "import { vend } from '#vault/grants/vend';", 'test must not import vault/grants'],
    [
      'prisma/a.mjs',
      "import { vend } from '../vault/grants/vend.ts';",
      'prisma must not import vault/grants',
    ],
    ['cli/a.ts', "import Page from '#app/page';", 'cli must not import app'],
    [
      'web/staff/testing/a.ts',
      "import { vend } from '#vault/grants/vend';",
      'tests of web must not import vault/grants',
    ],
    [
      'web/staff/a.test.ts',
      "import { vend } from '#vault/grants/vend';",
      'tests of web must not import vault/grants',
    ],
    [
      'vault/server.ts',
      "import { harness } from './testing/harness';",
      'vault/server must not import support of tests',
    ],
    ['made-up.config.ts', 'export const x = 1;', 'belongs to no module'],
  ])('refuses in %s: %s', (file, text, problem) => {
    plant(file, text);
    expect(violations(root).join('\n')).toContain(problem);
  });

  it('refuses what is only reached over a third file', () => {
    plant('lib/sessions/session.ts', "import { current } from './current';\nexport const find = current;");
    plant('lib/sessions/current.ts', "import 'server-only';\nexport const current = 1;");
    plant('vault/routes/who.ts', "import { find } from '#lib/sessions/session';\nexport const who = find;");
    expect(violations(root)).toEqual([
      expect.stringMatching(
        /^vault\/routes\/who → lib\/sessions\/session → lib\/sessions\/current → server-only: vault must not/,
      ),
    ]);
  });

  it('refuses the vault’s configuration anywhere below the web, its erased types too', () => {
    plant('app/page.tsx', "import type { VaultEnv } from '#vault/env/vault-env';");
    expect(violations(root).join('\n')).toContain('app must not import vault/env');
    plant('app/page.tsx', "import { vaultEnv } from '#vault/env/vault-env';");
    expect(violations(root).join('\n')).toContain('app must not import vault/env');
    plant('app/page.tsx', "import { current } from '#lib/sessions/current';");
    plant('lib/sessions/current.ts', "export { vaultEnv as current } from '#vault/env/vault-env';");
    expect(violations(root).join('\n')).toContain('app must not reach vault');
  });

  it('allows views to name types of lib, and reads no comments', () => {
    plant(
      'components/a.tsx',
      "import type { AppError } from '#lib/errors/app-error';\n// import '#vault/grants/vend'",
    );
    expect(violations(root)).toEqual([]);
  });

  it('covers every source of the repository, and names only what there is', () => {
    expect(violations(repository)).toEqual([]);
    expect(staleEntries(repository)).toEqual([]);
  });
});
