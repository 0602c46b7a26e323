import { describe, expect, it } from 'vitest';
import { nextRefreshMs } from './next-refresh';

const HOUR = 3_600_000;
const deadlines = { refreshIntervalMs: 6 * HOUR, refreshJitter: 0.1 };

const draws = (lifeMs: number, intervalMs = deadlines.refreshIntervalMs) =>
  Array.from({ length: 2_000 }, () =>
    nextRefreshMs({ deadlines: { ...deadlines, refreshIntervalMs: intervalMs } }, lifeMs),
  ).toSorted((a, b) => a - b);

/** The most that come due within a second, of what was written in one moment. */
function mostInOneSecond(sorted: number[]): number {
  return Math.max(
    ...sorted.map((at, index) => sorted.slice(index).filter((other) => other < at + 1_000).length),
  );
}

describe('decision 062: the next routine refresh', () => {
  it('of connections made in one moment is spread over 72 minutes, and never outside of them', () => {
    const all = draws(12 * HOUR);
    expect(all[0]).toBeGreaterThanOrEqual(324 * 60_000);
    expect(all.at(-1)).toBeLessThanOrEqual(396 * 60_000);
    expect((all.at(-1) ?? 0) - (all[0] ?? 0)).toBeGreaterThan(1.1 * HOUR);
    expect(mostInOneSecond(all), 'of 2,000; half a one on the average').toBeLessThanOrEqual(12);
  });

  it.each([
    ['a long interval', 12 * HOUR, 11 * HOUR],
    ['a token that lives one hour', HOUR, 6 * HOUR],
    ['a token that lives ten minutes', HOUR / 6, 6 * HOUR],
  ])('is never later than nine tenths of the token’s life: %s', (_, lifeMs, intervalMs) => {
    const all = draws(lifeMs, intervalMs);
    // a millisecond for sums of fractions
    expect(all.at(-1)).toBeLessThanOrEqual(0.9 * lifeMs + 1);
    expect(all[0]).toBeGreaterThan(0.7 * lifeMs);
  });

  it('does not keep tokens alive that live for seconds: who wants one has it refreshed', () => {
    expect(draws(1_000)[0]).toBeGreaterThanOrEqual(0.9 * 5 * 60_000);
  });
});
