import { expect, test } from 'vitest';
import { exactTime, formatTime, formatTimeFrom, formatTimeOfDay } from './format-time';

const at = new Date('2026-11-23T14:20:05.678Z');

test('a time is written to the minute with its zone', () => {
  expect(formatTime(at, 'UTC')).toBe('23 Nov 2026, 14:20 UTC');
  expect(formatTime(at, 'Europe/Berlin')).toBe('23 Nov 2026, 15:20 CET');
});

test('midnight is 00:00 and not 24:00', () => {
  expect(formatTime(new Date('2026-11-23T00:00:00Z'), 'UTC')).toBe('23 Nov 2026, 00:00 UTC');
});

test('the exact value has the seconds and the same instant in UTC', () => {
  const exact = exactTime(at, 'Europe/Berlin');
  expect(exact.text).toContain('15:20:05');
  expect(exact.utc).toBe('2026-11-23 14:20:05 UTC');
});

test('a time from which something may be done is rounded up, in the reader’s zone or with its name', () => {
  const berlin = { timeZone: 'Europe/Berlin' };
  expect(formatTimeFrom(at, { hasSeconds: false, ...berlin })).toBe('15:21 CET');
  expect(formatTimeFrom(at, { hasSeconds: true, ...berlin })).toBe('15:20:06 CET');
  expect(formatTimeFrom(new Date('2026-11-23T14:20:00Z'), { hasSeconds: false, ...berlin })).toBe(
    '15:20 CET',
  );
  expect(formatTimeFrom(at, { hasSeconds: false })).toMatch(/^\d\d:\d\d$/);
});

test('the time of a day that is counted in UTC is written in UTC, whatever zone the reader is in', () => {
  expect(formatTimeOfDay(new Date('2026-11-23T00:04:59Z'))).toBe('00:04');
});
