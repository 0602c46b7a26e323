/** A time as Wise wrote it, to the microsecond: two events of one millisecond have an order too. */
export type WiseTime = {
  /** For PostgreSQL. */
  readonly text: string;
  /** For comparisons: microseconds since 1970. */
  readonly micros: bigint;
};

const FORM = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/;

/** Reads ISO 8601 with or without a fraction and a zone (without one it is UTC); undefined for anything else. */
export function readWiseTime(value: unknown): WiseTime | undefined {
  if (typeof value !== 'string') return undefined;
  const [, seconds, fraction = '', zone = 'Z'] = FORM.exec(value) ?? [];
  if (seconds === undefined) return undefined;
  const at = Date.parse(`${seconds}${zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2')}`);
  // PostgreSQL has no year 0000, and no event of Wise is older than Wise
  if (Number.isNaN(at) || at < 0) return undefined;
  return wiseTimeOf(BigInt(at) * 1_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6)));
}

/** The same for a time of ours. */
export function wiseTimeOf(micros: bigint): WiseTime {
  const seconds = new Date(Number(micros / 1_000n)).toISOString().slice(0, 19);
  return { text: `${seconds}.${String(micros % 1_000_000n).padStart(6, '0')}Z`, micros };
}
