import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** Seconds of CPU that a process has used by now, user and system; NaN where there is no /proc. */
export function cpuSecondsOf(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The same of every PostgreSQL process below a postmaster, those that are there now. */
export function cpuSecondsBelow(postmaster: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && (pid === postmaster || statOf(pid)[1] === String(postmaster)))
    .reduce((sum, pid) => sum + (cpuSecondsOf(pid) || 0), 0);
}

/** What follows the name of the process in its line: state, parent, … (proc(5)). */
function statOf(pid: number): string[] {
  if (process.platform !== 'linux') return [];
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  } catch {
    return [];
  }
}

/** MiB that a process keeps in memory; NaN where there is no /proc. */
export function residentMiBOf(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}
