import { readFileSync } from 'node:fs';
import path from 'node:path';
import { mit } from './without-text.mjs';

/**
 * What packages have inside and publish no text of: what can be read of it is said.
 * @param {string} root of a clone that is built
 * @returns {string[]} a part each
 * @throws when the packages have changed so that nothing can be read any more
 */
export function carried(root) {
  return [ofPrisma(root), ofNext(root)];
}

/**
 * Prisma publishes one LICENSE a package and no NOTICE.
 * @param {string} root
 */
function ofPrisma(root) {
  const runtime = path.join(root, 'node_modules/@prisma/client/runtime');
  const map = readFileSync(path.join(runtime, 'client.mjs.map'), 'utf8');
  const packages = named(map, /\/\.pnpm\/([^/"]+@[\d.]+)[^/"]*\/node_modules\//g).map((name) =>
    name.replace('+', '/'),
  );
  // written by scripts/build/bundle.mjs
  const compiler = readFileSync(path.join(root, 'dist/query-compiler.wasm'), 'latin1');
  const crates = named(compiler, /\/registry\/src\/[^/]+\/([\w-]+-\d+\.\d+\.\d+)/g);
  return `@prisma/client, what is inside

Prisma publishes its packages under the Apache License 2.0, each with that text and no notice of others (see @prisma/client).
Its runtime and its query compiler are bundles of packages of others, for which Prisma publishes no texts. Their names:

In the runtime, by its source map: ${packages.join(', ')}.

In the query compiler, WebAssembly made of Rust, by the file names in it, which may not be all: ${crates.join(', ')}.

The texts are with each package of that name and version at https://www.npmjs.com and https://crates.io.`;
}

/**
 * The polyfills for old browsers, served as a file of their own.
 * @param {string} root
 */
function ofNext(root) {
  const file = path.join(root, 'node_modules/next/dist/build/polyfills/polyfill-nomodule.js');
  const [, version, notice] =
    /version:"(3\.[\d.]+)",mode:"global",copyright:"([^"]+)"/.exec(readFileSync(file, 'utf8')) ?? [];
  // version 4 may have another licence
  if (version === undefined || notice === undefined)
    throw new Error(`no core-js 3 in ${file}: look at ofNext`);
  return `core-js ${version} (MIT), inside Next\n\n${mit(`Copyright ${notice}`)}`;
}

/**
 * @param {string} text
 * @param {RegExp} pattern
 * @throws when it names nothing
 */
function named(text, pattern) {
  const names = [...new Set([...text.matchAll(pattern)].flatMap(([, name]) => name ?? []))].toSorted();
  if (names.length === 0) throw new Error('Prisma no longer names what is inside: look at ofPrisma');
  return names;
}
