import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The innermost package of a path: `node_modules/a/node_modules/@b/c/x.js` is of `@b/c`. */
const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const TEXT = /^(licen[cs]e|notice|copying)\b/i;

/**
 * What is bundled is handed on, and most licences ask that their text goes along.
 *
 * @param {readonly string[]} files paths of what was bundled
 * @param {string} from where the paths start
 * @returns {string} each package once, by name, with its version, its licence and the texts that it carries
 */
export function licencesOf(files, from) {
  const folders = new Set(files.flatMap((file) => PACKAGE.exec(file)?.[1] ?? []));
  const parts = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(path.join(from, folder, 'package.json'), 'utf8'),
    );
    const texts = readdirSync(path.join(from, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile() && TEXT.test(entry.name))
      .map((entry) => readFileSync(path.join(from, folder, entry.name), 'utf8').trim());
    return [`${name} ${version} (${license})`, ...texts].join('\n\n');
  });
  return `${[...new Set(parts)].toSorted().join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
