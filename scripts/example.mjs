// `npm run example`: an app of a partner (examples/partner-app) with everything that it needs. It joins `npm run dev` where
// that runs already, and starts it otherwise. Works on a clean clone.
import { refuseOptions } from './arguments.mjs';
import { prepare } from './prepare.mjs';
import { endWithNpm } from './supervise/end-with-npm.mjs';

refuseOptions('npm run example', 'EXAMPLE_PORT in the shell is its port, 4030');
prepare();
endWithNpm();
const { example } = await import('./example/main.mjs');
await example();
