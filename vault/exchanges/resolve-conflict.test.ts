import { describe, expect, it } from 'vitest';
import { laterConsent } from './resolve-conflict';

describe('laterConsent', () => {
  const at = (minutes: number) => new Date(Date.UTC(2026, 10, 23, 12, minutes));
  it.each([
    [at(10), at(0), 'incoming'],
    [at(0), at(10), 'existing'],
    [at(5), at(0), 'incoming'],
    [at(4), at(0), 'unclear'],
    [at(0), at(4), 'unclear'],
    [null, at(0), 'unclear'],
    [at(0), null, 'unclear'],
    [null, null, 'unclear'],
  ] as const)('of %s against %s says %s', (incoming, existing, later) => {
    expect(laterConsent(incoming, existing)).toBe(later);
  });
});
