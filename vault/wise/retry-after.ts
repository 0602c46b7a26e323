const DEFAULT_SECONDS = 5;
const MAX_SECONDS = 300;

/** `Retry-After` as 1 to 300 seconds, whatever was sent (none, zero, negative, a date, ten years). */
export function retryAfterSeconds(header: string | null, now = Date.now()): number {
  if (header === null) return DEFAULT_SECONDS;
  const text = header.trim();
  const seconds = /^\d{1,10}$/.test(text) ? Number(text) : httpDate(text) - now / 1000;
  if (!Number.isFinite(seconds)) return DEFAULT_SECONDS;
  return Math.min(MAX_SECONDS, Math.max(1, Math.ceil(seconds)));
}

/** RFC 9110 §5.6.7; Date.parse alone would make a year of "-5". */
function httpDate(text: string): number {
  return / GMT$/.test(text) ? Date.parse(text) / 1000 : Number.NaN;
}
