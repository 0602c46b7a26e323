// npm run bench:bulk [-- <frozen> <connections>]: among many connections, a hold on everything while tokens are vended, from the
// act to its acknowledgement, and that nothing is vended after it; then a filtered freeze, from the commit that starts it to the
// last connection's row in the audit trail. One vault process; PostgreSQL waits for the disk.

import { readNumbers } from '#scripts/arguments';
import { inDatabase } from '#scripts/db/roles';
import { fillConnections } from '#test/database/many-connections';
import { measureFreeze } from './freeze-times';
import { measureHold } from './hold-times';
import { makeLiveConnections } from './live-connections';
import { machine } from './machine';
import { startStack } from './stack';

const [frozen = 10_000, all = 100_000] = readNumbers(
  'usage: npm run bench:bulk [-- <frozen> <connections>]',
  2,
);
/** Of the connections, those whose tokens are asked for. */
const VENDED = 1_000;

const stack = await startStack({ LOG_LEVEL: 'fatal' });
try {
  const database = new URL(stack.ownerUrl).pathname.slice(1);
  await fillConnections({
    superUrl: inDatabase(stack.cluster.superUrl, database),
    count: all,
    clientId: 'filled',
    // no vault has it: what is due of these stays due
    keyId: 'filled',
  });
  const ids = await makeLiveConnections(stack, VENDED);
  await stack.startVault();
  console.log(`${machine()}, PostgreSQL of its own (embedded); one vault process, ${all} connections`);
  await measureHold(stack, ids);
  await measureFreeze(stack.own, stack.ownerUrl, frozen);
} finally {
  await stack.close();
}
