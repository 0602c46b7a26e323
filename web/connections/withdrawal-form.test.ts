import { expect, test } from 'vitest';
import { readWithdrawal, withdrawalDays } from './withdrawal-form';

// connected late on 20 Nov and read early on 25 Nov, in UTC
const MADE = new Date('2026-11-20T23:30:00Z');
const NOW = new Date('2026-11-25T00:30:00Z');
const typed = { channel: 'phone', receivedOn: '2026-11-23', reference: ' Call 17\n' };
const days = withdrawalDays(MADE, 'UTC', NOW);

test('a withdrawal is read as it is stored', () => {
  expect(readWithdrawal(typed, days)).toEqual({ ...typed, reference: 'Call 17' });
  expect(readWithdrawal({ ...typed, reference: '' }, days)).toMatchObject({ reference: '' });
});

test.each([
  ['channel', { channel: '' }],
  ['channel', { channel: 'fax' }],
  ['day', { receivedOn: '' }],
  ['day', { receivedOn: '2026-11-31' }],
  ['day', { receivedOn: '23/11/2026' }],
  ['future', { receivedOn: '2026-11-26' }],
  ['before', { receivedOn: '2026-11-19' }],
  ['reference', { reference: 'x'.repeat(101) }],
] as const)('what is wrong with the field %s is said: %j', (problem, change) => {
  expect(readWithdrawal({ ...typed, ...change }, days)).toBe(problem);
});

test.each([
  ['UTC', '2026-11-20', '2026-11-25'],
  ['Pacific/Auckland', '2026-11-21', '2026-11-25'],
  ['America/Los_Angeles', '2026-11-20', '2026-11-24'],
])('the days of %s are those of its calendar', (timeZone, firstDay, lastDay) => {
  const theirs = withdrawalDays(MADE, timeZone, NOW);
  expect(theirs).toEqual({ firstDay, lastDay });
  for (const receivedOn of [firstDay, lastDay])
    expect(readWithdrawal({ ...typed, receivedOn }, theirs)).toMatchObject({ receivedOn });
});
