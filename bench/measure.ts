import os from 'node:os';
import { cpuSecondsOf } from './cpu';
import { load } from './load';
import { percentile } from './percentile';
import type { Stack } from './stack';

/** One line of the table. Times in milliseconds; CPU is that of the measured servers alone, for one operation. */
export type Line = {
  group: string;
  what: string;
  /** `ours` is what the others of its group are compared with. */
  role: 'ours' | 'limit' | 'peer' | 'note';
  perSecond: number;
  p50: number;
  p99: number;
  cpuMs: number;
  /** Of the machine, while it was measured. */
  loadAverage: number;
};

type Named = Pick<Line, 'group' | 'what' | 'role'>;
/** `pid`: of the measured server, or of all that have a part in it. */
type Asked = Named & {
  callers: number;
  pid: number | readonly number[];
  act: (turn: number) => Promise<void>;
};

const WARM_SECONDS = 1;

/** So many callers at once for so long, after a second, or another time, that is not counted. */
export async function measureFor(seconds: number, asked: Asked, warmSeconds = WARM_SECONDS): Promise<Line> {
  await load(asked.callers, asked.act, (_turn, passed) => passed >= warmSeconds);
  return measureUntil((_turn, passed) => passed >= seconds, asked);
}

/** Many and short: a machine's speed shifts within seconds, and what is compared should have the same of each. */
const TURNS = 9;
const WARM_SECONDS_OF_A_TURN = 0.3;

/** Lines to be compared, in turns, and the middle of each. */
export async function measureInTurns(seconds: number, group: readonly Asked[]): Promise<Line[]> {
  const measured = group.map((): Line[] => []);
  for (let turn = 0; turn < TURNS; turn += 1)
    for (const [at, asked] of group.entries())
      measured[at]?.push(await measureFor(seconds / TURNS, asked, WARM_SECONDS_OF_A_TURN));
  return measured.flatMap(([first, ...others]) => (first === undefined ? [] : [middleOf(first, others)]));
}

function middleOf(first: Line, others: readonly Line[]): Line {
  const middle = (name: 'perSecond' | 'p50' | 'p99' | 'cpuMs') =>
    percentile(
      [first, ...others].map((line) => line[name]),
      0.5,
    );
  const [perSecond, p50, p99, cpuMs] = [middle('perSecond'), middle('p50'), middle('p99'), middle('cpuMs')];
  return { ...first, perSecond, p50, p99, cpuMs };
}

/** The same until something is used up, without a warm-up. */
export async function measureUntil(
  isOver: (turn: number, seconds: number) => boolean,
  { group, what, role, callers, pid, act }: Asked,
): Promise<Line> {
  const used = () => [pid].flat().reduce((sum, each) => sum + cpuSecondsOf(each), 0);
  const before = used();
  const { count, seconds, p50, p99 } = await load(callers, act, isOver);
  const cpuMs = ((used() - before) * 1_000) / count;
  return {
    group,
    what,
    role,
    perSecond: count / seconds,
    p50,
    p99,
    cpuMs,
    loadAverage: os.loadavg()[0] ?? 0,
  };
}

export type RowContext = {
  stack: Stack;
  /** How long each line is measured. */
  seconds: number;
  connections: number;
};

/** One part of the table, with a name of its own on the command line. */
export type Row = {
  name: string;
  about: string;
  /** Takes minutes: only when it is named. */
  isLong?: true;
  run(context: RowContext): Promise<Line[]>;
};
