import { runEmulator } from './run';

await runEmulator(process.argv.slice(2));
