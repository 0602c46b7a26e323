import { expect, it, vi } from 'vitest';
import { createBatcher } from './batch';

const LIMITS = { maxSize: 3, maxOut: 2, worthOne: 3, patienceMs: 60_000 };
/** Batches that stay out until the test lets them end. */
function held(limits: Partial<typeof LIMITS> = {}) {
  const batches: { items: readonly number[]; end: () => void }[] = [];
  const ask = createBatcher<number, string>({
    run: (items) =>
      new Promise((resolve) => {
        batches.push({ items, end: () => resolve(items.map((item) => `of ${item}`)) });
      }),
    ...LIMITS,
    ...limits,
  });
  return { ask, batches, sent: () => batches.map(({ items }) => items) };
}

it('who asks while nothing is out goes at once; who asks meanwhile goes together, and each gets its own answer', async () => {
  const { ask, batches, sent } = held();
  const first = ask(1);
  await vi.waitFor(() => expect(sent()).toEqual([[1]]));
  const others = Promise.all([ask(2), ask(3)]);
  await Promise.resolve();
  expect(sent()).toEqual([[1]]);
  batches[0]?.end();
  expect(await first).toBe('of 1');
  await vi.waitFor(() => expect(sent()).toEqual([[1], [2, 3]]));
  batches[1]?.end();
  expect(await others).toEqual(['of 2', 'of 3']);
});

it('a whole batch goes beside one that is out, up to so many at once', async () => {
  const { ask, batches, sent } = held();
  const all = Promise.all(Array.from({ length: 10 }, (_, item) => ask(item)));
  await vi.waitFor(() => expect(batches).toHaveLength(2));
  expect(sent()).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ]);
  for (let at = 0; at < 4; at += 1) {
    await vi.waitFor(() => expect(batches.length).toBeGreaterThan(at));
    batches[at]?.end();
  }
  expect(await all).toEqual(Array.from({ length: 10 }, (_, item) => `of ${item}`));
});

it('a second batch goes when enough wait for it, a third when twice as many do', async () => {
  const { ask, batches, sent } = held({ maxSize: 10, maxOut: 3, worthOne: 2 });
  const first = ask(1);
  await vi.waitFor(() => expect(sent()).toEqual([[1]]));
  const second = Promise.all([ask(2), ask(3)]);
  await vi.waitFor(() => expect(sent()).toEqual([[1], [2, 3]]));
  const third = [ask(4), ask(5), ask(6)];
  await new Promise(setImmediate);
  expect(batches).toHaveLength(2);
  third.push(ask(7));
  await vi.waitFor(() => expect(sent()).toEqual([[1], [2, 3], [4, 5, 6, 7]]));
  for (const { end } of batches) end();
  expect(await Promise.all([first, second, ...third])).toEqual([
    'of 1',
    ['of 2', 'of 3'],
    'of 4',
    'of 5',
    'of 6',
    'of 7',
  ]);
});

it('nobody waits for a batch that is slow', async () => {
  const { ask, batches, sent } = held({ patienceMs: 20 });
  const slow = ask(1);
  await vi.waitFor(() => expect(sent()).toEqual([[1]]));
  const next = ask(2);
  await vi.waitFor(() => expect(sent()).toEqual([[1], [2]]));
  batches[1]?.end();
  expect(await next).toBe('of 2');
  batches[0]?.end();
  expect(await slow).toBe('of 1');
});

it('one that can never succeed fails alone', async () => {
  const ask = createBatcher<number, number>({
    run: async (items) => {
      if (items.includes(2)) throw new Error('poisoned');
      return items;
    },
    ...LIMITS,
  });
  const results = await Promise.allSettled([ask(1), ask(2), ask(3)]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

it('a failure of the database fails its batch at once, and nobody after it', async () => {
  const run = vi.fn(async (items: readonly number[]) => {
    if (items.includes(2)) throw Object.assign(new Error('gone'), { code: '57P01' });
    return items;
  });
  const ask = createBatcher<number, number>({ run, ...LIMITS });
  const failed = await Promise.allSettled([ask(1), ask(2)]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(run).toHaveBeenCalledTimes(1);
  expect(await ask(3)).toBe(3);
});
