// `npm run boundaries`: every import runs the way the table of modules says, and the table names only what there is.
import { refuseOptions } from './arguments.mjs';
import { staleEntries, violations } from './boundaries/check.mjs';
import { root } from './paths.mjs';

refuseOptions('npm run boundaries', 'its table is scripts/boundaries/modules.mjs');
const found = [...violations(root), ...staleEntries(root)];
if (found.length > 0) {
  console.error(found.join('\n'));
  console.error(`${found.length} problems with the table in scripts/boundaries/modules.mjs`);
  process.exitCode = 1;
} else {
  console.log('every import runs the way the table of modules says');
}
