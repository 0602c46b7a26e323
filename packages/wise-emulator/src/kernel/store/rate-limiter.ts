import { CappedMap } from './capped-map';

const CLIENTS = 10_000;

export type Limit = { name: 'second' | 'minute'; requests: number };
export type Limited = { by: Limit['name']; retryAfterSeconds: number };

const LENGTH_MS = { second: 1_000, minute: 60_000 };

/** Requests since the window began. */
type Window = { beganAt: number; count: number };
type Windows = Record<Limit['name'], Window>;

/** Counts the requests of each client in windows of a second and of a minute; refused ones do not count. */
export class RateLimiter {
  readonly #clients = new CappedMap<string, Windows>(CLIENTS);

  /** Counts one request; undefined: it may pass. */
  take(clientId: string, now: number, limits: readonly Limit[]): Limited | undefined {
    const windows = this.#clients.get(clientId) ?? this.#open(clientId);
    for (const { name, requests } of limits) {
      const window = windows[name];
      // A clock that was set back must not lock anybody out.
      if (now >= window.beganAt + LENGTH_MS[name] || now < window.beganAt)
        windows[name] = { beganAt: now, count: 0 };
      if (windows[name].count < requests) continue;
      const leftMs = windows[name].beganAt + LENGTH_MS[name] - now;
      return { by: name, retryAfterSeconds: Math.max(1, Math.ceil(leftMs / 1000)) };
    }
    for (const { name } of limits) windows[name].count += 1;
    return undefined;
  }

  clear(): void {
    this.#clients.clear();
  }

  #open(clientId: string): Windows {
    const windows = { second: { beganAt: 0, count: 0 }, minute: { beganAt: 0, count: 0 } };
    this.#clients.set(clientId, windows);
    return windows;
  }
}
