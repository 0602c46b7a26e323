// `npm start`: the production build of web and vault, supervised; see README, "go to production".
import { refuseOptions } from './arguments.mjs';
import { checkNode } from './prepare.mjs';
import { endWithNpm } from './supervise/end-with-npm.mjs';

checkNode();
refuseOptions('npm start', 'its settings stand in .env.web, .env.vault and the shell');
endWithNpm();
const { start } = await import('./start/main.mjs');
await start();
