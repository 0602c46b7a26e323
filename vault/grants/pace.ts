/** At most `most` starts in any `windowMs`. */
export type PaceLimit = { most: number; windowMs: number };

export type Pace = {
  /** How many may start now. */
  left(): number;
  /** So many have started. */
  take(count: number): void;
};

/**
 * How fast one process may start calls. A queue of a library would take in rows that it cannot start yet, and a row
 * that is picked but not leased is only in the way of the other vaults.
 */
export function createPace(limits: readonly PaceLimit[], now: () => number = () => performance.now()): Pace {
  const longestMs = Math.max(...limits.map(({ windowMs }) => windowMs));
  let starts: number[] = [];
  return {
    left: () => {
      const at = now();
      starts = starts.filter((start) => start > at - longestMs);
      const rooms = limits.map(
        ({ most, windowMs }) => most - starts.filter((start) => start > at - windowMs).length,
      );
      return Math.max(0, Math.min(...rooms));
    },
    take: (count) => {
      starts.push(...Array<number>(count).fill(now()));
    },
  };
}
