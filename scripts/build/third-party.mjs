import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { carried } from './carried.mjs';
import { joinParts, licencesOf } from './licences.mjs';
import { shippedFiles } from './shipped.mjs';

/**
 * Writes the licences of everything of others that is built, for whoever hands it on.
 * @param {readonly string[]} bundled the files that esbuild bundled
 * @param {string} root of a clone that is built
 * @throws when a package has none
 */
export function writeLicences(bundled, root) {
  const parts = licencesOf([...bundled, ...shippedFiles(root)], root);
  writeFileSync(path.join(root, 'dist/THIRD-PARTY-LICENSES.txt'), joinParts([...parts, ...carried(root)]));
}
