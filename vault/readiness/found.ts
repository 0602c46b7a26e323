import {
  type CheckId,
  FINDINGS,
  type FindingOf,
  type ReadinessCheck,
  type ReadinessState,
  SEEN,
  type SeenName,
} from '#lib/contract/readiness';

/** What was seen, by name; what is null or undefined was not there to be seen. */
export type Seen = Partial<Record<SeenName, string | number | Date | null | undefined>>;

/** One line of the report. */
export function found<Id extends CheckId>(id: Id, finding: FindingOf<Id>, seen: Seen = {}): ReadinessCheck {
  const states: Readonly<Record<string, ReadinessState>> = FINDINGS[id];
  return {
    id,
    finding,
    state: states[finding] ?? 'unknown',
    seen: (Object.keys(SEEN) as SeenName[]).flatMap((name) => {
      const value = seen[name];
      if (value === null || value === undefined) return [];
      return [{ name, value: value instanceof Date ? value.toISOString() : String(value) }];
    }),
  };
}
