// npm run bench:events [-- <changes> <seconds>]: what the partner is told (promise 17). First so many changes of 500 connections
// while the receiver is down, slow, silent, answers 500 and 410, and the vault dies twice by kill -9: each event has to arrive at
// least once, in order per connection, signed as `standardwebhooks` verifies it. Then vends with and without 5,000 events
// a second, by turns of so many seconds. Callers, receiver, vault and PostgreSQL share this machine's cores.

import { readNumbers } from '#scripts/arguments';
import { deliverAll } from './events-delivered';
import { vendBesideEvents } from './events-enqueued';
import { machine } from './machine';

const [changes = 10_000, seconds = 5] = readNumbers(
  'usage: npm run bench:events [-- <changes> <seconds>]',
  2,
);

console.log(machine());
const isDelivered = await deliverAll(changes);
const isFast = await vendBesideEvents(seconds);
process.exit(isDelivered && isFast ? 0 : 1);
