import { SNOOZE_MAX_DAYS } from '#lib/contract/follow-up';

const DAY_MS = 86_400_000;

/** The start of a day, such as 2026-12-24, in a time zone; undefined when there is no such day. */
export function startOfDay(day: string, timeZone: string): Date | undefined {
  const utc = new Date(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(utc.getTime()) || dayOf(utc, 'UTC') !== day) {
    return undefined;
  }
  // A zone is at most 14 hours from UTC, and its clock may jump within the day: the first instant that has the day's name.
  const quarter = 15 * 60_000;
  for (let at = utc.getTime() - 14 * 3_600_000; at <= utc.getTime() + 14 * 3_600_000; at += quarter) {
    if (dayOf(new Date(at), timeZone) === day) return new Date(at);
  }
  return undefined;
}

/** The name of the day that an instant falls on. */
export function dayOf(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);
}

/** The first and the last day that a connection can be put off to. */
export function snoozeRange(timeZone: string, now: Date): { firstDay: string; lastDay: string } {
  return {
    firstDay: dayOf(new Date(now.getTime() + DAY_MS), timeZone),
    lastDay: dayOf(new Date(now.getTime() + (SNOOZE_MAX_DAYS - 2) * DAY_MS), timeZone),
  };
}

/** When a snooze until that day ends, or undefined when it is no day to choose. */
export function snoozeDay(day: string | undefined, timeZone: string, now: Date): Date | undefined {
  const { firstDay, lastDay } = snoozeRange(timeZone, now);
  if (day === undefined || day < firstDay || day > lastDay) return undefined;
  return startOfDay(day, timeZone);
}
