import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { root } from '../paths.mjs';
import { packageEdits } from './package-edits.mjs';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'edits-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function bundle(contents: string, resolveDir: string): Promise<string> {
  const outfile = path.join(dir, 'out.mjs');
  const js = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  await build({
    stdin: { contents, resolveDir },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    banner: { js },
    metafile: true,
    plugins: [packageEdits],
  });
  return outfile;
}

it('pg and undici are evaluated without the undici that Node has inside: that took a tenth of a start', async () => {
  const file = await bundle(
    "import 'pg'; import 'undici'; console.log(process.moduleLoadList.filter((name) => /deps.undici/.test(name)).length)",
    root,
  );
  expect(execFileSync(process.execPath, [file], { encoding: 'utf8' })).toBe('0\n');
});

it('what our files take of undici is there, though a third of it is left out', async () => {
  const file = await bundle(
    "import 'pg'; import undici from 'undici'; console.log(JSON.stringify(Object.keys(undici).filter((name) => typeof undici[name] === 'function')))",
    root,
  );
  const there: string[] = JSON.parse(execFileSync(process.execPath, [file], { encoding: 'utf8' }));
  expect(there).not.toContain('MockAgent');
  const taken = ['vault', 'lib', 'web', 'cli']
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(path.join(root, folder, name), 'utf8')),
    )
    .flatMap((text) => /^import \{(.*)\} from 'undici';$/m.exec(text)?.[1]?.split(',') ?? [])
    .map((name) => name.trim().replace(/ as .*/, ''))
    .filter((name) => !name.startsWith('type '));
  expect(taken).toContain('Agent');
  expect(taken.filter((name) => !there.includes(name))).toEqual([]);
});

it('a package that has changed so that an edit is lost ends the build', async () => {
  const folder = path.join(dir, 'node_modules/pg/lib');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'stream.js'), 'module.exports = {};');
  await expect(bundle("import 'pg/lib/stream.js'", dir)).rejects.toThrow('look at EDITS');
});

it('a file that asks for what is left out of undici ends the build, and does not get nothing', async () => {
  const folder = path.join(dir, 'node_modules/undici');
  mkdirSync(path.join(folder, 'lib/dispatcher'), { recursive: true });
  mkdirSync(path.join(folder, 'lib/mock'));
  writeFileSync(path.join(folder, 'package.json'), '{"name":"undici","main":"index.js"}');
  writeFileSync(path.join(folder, 'index.js'), "exports.Pool = require('./lib/dispatcher/pool');");
  writeFileSync(
    path.join(folder, 'lib/dispatcher/pool.js'),
    "module.exports = require('../mock/mock-pool');",
  );
  writeFileSync(path.join(folder, 'lib/mock/mock-pool.js'), 'module.exports = 1;');
  const pg = path.join(root, 'node_modules/pg/lib/stream.js');
  await expect(bundle(`import '${pg}'; import 'undici'`, dir)).rejects.toThrow(
    'undici/lib/dispatcher/pool.js asks for what is left out',
  );
});
