import { expect, it } from 'vitest';
import { snoozeDay, snoozeRange, startOfDay } from './snooze-days';

it.each([
  ['2026-12-24', 'UTC', '2026-12-24T00:00:00.000Z'],
  ['2026-12-24', 'Europe/Berlin', '2026-12-23T23:00:00.000Z'],
  ['2026-07-01', 'America/New_York', '2026-07-01T04:00:00.000Z'],
  ['2026-12-24', 'Pacific/Kiritimati', '2026-12-23T10:00:00.000Z'],
  ['2026-12-24', 'Asia/Kathmandu', '2026-12-23T18:15:00.000Z'],
  // the clock goes forward at midnight: the day begins at one o'clock
  ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
])('%s in %s begins at its own midnight', (day, timeZone, expected) => {
  expect(startOfDay(day, timeZone)?.toISOString()).toBe(expected);
});

it.each(['2026-02-30', '2026-13-01', '24.12.2026', '', '2026-12-24T00:00', '+002026-12-24'])(
  '"%s" is no day',
  (day) => expect(startOfDay(day, 'UTC')).toBeUndefined(),
);

it('a snooze ends tomorrow at the earliest, in the zone of the deployment, and within a year', () => {
  const now = new Date('2026-11-28T23:30:00Z');
  expect(snoozeRange('Europe/Berlin', now)).toEqual({ firstDay: '2026-11-30', lastDay: '2027-11-28' });
  expect(snoozeDay('2026-11-29', 'Europe/Berlin', now)).toBeUndefined();
  expect(snoozeDay('2026-11-30', 'Europe/Berlin', now)?.toISOString()).toBe('2026-11-29T23:00:00.000Z');
  expect(snoozeDay('2027-12-30', 'Europe/Berlin', now)).toBeUndefined();
  expect(snoozeDay(undefined, 'UTC', now)).toBeUndefined();
});
