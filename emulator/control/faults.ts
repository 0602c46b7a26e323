import type { Answer } from '#emulator/http/answer';
import type { FaultEndpoint, FaultSpec } from './fault-schema';

const REMEMBERED = 1_000;

/** What a fault made of a request: nothing (go on), a dropped connection, or another answer. */
export type Ordeal = 'go-on' | 'drop' | Answer;

type WayOut = (ordeal: Ordeal) => void;

/** One planted fault, with its waiting requests. */
export class Fault {
  readonly id: string;
  readonly spec: FaultSpec;
  remaining: number;
  readonly #waiting = new Set<WayOut>();

  constructor(id: string, spec: FaultSpec) {
    this.id = id;
    this.spec = spec;
    this.remaining = spec.count;
  }

  /** Requests that are held or delayed now. */
  get waiting(): number {
    return this.#waiting.size;
  }

  undergo(): Promise<Ordeal> | Ordeal {
    const { kind, delayMs } = this.spec;
    if (kind === 'drop') return 'drop';
    if (kind === 'answer') return this.#answer();
    return this.#wait(kind === 'delay' ? delayMs : undefined);
  }

  /** Takes no further request and lets the waiting ones out. */
  stop(ordeal: Ordeal): void {
    this.remaining = 0;
    for (const leave of [...this.#waiting]) leave(ordeal);
  }

  toJSON() {
    return { id: this.id, ...this.spec, remaining: this.remaining, waiting: this.waiting };
  }

  #wait(ms: number | undefined): Promise<Ordeal> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const leave: WayOut = (ordeal) => {
        clearTimeout(timer);
        this.#waiting.delete(leave);
        resolve(ordeal);
      };
      this.#waiting.add(leave);
      if (ms !== undefined) timer = setTimeout(leave, ms, 'go-on');
    });
  }

  #answer(): Answer {
    const { status = 500, body = '', headers = {} } = this.spec;
    const typed = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
    return { status, body, headers: typed ? headers : { 'content-type': 'application/json', ...headers } };
  }
}

/** The planted faults. A request meets at most one: the oldest of its endpoint that has requests left to spoil. */
export class FaultBoard {
  readonly #faults = new Map<string, Fault>();
  #active: Fault[] = [];
  #count = 0;

  plant(spec: FaultSpec): Fault {
    this.#count += 1;
    const fault = new Fault(`fault-${this.#count}`, spec);
    this.#faults.set(fault.id, fault);
    this.#active.push(fault);
    this.#forgetSpent();
    return fault;
  }

  /** The fault that this request runs into, already counted; undefined when all is well. */
  take(endpoint: FaultEndpoint): Fault | undefined {
    if (this.#active.length === 0) return undefined;
    const fault = this.#active.find((candidate) => candidate.spec.endpoint === endpoint);
    if (!fault) return undefined;
    fault.remaining -= 1;
    if (fault.remaining === 0) this.#active = this.#active.filter((candidate) => candidate !== fault);
    return fault;
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

  /** Removes all faults; the held requests go on (`go-on`) or lose their connection and effect (`drop`). */
  clear(ordeal: 'go-on' | 'drop'): void {
    const faults = this.all();
    this.#faults.clear();
    this.#active = [];
    for (const fault of faults) fault.stop(ordeal);
  }

  #forgetSpent(): void {
    if (this.#faults.size <= REMEMBERED) return;
    for (const [id, fault] of this.#faults) {
      if (fault.remaining === 0 && fault.waiting === 0) this.#faults.delete(id);
      if (this.#faults.size <= REMEMBERED) return;
    }
  }
}
