// `npm run sdk:pack`: the SDK as an archive that another project installs: npm install <the path that it prints>.
import { refuseOptions } from './arguments.mjs';
import { packSdk } from './sdk/build';

refuseOptions('npm run sdk:pack', 'it prints where the archive is');
console.log(await packSdk());
