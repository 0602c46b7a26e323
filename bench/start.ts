// npm run bench:start [-- <times>]: what a start of a vault takes: until its partner API answers, until its internal listener does,
// which the supervisor waits for, and three seconds later, when its loops have run once. A PostgreSQL and an emulator of their own beside it, on this machine.

import { setTimeout as sleep } from 'node:timers/promises';
import { readNumbers } from '#scripts/arguments';
import { cpuSecondsOf, residentMiBOf } from './cpu';
import { machine } from './machine';
import { percentile } from './percentile';
import { startStack } from './stack';
import { untilAnswered } from './vault-process';

const [times = 7] = readNumbers('usage: npm run bench:start [-- <times>]', 1);
const SETTLED_MS = 3_000;

type Start = Record<'partner' | 'internal' | 'settled', { ms: number; cpu: number; mib: number }>;

const stack = await startStack();
try {
  // the first start makes the bundle
  await (await stack.startVault())();
  const starts: Start[] = [];
  while (starts.length < Math.min(50, times)) {
    const began = performance.now();
    const vault = await stack.startVault();
    const now = () => ({
      ms: performance.now() - began,
      cpu: cpuSecondsOf(vault.pid),
      mib: residentMiBOf(vault.pid),
    });
    const partner = now();
    await untilAnswered(`${stack.settings.VAULT_INTERNAL_URL}/`, () => false);
    const internal = now();
    await sleep(SETTLED_MS);
    starts.push({ partner, internal, settled: now() });
    await vault();
  }
  console.log(`${machine()}; median of ${starts.length} starts\n`);
  for (const [at, what] of [
    ['partner', 'until the partner API answers'],
    ['internal', 'until the internal listener does'],
    ['settled', 'three seconds later'],
  ] as const) {
    const of = (name: 'ms' | 'cpu' | 'mib') =>
      percentile(
        starts.map((start) => start[at][name]),
        0.5,
      );
    console.log(
      `${what.padEnd(34)}${of('ms').toFixed(0).padStart(5)} ms   ${of('cpu').toFixed(2)} s of CPU   ${of('mib').toFixed(0)} MiB`,
    );
  }
} finally {
  await stack.close();
}
