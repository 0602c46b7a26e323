import { describe, expect, it } from 'vitest';
import { createEnvironmentPauses } from './environment-pause';

/** A clock that stands still until it is told to go on. */
function setUp() {
  const clock = { at: 1_000 };
  return { clock, pauses: createEnvironmentPauses(() => clock.at) };
}

describe('the pause of an environment', () => {
  it('holds calls back until it is over, and leaves the other environment alone', () => {
    const { clock, pauses } = setUp();
    pauses.pause('sandbox', 100);
    expect(pauses.leftMs('sandbox')).toBe(100);
    expect(pauses.admit('sandbox')).toBe(false);
    expect([pauses.leftMs('production'), pauses.admit('production')]).toEqual([0, true]);
    clock.at += 100;
    expect([pauses.leftMs('sandbox'), pauses.admit('sandbox')]).toEqual([0, true]);
  });

  it('lets one call try at a time', () => {
    const { clock, pauses } = setUp();
    pauses.pause('sandbox', 60_000, 5_000);
    expect(pauses.untilTrialMs('sandbox')).toBe(5_000);
    clock.at += 5_000;
    expect(pauses.untilTrialMs('sandbox')).toBe(0);
    expect([1, 2, 3].map(() => pauses.admit('sandbox'))).toEqual([true, false, false]);
    expect(pauses.untilTrialMs('sandbox')).toBe(5_000);
    clock.at += 5_000;
    expect(pauses.admit('sandbox')).toBe(true);
  });

  it('is as short as Wise says, and is not cut short by a shorter one', () => {
    const { pauses } = setUp();
    pauses.pause('sandbox', 2_000, 5_000);
    expect(pauses.untilTrialMs('sandbox')).toBe(2_000);
    pauses.pause('production', 60_000, 5_000);
    pauses.pause('production', 1_000, 5_000);
    expect(pauses.leftMs('production')).toBe(60_000);
  });

  it('ends when Wise takes a call that was sent in it, not one from before', () => {
    const { clock, pauses } = setUp();
    const sentBefore = clock.at;
    clock.at += 10;
    pauses.pause('sandbox', 60_000, 10);
    pauses.end('sandbox', sentBefore);
    expect(pauses.leftMs('sandbox')).toBe(60_000);
    clock.at += 10;
    pauses.end('sandbox', clock.at);
    expect(pauses.leftMs('sandbox')).toBe(0);
  });
});
