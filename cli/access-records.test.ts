import { expect, it } from 'vitest';
import { readOrder } from '#cli/access-records';

it.each([
  ['--from', 'yesterday'],
  ['--from', '2026-02-30'],
  ['--from', '2026-02-30T10:00Z'],
  ['--to', '2026-11-28T14:05'],
  ['--from', '2026-11-02', '--to', '2026-11-02'],
  ['--connection', '77'],
  ['--key', 'Core banking'],
  ['--encryption-key', 'K1'],
  ['everything'],
  ['--all'],
])('reads no order in %s %s', (...words) => {
  expect(readOrder(words)).toEqual({ problem: expect.stringContaining('usage: ') });
});
