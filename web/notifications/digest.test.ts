import { expect, it } from 'vitest';
import { placeInDay } from './digest';

it('knows days and hours of a place', () => {
  const at = new Date('2026-11-28T23:30:00Z');
  expect(placeInDay(at, 'Europe/Paris')).toEqual({ day: '2026-11-29', hour: 0 });
  expect(placeInDay(at, 'America/New_York')).toEqual({ day: '2026-11-28', hour: 18 });
});
