// `npm run dev`: everything on this machine, for development. Works on a clean clone: the rest is imported once its
// packages are there.
import { refuseOptions } from './arguments.mjs';
import { prepare } from './prepare.mjs';
import { endWithNpm } from './supervise/end-with-npm.mjs';

refuseOptions('npm run dev', 'its settings stand in the shell, such as PORT');
prepare();
endWithNpm();
const { dev } = await import('./dev/main.mjs');
await dev();
