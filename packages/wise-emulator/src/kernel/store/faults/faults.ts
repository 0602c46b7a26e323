import type { FaultEndpoint, FaultRequest, FaultSpec } from './fault-schema';
import { faultSchema } from './fault-schema';
import { SeededPrng } from './prng';

const REMEMBERED = 1_000;

/** Why a wait ended: its time is over, the fault was released, or all connections are to be dropped. */
export type WayOut = 'time-is-up' | 'go-on' | 'drop';

/** A fault met by one request, with the draw that decided it (null: nothing was left to chance). */
export type MatchedFault = { fault: Fault; draw: number | null };

/** Whether a name, a beginning and a star, or `!` and one that is not meant, means this endpoint. */
export function isNamed(endpoint: FaultEndpoint, pattern: string): boolean {
  if (pattern.startsWith('!')) return !isNamed(endpoint, pattern.slice(1));
  return pattern.endsWith('*') ? endpoint.startsWith(pattern.slice(0, -1)) : endpoint === pattern;
}

/** One injected fault, with the requests that are in it now. */
export class Fault {
  readonly id: string;
  readonly spec: FaultSpec;
  /** Infinity: until it is cleared, or its time is over. */
  remaining: number;
  /** Milliseconds since 1970, by the emulator's clock; null: no end. */
  readonly endsAt: number | null;
  #toSkip: number;
  readonly #prng: SeededPrng;
  readonly #inside = new Set<(way: WayOut) => void>();

  constructor(id: string, spec: FaultSpec, now: number) {
    this.id = id;
    this.spec = spec;
    this.remaining = spec.count === 'all' ? Number.POSITIVE_INFINITY : spec.count;
    this.endsAt = spec.forSeconds === undefined ? null : now + spec.forSeconds * 1000;
    this.#toSkip = spec.skip;
    this.#prng = new SeededPrng(spec.seed);
  }

  /** Requests that are held, delayed or being answered badly now. */
  get waiting(): number {
    return this.#inside.size;
  }

  isMeantFor(endpoint: FaultEndpoint): boolean {
    return isNamed(endpoint, this.spec.endpoint);
  }

  isOver(now: number): boolean {
    return this.remaining === 0 || (this.endsAt !== null && this.endsAt <= now);
  }

  /** Whether the next request is spoiled; one that is counts. `draw` null: nothing was left to chance. */
  decide(): { isMatch: boolean; draw: number | null } {
    if (this.#toSkip > 0) {
      this.#toSkip -= 1;
      return { isMatch: false, draw: null };
    }
    const draw = this.spec.probability < 1 ? this.#prng.next() : null;
    const isMatch = draw === null || draw < this.spec.probability;
    if (isMatch) this.remaining -= 1;
    return { isMatch, draw };
  }

  /** The time that this kind keeps a request; at once when it keeps none. */
  wait(): Promise<WayOut> | WayOut {
    const { kind, delayMs, jitterMs } = this.spec;
    if (kind !== 'hold' && delayMs === undefined && jitterMs === undefined) return 'time-is-up';
    const ms = (delayMs ?? 0) + Math.round(jitterMs === undefined ? 0 : jitterMs * this.#prng.next());
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const leave = this.enter((way) => {
        clearTimeout(timer);
        leave();
        resolve(way);
      });
      if (kind !== 'hold') {
        timer = setTimeout(() => {
          leave();
          resolve('time-is-up');
        }, ms);
      }
    });
  }

  /** Counts a request as inside until the returned function is called; `end` is called when the fault stops first. */
  enter(end: (way: WayOut) => void): () => void {
    this.#inside.add(end);
    return () => {
      this.#inside.delete(end);
    };
  }

  /** Takes no further request and lets out those inside. */
  stop(way: WayOut): void {
    this.remaining = 0;
    for (const end of [...this.#inside]) end(way);
  }

  toJSON() {
    return {
      id: this.id,
      ...this.spec,
      remaining: Number.isFinite(this.remaining) ? this.remaining : 'all',
      waiting: this.waiting,
      endsAt: this.endsAt === null ? null : new Date(this.endsAt).toISOString(),
    };
  }
}

/** The injected faults. A request meets at most one: the oldest of its endpoint that wants it. */
export class FaultBoard {
  readonly #faults = new Map<string, Fault>();
  #active: Fault[] = [];
  #count = 0;

  /** Throws a ZodError when it is ill-formed. */
  inject(asked: FaultRequest, now: number = Date.now()): Fault {
    this.#count += 1;
    const fault = new Fault(`fault-${this.#count}`, faultSchema.parse(asked), now);
    this.#faults.set(fault.id, fault);
    this.#active.push(fault);
    this.#forgetSpent(now);
    return fault;
  }

  /**
   * The fault that this request runs into, already counted; undefined when all is well.
   *
   * @param onSkipped called with each fault that drew and let the request pass.
   */
  take(
    endpoint: FaultEndpoint,
    now: number,
    onSkipped: (skipped: MatchedFault) => void,
  ): MatchedFault | undefined {
    if (this.#active.length === 0) return undefined;
    this.#active = this.#active.filter((fault) => !fault.isOver(now));
    for (const fault of this.#active) {
      if (!fault.isMeantFor(endpoint)) continue;
      const { isMatch, draw } = fault.decide();
      if (isMatch) return { fault, draw };
      if (draw !== null) onSkipped({ fault, draw });
    }
    return undefined;
  }

  /** Spent faults stay listed (so that a test can see them at 0) until the board is cleared. */
  all(): Fault[] {
    return [...this.#faults.values()];
  }

  /** False when there is no such fault. */
  release(id: string): boolean {
    const fault = this.#faults.get(id);
    if (!fault) return false;
    this.#active = this.#active.filter((candidate) => candidate !== fault);
    fault.stop('go-on');
    return true;
  }

  /** Removes all faults; the requests inside go on (`go-on`) or lose their connection and effect (`drop`). */
  clear(way: 'go-on' | 'drop'): void {
    const faults = this.all();
    this.#faults.clear();
    this.#active = [];
    for (const fault of faults) fault.stop(way);
  }

  #forgetSpent(now: number): void {
    if (this.#faults.size <= REMEMBERED) return;
    for (const [id, fault] of this.#faults) {
      if (fault.isOver(now) && fault.waiting === 0) this.#faults.delete(id);
      if (this.#faults.size <= REMEMBERED) return;
    }
  }
}
