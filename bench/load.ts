import { percentile } from './percentile';

/** What came of a load: how many a second, and how long each took. */
export type Load = { count: number; seconds: number; p50: number; p99: number };

/** Calls `act` by so many callers at once, each again as soon as its last one is done, until `isOver`. */
export async function load(
  callers: number,
  act: (turn: number) => Promise<void>,
  isOver: (turn: number, seconds: number) => boolean,
): Promise<Load> {
  const times: number[] = [];
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  let turn = 0;
  const caller = async () => {
    while (!isOver(turn, seconds())) {
      const start = performance.now();
      await act(turn++);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const took = seconds();
  return { count: times.length, seconds: took, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

/** One line of the table. */
export function line(what: string, { count, seconds, p50, p99 }: Load): string {
  const rate = Math.round(count / seconds).toLocaleString('en');
  return `${what.padEnd(42)}${rate.padStart(8)} /s   p50 ${p50.toFixed(1).padStart(6)} ms   p99 ${p99.toFixed(1).padStart(6)} ms   (${count} in ${seconds.toFixed(1)} s)`;
}
