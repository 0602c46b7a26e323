import { readFileSync } from 'node:fs';
import type { ProductProcess } from '../../e2e/harness/process';
import type { Finding } from './verdict';

export type Samples = { name: string; everyMs: number; mebibytes: number[] };

/** What a process keeps in memory, again and again; the processes must not be restarted meanwhile. */
export function watchMemory(
  processes: readonly ProductProcess[],
  everyMs: number,
): { all: () => Samples[]; stop: () => void } {
  const samples = processes.map((each): Samples => ({ name: each.name, everyMs, mebibytes: [] }));
  const look = () => {
    for (const [at, { pid }] of processes.entries()) samples[at]?.mebibytes.push(residentMebibytes(pid));
  };
  const timer = setInterval(look, everyMs);
  return { all: () => samples, stop: () => clearInterval(timer) };
}

/** Linux tells it there; elsewhere nothing is watched. */
function residentMebibytes(pid: number): number {
  try {
    const [, kibibytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kibibytes) / 1_024;
  } catch {
    return 0;
  }
}

const GROWN_BY = 1.15;
const SLACK_MIB = 16;
const FIVE_MINUTES_MS = 5 * 60_000;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/**
 * Flat: the last third keeps hardly more than the middle third. The first third is for what a process fills once: caches, pools,
 * compiled code.
 */
export function memoryFinding({ name, everyMs, mebibytes }: Samples): Finding {
  const third = Math.floor(mebibytes.length / 3);
  const [middle, last] = [median(mebibytes.slice(third, 2 * third)), median(mebibytes.slice(2 * third))];
  const mib = (value: number) => `${value.toFixed(0)} MiB`;
  const afterFiveMinutes = mebibytes[Math.ceil(FIVE_MINUTES_MS / everyMs)];
  const then = afterFiveMinutes === undefined ? '' : `; ${mib(afterFiveMinutes)} after 5 minutes`;
  return {
    what: `the memory of ${name} is flat`,
    isKept: last <= middle * GROWN_BY + SLACK_MIB,
    seen: `${mib(median(mebibytes.slice(0, third)))}, ${mib(middle)}, ${mib(last)} by thirds; at most ${mib(Math.max(0, ...mebibytes))}${then}, ${mib(mebibytes.at(-1) ?? 0)} at the end`,
  };
}
