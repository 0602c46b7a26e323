import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { textsOf } from './licences.mjs';

/**
 * What an image or a built clone has of packages, besides what esbuild bundles: paths from the root, as in `node_modules`.
 * @param {string} root of a clone that is built
 * @returns {string[]}
 * @throws when Next no longer says what is in its bundles
 */
export function shippedFiles(root) {
  return [
    ...traced(root),
    ...bundledByNext(root),
    ...copiesInNext(root),
    ...stylesheets(root),
    ...installed(root),
  ];
}

/**
 * The files that Next found to be needed at run time. It leaves out those of licences.
 * @param {string} root
 */
function traced(root) {
  const folder = path.join(root, '.next/standalone/node_modules');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => slashed(path.relative(path.dirname(folder), path.join(entry.parentPath, entry.name))));
}

/**
 * The sources of the server's chunks, by their maps. Browsers' chunks have no maps; the server renders the same components.
 * @param {string} root
 */
function bundledByNext(root) {
  const folder = path.join(root, '.next/server');
  const found = new Set(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js.map'))
      .flatMap((name) => sourcesOf(path.join(folder, name))),
  );
  if (found.size === 0)
    throw new Error('no map in .next/server names a package: what Next bundles is not known');
  // Next's own maps lead there from its files
  return [...found].filter((file) => !file.startsWith('node_modules/src/'));
}

/** @param {string} map */
function sourcesOf(map) {
  const parsed = JSON.parse(readFileSync(map, 'utf8'));
  /** @type {{ sources: string[] }[]} */
  const parts = parsed.sections?.map((/** @type {{ map: object }} */ section) => section.map) ?? [parsed];
  return parts
    .flatMap(({ sources }) => sources)
    .flatMap((source) => /node_modules\/[^%?" ]+/.exec(source.replaceAll('%40', '@'))?.[0] ?? []);
}

/**
 * React and others that Next has copies of, all of them: its runtimes and its browsers' chunks are made of some, and do not say which.
 * @param {string} root
 */
function copiesInNext(root) {
  const folder = 'node_modules/next/dist/compiled';
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name) === 'package.json')
    .map((name) => `${folder}/${slashed(name)}`)
    .filter((file) => textsOf(path.join(root, path.dirname(file))).length > 0);
}

/**
 * Packages that our stylesheets import; those have no maps.
 * @param {string} root
 */
function stylesheets(root) {
  return readdirSync(path.join(root, 'app'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.css'))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
    .flatMap((text) => [...text.matchAll(/@(?:import|plugin) +["']([^."'][^"']*)["']/g)])
    .map(([, name]) => `node_modules/${name}/index.css`);
}

/**
 * What `npm prune --omit=dev` leaves has its texts in its folders. What carries none is named with the rest.
 * @param {string} root
 */
function installed(root) {
  /** @type {[string, { dev?: boolean; link?: boolean }][]} */
  const entries = Object.entries(
    JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages,
  );
  return entries
    .filter(([folder, { dev, link }]) => folder.includes('node_modules/') && !dev && !link)
    .map(([folder]) => folder)
    .filter((folder) => existsSync(path.join(root, folder)) && textsOf(path.join(root, folder)).length === 0)
    .map((folder) => `${folder}/package.json`);
}

/** @param {string} file */
const slashed = (file) => file.replaceAll(path.sep, '/');
