import { afterEach, describe, expect, it, vi } from 'vitest';
import { elapsedMs, maySend, readClocks } from './clocks';

/** Both clocks at these milliseconds from now on. */
function clocksAt(monotonicMs: number, wallMs: number): void {
  vi.spyOn(performance, 'now').mockReturnValue(monotonicMs);
  vi.spyOn(Date, 'now').mockReturnValue(wallMs);
}

describe('the time since a claim', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([
    ['both clocks ran', 700, 700, 700],
    ['the machine slept: the monotonic clock stood still', 5, 60_000, 60_000],
    ['somebody set the clock back', 700, -3_600_000, 700],
    ['somebody set the clock forward: late rather than twice', 5, 3_600_000, 3_600_000],
  ])('%s', (_what, monotonic, wall, elapsed) => {
    clocksAt(1_000, 1_000_000);
    const start = readClocks();
    clocksAt(1_000 + monotonic, 1_000_000 + wall);
    expect(elapsedMs(start)).toBe(elapsed);
  });

  it('decides whether its holder may still use the refresh token: not at the limit, whichever clock says so', () => {
    clocksAt(0, 0);
    const claimedAt = readClocks();
    const answers = [
      [14_999, 14_999],
      [15_000, 0],
      [0, 15_000],
    ].map(([monotonic = 0, wall = 0]) => {
      clocksAt(monotonic, wall);
      return maySend({ sendWithinMs: 15_000 }, claimedAt);
    });
    expect(answers).toEqual([true, false, false]);
  });
});
