const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DOUBLING_RETRIES = 11;
const DAILY_RETRIES = 14;

/** After the first attempt. */
export const MOST_RETRIES = DOUBLING_RETRIES + DAILY_RETRIES;
/** Of a status that "almost always fails on retry". */
export const MOST_HOPELESS_ATTEMPTS = 3;

/** docs/wise.md 12.3. */
const HOPELESS = new Set([400, 401, 403, 404, 405, 409, 410, 417, 422]);

/** An attempt that failed: which it was (from 1), and what came back. */
export type Failed = { attempt: number; status: number | null; retryAfter: string | undefined };

/**
 * Milliseconds until the next attempt; undefined: there is none (guides/developer/webhooks: one minute, doubling up to
 * the eleventh retry, then once a day for 14 days; `Retry-After` in seconds or as a date is kept to).
 */
export function nextAttemptIn({ attempt, status, retryAfter }: Failed, now: number): number | undefined {
  if (attempt > MOST_RETRIES) return undefined;
  if (status !== null && HOPELESS.has(status) && attempt >= MOST_HOPELESS_ATTEMPTS) return undefined;
  const asked = retryAfter === undefined ? undefined : askedWait(retryAfter, now);
  if (asked !== undefined) return Math.min(asked, DAILY_RETRIES * DAY_MS);
  return attempt <= DOUBLING_RETRIES ? MINUTE_MS * 2 ** (attempt - 1) : DAY_MS;
}

/** A date that is over means at once. Nonsense means nothing. */
function askedWait(header: string, now: number): number | undefined {
  const text = header.trim();
  if (/^\d{1,12}$/.test(text)) return Number(text) * 1_000;
  const date = / GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
