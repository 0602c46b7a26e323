import type { Line } from './measure';

const HEAD = ['', '/s', 'p50 ms', 'p99 ms', 'CPU ms', 'ours is', 'CPU of ours'];
const WIDTHS = [46, 10, 9, 9, 9, 10, 12];

/** All lines as one table; beside a limit and a peer, how many times as fast ours is, and its share of the CPU. */
export function tableOf(lines: readonly Line[]): string {
  const groups = [...new Set(lines.map(({ group }) => group))];
  return [HEAD, ...groups.flatMap((group) => rowsOf(lines.filter((line) => line.group === group)))]
    .map((cells) =>
      cells
        .map((cell, at) => pad(cell, at))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

function rowsOf(lines: readonly Line[]): string[][] {
  const ours = lines.find(({ role }) => role === 'ours');
  return lines.map((line) => {
    const isOther = ours !== undefined && (line.role === 'limit' || line.role === 'peer');
    return [
      `${line.role === 'ours' ? line.group : `  ${line.role}`}: ${line.what}`,
      Number.isFinite(line.perSecond) ? Math.round(line.perSecond).toLocaleString('en') : '–',
      number(line.p50, 2),
      number(line.p99, 2),
      number(line.cpuMs, 3),
      isOther ? ratio(ours.perSecond / line.perSecond) : '',
      isOther ? ratio(ours.cpuMs / line.cpuMs) : '',
    ];
  });
}

const number = (value: number, digits: number): string =>
  Number.isFinite(value) ? value.toFixed(digits) : '–';

const ratio = (value: number): string => `${number(value, value < 0.1 ? 3 : 2)} ×`;

function pad(cell: string, at: number): string {
  const width = WIDTHS[at] ?? 0;
  return at === 0 ? cell.padEnd(width) : cell.padStart(width);
}
