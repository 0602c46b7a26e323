import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { root as clone } from '../paths.mjs';
import { joinParts, licencesOf, textsOf } from './licences.mjs';
import { WITHOUT_TEXT } from './without-text.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'licences-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function add(folder: string, files: Record<string, string>) {
  mkdirSync(path.join(root, folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, folder, name), text);
}

const manifest = (name: string) => JSON.stringify({ name, version: '1.2.3', license: 'MIT' });

it('names each package once, with every text that its licence asks for, and nothing of ours', () => {
  add('node_modules/b', { 'package.json': manifest('b'), 'LICENSE.md': 'Copyright B\n', NOTICE: 'Notice B' });
  add('node_modules/b/node_modules/@a/c', { 'package.json': manifest('@a/c'), licence: 'Copyright C' });
  add('node_modules/d', { 'package.json': manifest('d'), 'licensed.js': 'no text' });
  const parts = licencesOf(
    [
      'vault/main.ts',
      'node_modules/b/x.js',
      'node_modules/b/lib/y.js',
      'node_modules/b/node_modules/@a/c/z.js',
      'node_modules/d/licensed.js',
    ],
    root,
    { d: { text: 'Copyright D' } },
  );
  const [c, b, d, ...others] = joinParts(parts).split(/\n\n-+\n\n/);
  expect(others).toEqual([]);
  expect(c).toBe('@a/c 1.2.3 (MIT)\n\nCopyright C');
  expect(b).toBe('b 1.2.3 (MIT)\n\nCopyright B\n\nNotice B');
  expect(d).toBe('d 1.2.3 (MIT)\n\nCopyright D\n');
});

it('a package that carries no text, and of which none is known, ends the build', () => {
  add('node_modules/a', { 'package.json': manifest('a'), LICENSE: 'Copyright A' });
  add('node_modules/b', { 'package.json': manifest('b'), NOTICE: 'a notice is no licence' });
  add('node_modules/@b/c', { 'package.json': manifest('@b/c'), 'README.md': '## License\n\nMIT' });
  const files = ['node_modules/a/x.js', 'node_modules/b/x.js', 'node_modules/@b/c/x.js'];
  expect(() => licencesOf(files, root, {})).toThrow(
    'node_modules/b, node_modules/@b/c: look at scripts/build/without-text.mjs',
  );
  expect(() => licencesOf(['node_modules/e/x.js'], root, {})).toThrow('node_modules/e is said to be');
});

it('finds a text in a README', () => {
  const readme =
    '# a\n\nWords\n\n## License\n\nCopyright A\n\nPermission is hereby granted\n\n## More\n\nWords';
  add('node_modules/a', { 'package.json': manifest('a'), 'README.md': readme });
  expect(licencesOf(['node_modules/a/x.js'], root, {})).toEqual([
    'a 1.2.3 (MIT)\n\nCopyright A\n\nPermission is hereby granted',
  ]);
});

it('knows the copies that Next has of packages from Next itself', () => {
  const copies = 'node_modules/next/dist/compiled';
  add('node_modules/next', { 'package.json': manifest('next'), 'license.md': 'Copyright N' });
  add(`${copies}/@a/b/part`, { 'package.json': '{"name":"@a/b"}', LICENSE: 'Copyright B' });
  add(`${copies}/runtime`, { 'x.js': '' });
  expect(licencesOf([`${copies}/@a/b/part/x.js`, `${copies}/runtime/x.js`], root, {})).toEqual([
    '@a/b, a copy in Next\n\nCopyright B',
    'next 1.2.3 (MIT)\n\nCopyright N',
  ]);
});

it('what is known of packages without a text is of packages that are there, and still carry none', () => {
  const places = ['node_modules', 'node_modules/next/dist/compiled'].map((place) => path.join(clone, place));
  const carrying = Object.keys(WITHOUT_TEXT).filter((name) => {
    const folders = places.map((place) => path.join(place, name)).filter((folder) => existsSync(folder));
    return folders.length === 0 || folders.some((folder) => textsOf(folder).length > 0);
  });
  expect(carrying).toEqual([]);
});
