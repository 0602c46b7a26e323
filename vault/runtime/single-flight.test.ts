import { describe, expect, it } from 'vitest';
import { createSingleFlight } from './single-flight';

describe('a single flight', () => {
  it('runs once for all who come meanwhile, and again for whoever comes later', async () => {
    const flights = createSingleFlight<number>();
    let runs = 0;
    const work = async () => {
      runs += 1;
      await Promise.resolve();
      return runs;
    };
    expect(
      await Promise.all([flights.run('a', work), flights.run('a', work), flights.run('b', work)]),
    ).toEqual([2, 2, 2]);
    expect(await flights.run('a', work)).toBe(3);
  });

  it('that failed does not stick: the next one runs', async () => {
    const flights = createSingleFlight<string>();
    const failing = [1, 2].map(() => flights.run('a', () => Promise.reject(new Error('no'))));
    for (const each of failing) await expect(each).rejects.toThrow('no');
    expect(await flights.run('a', () => Promise.resolve('yes'))).toBe('yes');
  });
});
