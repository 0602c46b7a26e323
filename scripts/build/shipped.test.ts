import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { carried } from './carried.mjs';
import { shippedFiles } from './shipped.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'shipped-'));
  write('.next/standalone/node_modules/traced/lib/x.js');
  write('.next/server/app/page.js.map', mapOf('../node_modules/%40a/bundled/x.js', '../app/page.tsx'));
  write('node_modules/next/dist/compiled/react/package.json', '{}');
  write('node_modules/next/dist/compiled/react/LICENSE', 'Copyright');
  write('app/globals.css', '@import "sheets" source("../components");\n@import "./theme.css";');
  write('package-lock.json', JSON.stringify({ packages: LOCKED }));
  write('node_modules/bare/package.json', '{}');
  write('node_modules/whole/LICENSE', 'Copyright');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const LOCKED = {
  '': {},
  'node_modules/bare': {},
  'node_modules/whole': {},
  'node_modules/of-another-system': {},
  'node_modules/ours': { link: true },
  'node_modules/builder': { dev: true },
};

function write(name: string, text = '') {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), text);
}

function mapOf(...sources: string[]) {
  return JSON.stringify({ sections: [{ map: { sources } }] });
}

it('finds what Next traced, bundled and has copies of, what stylesheets import, and what is installed without a text', () => {
  expect(shippedFiles(root)).toEqual([
    'node_modules/traced/lib/x.js',
    'node_modules/@a/bundled/x.js',
    'node_modules/next/dist/compiled/react/package.json',
    'node_modules/sheets/index.css',
    'node_modules/bare/package.json',
  ]);
});

it('reads a source that Next names with what it made of it', () => {
  const font = 'cssmodule.css?{%22src%22:%22../node_modules/@fonts/inter/files/x.woff2%22}';
  const json = '../node_modules/b/package.json.%5Bjson%5D.cjs/turbopack:///node_modules/b/package.json';
  write(
    '.next/server/app/page.js.map',
    JSON.stringify({ sources: [font, json, '../node_modules/src/x.ts'] }),
  );
  expect(shippedFiles(root).slice(1, 3)).toEqual([
    'node_modules/@fonts/inter/files/x.woff2',
    'node_modules/b/package.json.',
  ]);
});

it('a build of Next that no longer says what is in it ends', () => {
  write('.next/server/app/page.js.map', mapOf('../app/page.tsx'));
  expect(() => shippedFiles(root)).toThrow('what Next bundles is not known');
});

const PRISMA = 'node_modules/@prisma/client/runtime/client.mjs.map';
const POLYFILL = 'node_modules/next/dist/build/polyfills/polyfill-nomodule.js';
const COMPILER = 'dist/query-compiler.wasm';

function writeCarriers() {
  write(PRISMA, JSON.stringify({ sources: ['../node_modules/.pnpm/@a+b@1.2.3/node_modules/@a/b/x.js'] }));
  write(COMPILER, '\0/cargo/registry/src/index.crates.io-1/serde_json-1.0.104/src/de.rs\0');
  write(POLYFILL, '{version:"3.38.1",mode:"global",copyright:"© 2014 Somebody"}');
}

it('says what can be read of packages inside of packages', () => {
  writeCarriers();
  const [prisma, polyfill] = carried(root);
  expect(prisma).toContain('by its source map: @a/b@1.2.3.\n');
  expect(prisma).toContain('which may not be all: serde_json-1.0.104.\n');
  expect(polyfill).toMatch(
    /^core-js 3\.38\.1 \(MIT\), inside Next\n\nMIT License\n\nCopyright © 2014 Somebody\n\nPermission/,
  );
});

it.each([
  [PRISMA, '{"sources":[]}', 'look at ofPrisma'],
  [COMPILER, '', 'look at ofPrisma'],
  [POLYFILL, '{version:"4.0.0",mode:"global",copyright:"© 2026 Somebody"}', 'look at ofNext'],
])('ends the build when %s no longer says it', (file, text, message) => {
  writeCarriers();
  write(file, text);
  expect(() => carried(root)).toThrow(message);
});
