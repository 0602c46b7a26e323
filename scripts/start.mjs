// `npm start`: the production build of web and vault, supervised; see README, "go to production".
import { checkNode } from './prepare.mjs';
import { endWithNpm } from './supervise/end-with-npm.mjs';

checkNode();
endWithNpm();
const { start } = await import('./start/main.mjs');
await start();
