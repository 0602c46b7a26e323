/** Wise's own name for a call, which its support asks for (docs/wise.md 8.3); only what looks like one. */
export function readTraceId(header: unknown): string | null {
  return typeof header === 'string' && /^[\w-]{1,64}$/.test(header) ? header : null;
}
