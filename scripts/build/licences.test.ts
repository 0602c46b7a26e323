import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { licencesOf } from './licences.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'licences-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function add(folder: string, files: Record<string, string>) {
  mkdirSync(path.join(root, folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, folder, name), text);
}

it('names each package once, with every text that its licence asks for, and nothing of ours', () => {
  const manifest = (name: string) => JSON.stringify({ name, version: '1.2.3', license: 'MIT' });
  add('node_modules/b', { 'package.json': manifest('b'), 'LICENSE.md': 'Copyright B\n', NOTICE: 'Notice B' });
  add('node_modules/b/node_modules/@a/c', { 'package.json': manifest('@a/c'), licence: 'Copyright C' });
  add('node_modules/d', { 'package.json': manifest('d'), 'licensed.js': 'no text' });
  const text = licencesOf(
    [
      'vault/main.ts',
      'node_modules/b/x.js',
      'node_modules/b/lib/y.js',
      'node_modules/b/node_modules/@a/c/z.js',
      'node_modules/d/licensed.js',
    ],
    root,
  );
  const [c, b, d, ...others] = text.split(/\n\n-+\n\n/);
  expect(others).toEqual([]);
  expect(c).toBe('@a/c 1.2.3 (MIT)\n\nCopyright C');
  expect(b).toBe('b 1.2.3 (MIT)\n\nCopyright B\n\nNotice B');
  expect(d).toBe('d 1.2.3 (MIT)\n');
});
