import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AppError } from '#lib/errors/app-error';
import { openWorld, type World } from '#web/auth/testing/world';
import { consumeRateLimit, RATE_LIMITS, type RateLimit } from './consume';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const MAIL = RATE_LIMITS['mail to one address'].uses;

/** How many of so many uses at the same moment are let through. */
async function passed(times: number, limit: RateLimit, who: string | undefined): Promise<number> {
  const results = await Promise.allSettled(
    Array.from({ length: times }, () => consumeRateLimit(world, limit, who)),
  );
  return results.filter(({ status }) => status === 'fulfilled').length;
}

it('a limit lets through what it holds, also when everything comes at once, and no more', async () => {
  expect(await passed(MAIL + 30, 'mail to one address', 'a')).toBe(MAIL);
  expect(await passed(5, 'mail to one address', 'a')).toBe(0);
});

it('nobody else, and nothing else of the same person, is held back by it', async () => {
  await passed(MAIL + 1, 'mail to one address', 'b');
  expect(await passed(1, 'mail to one address', 'c')).toBe(1);
  expect(await passed(1, 'mail from remembered devices', 'b')).toBe(1);
});

it('says when it is full again, and is', async () => {
  await passed(MAIL, 'mail to one address', 'd');
  const refusal = await consumeRateLimit(world, 'mail to one address', 'd').catch((error: AppError) => error);
  expect(refusal).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  expect((refusal as AppError).retryAfterSeconds).toBeGreaterThan(540);
  expect((refusal as AppError).retryAfterSeconds).toBeLessThanOrEqual(600);
  await world.rows(`UPDATE request_budgets SET ends_at = now() - interval '1 second'`);
  expect(await passed(1, 'mail to one address', 'd')).toBe(1);
});

it('clients that cannot be told apart are not held back: one would lock out the others', async () => {
  expect(await passed(MAIL + 30, 'mail to one address', undefined)).toBe(MAIL + 30);
});

it('keeps no address in clear, and sweeps what is over', async () => {
  await world.rows(`UPDATE request_budgets SET ends_at = now() - interval '2 minutes'`);
  await consumeRateLimit(world, 'sign-in', '203.0.113.7');
  const rows = await world.rows<{ key: string }>('SELECT key FROM request_budgets');
  expect(rows).toHaveLength(1);
  expect(rows[0]?.key).toMatch(/^sign-in:[A-Za-z0-9_-]{43}$/);
});
