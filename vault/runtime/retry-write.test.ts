import { beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '#lib/log/logger';
import { DEADLINES } from './deadlines';
import { retryWrite } from './retry-write';

const lines: Record<string, unknown>[] = [];
const log = createLogger('test', 'debug', { write: (line) => lines.push(JSON.parse(line)) });
const away = () => Object.assign(new Error('connect ECONNREFUSED 10.0.0.5:5432'), { code: 'ECONNREFUSED' });
const broken = () => Object.assign(new Error('violates a check constraint'), { code: '23514' });

/** Fails as often as there are errors, then gives the number of the try. */
function writeAfter(...errors: Error[]): { tries: () => number; write: () => Promise<number> } {
  let tries = 0;
  return {
    tries: () => tries,
    write: async () => {
      const error = errors[tries];
      tries += 1;
      if (error !== undefined) throw error;
      return tries;
    },
  };
}

const within = (writeRetryMs: number) => ({ log, deadlines: { ...DEADLINES, writeRetryMs } });

describe('a write of what only this process knows (promise 1)', () => {
  beforeEach(() => lines.splice(0));

  it('is made once when it succeeds', async () => {
    const { tries, write } = writeAfter();
    expect(await retryWrite(within(1_000), 'w', write)).toBe(1);
    expect([tries(), lines]).toEqual([1, []]);
  });

  it('goes on while the database is away, and each failure is one warning', async () => {
    const { write } = writeAfter(away(), away());
    expect(await retryWrite(within(5_000), 'grant-store', write)).toBe(3);
    expect(lines).toMatchObject([
      { level: 'warn', what: 'grant-store' },
      { level: 'warn', what: 'grant-store' },
    ]);
  });

  it('does not go on after what the same statement would meet again', async () => {
    const error = broken();
    const { tries, write } = writeAfter(error, error);
    await expect(retryWrite(within(5_000), 'w', write)).rejects.toBe(error);
    expect([tries(), lines]).toEqual([1, []]);
  });

  it('stops going on when the database comes back and refuses it', async () => {
    const error = broken();
    const { tries, write } = writeAfter(away(), error);
    await expect(retryWrite(within(5_000), 'w', write)).rejects.toBe(error);
    expect(tries()).toBe(2);
  });

  it('ends with the last failure when the next try would be too late', async () => {
    const [first, last] = [away(), away()];
    const { tries, write } = writeAfter(first, last, away());
    await expect(retryWrite(within(250), 'w', write)).rejects.toBe(last);
    expect(tries()).toBe(2);
  });

  it('does not wait at all where there is no time for it', async () => {
    const error = away();
    const { tries, write } = writeAfter(error);
    await expect(retryWrite(within(50), 'w', write)).rejects.toBe(error);
    expect(tries()).toBe(1);
  });
});
