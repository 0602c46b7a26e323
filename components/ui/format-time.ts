import { LOCALE } from '#web/messages/language';

/** By zone. A list has a hundred times, and making a formatter costs far more than using one. */
const MINUTES = new Map<string | undefined, Intl.DateTimeFormat>();

/** An instant as a person reads it, to the minute and with its zone: `23 Nov 2026, 14:20 UTC`. */
export function formatTime(at: Date, timeZone?: string): string {
  return minutesIn(timeZone).format(at);
}

function minutesIn(timeZone: string | undefined): Intl.DateTimeFormat {
  const known = MINUTES.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(LOCALE, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  MINUTES.set(timeZone, made);
  return made;
}

/**
 * The time of day from which something may be done: `07:09`, or `07:09:31`. Rounded up, so that nobody comes too early.
 */
export function formatTimeFrom(at: Date, how: { hasSeconds: boolean; timeZone?: string }): string {
  const unitMs = how.hasSeconds ? 1_000 : 60_000;
  const told = new Date(Math.ceil(at.getTime() / unitMs) * unitMs);
  return new Intl.DateTimeFormat(LOCALE, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(how.hasSeconds ? { second: '2-digit' } : {}),
    ...(how.timeZone === undefined ? {} : { timeZone: how.timeZone, timeZoneName: 'short' }),
  }).format(told);
}

/** The same instant to the second, once in words and once as UTC, for whoever compares it with a log. */
export function exactTime(at: Date, timeZone?: string): { text: string; utc: string } {
  const text = new Intl.DateTimeFormat(LOCALE, {
    dateStyle: 'full',
    timeStyle: 'long',
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at);
  return {
    text,
    utc: at
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z$/, ' UTC'),
  };
}

/** The time of a day as it is counted, in UTC: `14:20`. */
export function formatTimeOfDay(at: Date): string {
  return new Intl.DateTimeFormat(LOCALE, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
  }).format(at);
}
