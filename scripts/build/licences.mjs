import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { WITHOUT_TEXT } from './without-text.mjs';

/** The innermost package of a path: `node_modules/a/node_modules/@b/c/x.js` is of `@b/c`. */
const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
/** Next has copies of packages, each in a folder of its own. */
const COPIES = '/next/dist/compiled/';
const TEXT = /^(licen[cs]e|copying)\b/i;
/** What goes along with a text, and is none. */
const NOTICE = /^notice\b|\.LEGAL\.txt$/i;
const BETWEEN = `\n\n${'-'.repeat(80)}\n\n`;

/** @typedef {import('./without-text.mjs').WithoutText} WithoutText */

/**
 * What is built is handed on, and most licences ask that their text goes along.
 *
 * @param {readonly string[]} files paths of what is in it
 * @param {string} from where the paths start
 * @param {Record<string, WithoutText>} withoutText what is known of packages that carry no text
 * @returns {string[]} of each package a part: its name, version and licence, and the texts that it carries
 * @throws when a package has neither a text nor an entry
 */
export function licencesOf(files, from, withoutText = WITHOUT_TEXT) {
  const folders = new Set(files.flatMap((file) => folderOf(file, from) ?? []));
  /** @type {string[]} */
  const unknown = [];
  const parts = [...folders].map((folder) => {
    const { name, version, license } = manifestOf(folder, from);
    const known = withoutText[name];
    const texts = known === undefined ? textsOf(path.join(from, folder)) : [textFor(known, from)];
    if (texts.length === 0) unknown.push(folder);
    const title = [name, version, license && `(${license})`].filter(Boolean).join(' ');
    const copy = folder.includes(COPIES) ? ', a copy in Next' : '';
    return [`${title}${copy}`, ...texts, ...filesOf(path.join(from, folder), NOTICE)].join('\n\n');
  });
  if (unknown.length > 0)
    throw new Error(
      `no text of a licence goes along with ${unknown.join(', ')}: look at scripts/build/without-text.mjs`,
    );
  return parts;
}

/**
 * @param {readonly string[]} parts what is said of one package each
 * @returns {string} a file of them, each once
 */
export function joinParts(parts) {
  return `${[...new Set(parts.map((part) => part.trim()))].toSorted().join(BETWEEN)}\n`;
}

/**
 * @param {string} folder of a package
 * @returns {string[]} the texts of licences that it carries
 */
export function textsOf(folder) {
  const texts = filesOf(folder, TEXT);
  if (texts.length > 0) return texts;
  // some have it in their README alone
  return filesOf(folder, /^readme\b/i)
    .flatMap((text) => text.split(/^#+ */m))
    .filter((section) => /^licen[cs]e\n.*Permission is hereby granted/is.test(section))
    .map((section) => section.slice('license\n'.length).trim());
}

/**
 * What files of a folder say, each text once.
 * @param {string} folder
 * @param {RegExp} names
 */
function filesOf(folder, names) {
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && names.test(entry.name))
    .map((entry) => read(path.join(folder, entry.name)));
  return [...new Set(texts)].filter(Boolean);
}

/** @param {string} file */
const read = (file) => readFileSync(file, 'utf8').trim();

/**
 * @param {string} file
 * @param {string} from
 */
function folderOf(file, from) {
  const [, folder] = PACKAGE.exec(file) ?? [];
  const at = file.indexOf(COPIES);
  // of Next itself where no package.json is above the file
  const end = at + COPIES.length - 1;
  for (let inner = path.dirname(file); at >= 0 && inner.length > end; inner = path.dirname(inner))
    if (existsSync(path.join(from, inner, 'package.json'))) return inner;
  return folder;
}

/**
 * @param {string} folder
 * @param {string} from
 * @returns {{ name: string; version?: string; license?: string }}
 */
function manifestOf(folder, from) {
  const file = path.join(from, folder, 'package.json');
  if (!existsSync(file)) throw new Error(`${folder} is said to be in what is built, and is not there`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * @param {WithoutText} known
 * @param {string} from
 */
function textFor(known, from) {
  return known.textOf === undefined ? known.text : read(path.join(from, known.textOf));
}
