/**
 * A day from outside that there is, such as 2026-12-03; undefined for anything else. Date takes 30 February for 2 March, and
 * PostgreSQL has no year 0: both would fail in the middle of a statement.
 */
export function readDay(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[12]\d{3}-\d{2}-\d{2}$/.test(value)) return undefined;
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value) ? value : undefined;
}
