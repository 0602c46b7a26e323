// `npm run boundaries`: every import runs the way the table of rooms says.
import { violations } from './boundaries/check.mjs';
import { root } from './paths.mjs';

const found = violations(root);
if (found.length > 0) {
  console.error(found.join('\n'));
  console.error(`${found.length} imports against the table in scripts/boundaries/rooms.mjs`);
  process.exitCode = 1;
} else {
  console.log('every import runs the way the table of rooms says');
}
