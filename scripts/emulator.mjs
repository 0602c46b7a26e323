// `npm run emulator`: Wise's sandbox, emulated, on its own. Works on a clean clone: the rest is imported once its
// packages are there.
import { prepare } from './prepare.mjs';
import { endWithNpm } from './supervise/end-with-npm.mjs';

prepare();
endWithNpm();
const { register } = await import('tsx/esm/api');
register();
await import('wise-emulator/cli');
