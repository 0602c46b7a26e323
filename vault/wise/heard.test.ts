import { expect, it } from 'vitest';
import { Heard } from './heard';

const sentAt = new Date('2026-11-28T10:00:00.200Z');
const now = new Date('2026-11-28T10:00:00.600Z');

it.each([
  ['Sat, 28 Nov 2026 10:00:00 GMT', 0],
  ['Sat, 28 Nov 2026 09:59:30 GMT', 30],
  ['Sat, 28 Nov 2026 10:02:00 GMT', -120],
  ['yesterday', null],
  [null, null],
])('Wise says %s: our clock is %s s ahead', (date, ahead) => {
  const heard = new Heard();
  heard.answer(date, { sentAt, now });
  expect([heard.answeredAt, heard.clockAheadSeconds]).toEqual([now, ahead]);
});

it('an answer without a date keeps what was known of the clock', () => {
  const heard = new Heard();
  heard.answer('Sat, 28 Nov 2026 09:59:30 GMT', { sentAt, now });
  heard.answer(null, { sentAt, now });
  heard.failure(now);
  expect(heard).toMatchObject({ clockAheadSeconds: 30, failedAt: now });
});
