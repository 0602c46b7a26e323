/** The emulator's only source of time, so that one place can shift it. Milliseconds since 1970. */
export type Clock = { now(): number };

export const systemClock: Clock = { now: Date.now };

/** Ahead of the given clock by so many seconds, asked each time. */
export function shiftedClock(clock: Clock, offsetSeconds: () => number): Clock {
  return { now: () => clock.now() + offsetSeconds() * 1000 };
}

let lastMs = 0;
let fraction = 0;

/**
 * An instant as Wise writes `created_at`: ISO 8601 with nine decimals (`2026-07-31T08:43:59.521339906Z`).
 * Strictly increasing within one process while the clock does not go back, so two grants are never "equally old".
 */
export function nanosecondTime(ms: number): string {
  if (ms === lastMs) {
    fraction = Math.min(fraction + 137, 999_999);
  } else {
    lastMs = ms;
    fraction = 339_906 % (1 + (ms % 499_979));
  }
  return `${new Date(ms).toISOString().slice(0, -1)}${fraction.toString().padStart(6, '0')}Z`;
}
