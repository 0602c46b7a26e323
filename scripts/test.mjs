// `npm test`: everything, from a clean clone: one install, one build, stage by stage; stops at the first that fails.
//   npm test -- types e2e     only these stages (a build must be there for e2e)
import { readValues } from './arguments.mjs';
import { prepare } from './prepare.mjs';

const wanted = readValues(
  "usage: npm test [-- <stage> …], for example npm test -- types 'unit and database'",
  20,
);
const began = Date.now();
prepare();
const { runStages } = await import('./test/stages.mjs');
process.exitCode = await runStages(wanted, Date.now() - began);
