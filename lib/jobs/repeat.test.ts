import { describe, expect, it } from 'vitest';
import { until } from '#test/until';
import { repeat } from './repeat';

describe('repeat', () => {
  it('runs the work again and again, never twice at once, whatever it throws', async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const seen: unknown[] = [];
    const stop = repeat({
      everyMs: 1,
      work: async () => {
        running += 1;
        most = Math.max(most, running);
        runs += 1;
        await Promise.resolve();
        running -= 1;
        if (runs % 2 === 0) throw new Error('now and then');
      },
      onError: (error) => seen.push(error),
    });
    await until('it has run ten times', () => runs >= 10);
    await stop();
    expect(most).toBe(1);
    expect(seen.length).toBeGreaterThanOrEqual(4);
    const after = runs;
    await new Promise((resolve) => setImmediate(resolve));
    expect(runs).toBe(after);
  });

  it('stops only when the work under way has ended, and does not wait for the next beat', async () => {
    let finish: () => void = () => undefined;
    let hasEnded = false;
    const stop = repeat({
      everyMs: 60_000,
      work: async () => {
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        hasEnded = true;
      },
      onError: () => undefined,
    });
    const stopped = stop();
    finish();
    await stopped;
    expect(hasEnded).toBe(true);
  });
});
