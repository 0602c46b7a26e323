import { describe, expect, it } from 'vitest';
import { createPace } from './pace';
import { LOOP_LIMITS } from './refresh-loop';

describe('a pace', () => {
  it('lets no more start in any window than its limits say, the narrowest first', () => {
    let at = 0;
    const pace = createPace(
      [
        { most: 2, windowMs: 10 },
        { most: 3, windowMs: 100 },
      ],
      () => at,
    );
    expect(pace.left()).toBe(2);
    pace.take(2);
    expect(pace.left()).toBe(0);
    at = 9;
    expect(pace.left()).toBe(0);
    at = 10;
    expect(pace.left()).toBe(1);
    pace.take(1);
    at = 99;
    expect(pace.left()).toBe(0);
    at = 100;
    expect(pace.left()).toBe(2);
  });

  it('of the loop leaves most of what Wise allows (100/s, 1,000/min per client) to a second vault and to callers', () => {
    const limits = new Map(LOOP_LIMITS.pace.map(({ most, windowMs }) => [windowMs, most]));
    expect(2 * (limits.get(1_000) ?? 0)).toBeLessThan(100);
    expect(2 * (limits.get(60_000) ?? 0)).toBeLessThan(1_000);
  });
});
