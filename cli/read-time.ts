/** A day, or an instant that says its zone: a time without one would be read in the zone of this machine. */
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;

/** A time on a command line: `2026-11-28` (00:00 UTC) or `2026-11-28T14:05Z`; undefined for what is none. */
export function readTime(text: string): Date | undefined {
  const at = new Date(text);
  if (!TIME.test(text) || Number.isNaN(at.getTime())) return undefined;
  // 30 February is 2 March for Date
  const day = text.slice(0, 10);
  return new Date(day).toISOString().startsWith(day) ? at : undefined;
}
