// `npm run build`: the Prisma client, the web server (.next) and the vault (dist/vault). Needs no secret and no database.
import { prepare } from './prepare.mjs';

prepare();
const { build } = await import('./build/main.mjs');
await build();
