import { describe, expect, it } from 'vitest';
import { judgeRivals } from './judge-rivals';

describe('judgeRivals', () => {
  const at = (minutes: number) => new Date(Date.UTC(2026, 10, 23, 12, minutes));
  it.each([
    [at(10), at(0), 'newcomer'],
    [at(0), at(10), 'existing'],
    [at(5), at(0), 'newcomer'],
    [at(4), at(0), 'ask'],
    [at(0), at(4), 'ask'],
    [null, at(0), 'ask'],
    [at(0), null, 'ask'],
    [null, null, 'ask'],
  ] as const)('of %s against %s says %s', (newcomer, existing, verdict) => {
    expect(judgeRivals(newcomer, existing)).toBe(verdict);
  });
});
