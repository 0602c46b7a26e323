// npm run bench:start [-- <times>]: what a start of a vault takes: until its partner API answers, and three seconds later, when
// its loops have run once. A PostgreSQL and an emulator of their own beside it, on this machine.

import { setTimeout as sleep } from 'node:timers/promises';
import { readNumbers } from '#scripts/arguments';
import { cpuSecondsOf, residentMiBOf } from './cpu';
import { machine } from './machine';
import { percentile } from './percentile';
import { startStack } from './stack';

const [times = 7] = readNumbers('usage: npm run bench:start [-- <times>]', 1);
const SETTLED_MS = 3_000;

type Start = { answers: number; cpu: number; mib: number; settledCpu: number; settledMib: number };

const stack = await startStack();
try {
  // the first start makes the bundle
  await (await stack.startVault())();
  const starts: Start[] = [];
  while (starts.length < Math.min(50, times)) {
    const began = performance.now();
    const vault = await stack.startVault();
    const answers = performance.now() - began;
    const [cpu, mib] = [cpuSecondsOf(vault.pid), residentMiBOf(vault.pid)];
    await sleep(SETTLED_MS);
    starts.push({
      answers,
      cpu,
      mib,
      settledCpu: cpuSecondsOf(vault.pid),
      settledMib: residentMiBOf(vault.pid),
    });
    await vault();
  }
  const of = (read: (start: Start) => number) => percentile(starts.map(read), 0.5);
  console.log(`${machine()}; median of ${starts.length} starts\n`);
  console.log(
    `until /healthz answers    ${of(({ answers }) => answers).toFixed(0)} ms, ${of(({ cpu }) => cpu).toFixed(2)} s of CPU, ${of(({ mib }) => mib).toFixed(0)} MiB`,
  );
  console.log(
    `three seconds later       ${of(({ settledCpu }) => settledCpu).toFixed(2)} s of CPU, ${of(({ settledMib }) => settledMib).toFixed(0)} MiB`,
  );
} finally {
  await stack.close();
}
