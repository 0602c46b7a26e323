const DAY_MS = 86_400_000;
/** Days before the end at which it is said again; the alarm stands from the first one on. */
const SAID_AT = [1, 7, 14, 30, 60];

/** How near its end a certificate is. */
export type Expiry = { daysLeft: number; saidAt: number | null };

/** @returns `saidAt`: the smallest of 60, 30, 14, 7 and 1 that it has come to; null while there is more time. */
export function expiryOf(validTo: Date, now: Date): Expiry {
  const daysLeft = Math.max(0, Math.floor((validTo.getTime() - now.getTime()) / DAY_MS));
  return { daysLeft, saidAt: SAID_AT.find((days) => daysLeft <= days) ?? null };
}
