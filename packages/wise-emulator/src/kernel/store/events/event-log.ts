import type { Ending } from '../endings';
import type { HubFacts } from './hub-events';
import type { MoneyFacts } from './money-events';
import type { SecurityFacts } from './security-events';
import type { SignUpFacts } from './sign-up-events';
import type { WebhookFacts } from './webhook-events';

/** Why Wise revokes all tokens of a user without closing the account (docs/wise.md 4.2). */
export type RevocationReason = Extract<Ending, 'email_changed' | 'enhanced_security' | 'suspected_breach'>;

/** Everything that happened, with raw values: the ground truth that tests compare the product with. */
export type EventFacts =
  | {
      type: 'authorise.page';
      clientId: string | null;
      redirectUri: string | null;
      state: string | null;
      userId: string | null;
      shown: 'sign-in' | 'consent' | 'take-over' | 'refused' | 'error';
    }
  | {
      type: 'authorise.code_issued';
      code: string;
      clientId: string;
      userId: string;
      profileId: string | null;
      redirectUri: string;
      state: string | null;
    }
  | {
      type: 'authorise.denied';
      clientId: string;
      userId: string;
      redirectUri: string;
      state: string | null;
    }
  | {
      type: 'token.request';
      grantType: string | null;
      code?: string;
      refreshToken?: string;
      clientId: string | null;
      sourcePort: number | null;
    }
  | {
      type: 'token.issued';
      /** `seq` of the token.request that it answers. */
      request: number;
      grantType: string;
      accessToken: string;
      refreshToken: string | null;
      clientId: string;
      userId: string | null;
      profileId: string | null;
      previousAccessToken: string | null;
      /** The refresh token that died by this: replaced by a new grant, or rotated away. */
      replacedRefreshToken: string | null;
    }
  | {
      type: 'token.refused';
      request: number;
      grantType: string | null;
      clientId: string | null;
      error: string;
      status: number;
      /** Why the refresh token is dead, where that is known. */
      why: Ending | null;
    }
  | {
      type: 'request.limited';
      clientId: string;
      endpoint: string;
      path: string;
      by: 'second' | 'minute';
      retryAfterSeconds: number;
    }
  | { type: 'api.call'; path: string; token: string | null; status: number }
  | { type: 'app.removed'; userId: string; clientId: string; grants: number }
  | { type: 'user.deactivated'; userId: string; grants: number }
  | { type: 'user.reactivated'; userId: string }
  | { type: 'user.tokens_revoked'; userId: string; why: RevocationReason; grants: number }
  | { type: 'preset.used'; preset: string; userId: string | null }
  | {
      /** `fault.spared`: the draw let this request pass. */
      type: 'fault.applied' | 'fault.spared';
      faultId: string;
      endpoint: string;
      kind: string;
      when: string;
      path: string;
      /** With the same seed the same row of requests meets the same draws. */
      seed: number;
      /** What was drawn from 0 up to 1; null: nothing was left to chance. */
      draw: number | null;
    }
  | SecurityFacts
  | MoneyFacts
  | HubFacts
  | WebhookFacts
  | SignUpFacts;

export type EmulatorEvent = { seq: number; at: string } & EventFacts;

export const LOG_CAPACITY = 200_000;

/** A ring: the newest events stay, the oldest fall out. `seq` counts on over a reset, so no reader goes astray. */
export class EventLog {
  readonly #capacity: number;
  #ring: EmulatorEvent[] = [];
  #lastSeq = 0;
  #clearedAt = 0;
  readonly #waiting = new Set<() => void>();
  readonly #listeners = new Set<(event: EmulatorEvent) => void>();

  constructor(capacity: number = LOG_CAPACITY) {
    this.#capacity = capacity;
  }

  /** Returns the event's `seq`, counted from 1. */
  append(facts: EventFacts, now: number): number {
    this.#lastSeq += 1;
    const event: EmulatorEvent = { seq: this.#lastSeq, at: new Date(now).toISOString(), ...facts };
    this.#ring[this.#slot(this.#lastSeq)] = event;
    for (const done of this.#waiting) done();
    for (const listen of this.#listeners) listen(event);
    return this.#lastSeq;
  }

  /** The events with a higher `seq`, oldest first. */
  since(seq: number): EmulatorEvent[] {
    return this.batch(seq, this.#capacity).events;
  }

  /** The first of them, and how many the ring has lost before them (those that were cleared are not lost). */
  batch(seq: number, count: number): { events: EmulatorEvent[]; lost: number } {
    const first = Math.max(seq, this.#lastSeq - this.#capacity, this.#clearedAt) + 1;
    const last = Math.min(this.#lastSeq, first + count - 1);
    const events: EmulatorEvent[] = [];
    for (let wanted = first; wanted <= last; wanted += 1) {
      const event = this.#ring[this.#slot(wanted)];
      if (event) events.push(event);
    }
    return { events, lost: first - 1 - Math.max(seq, this.#clearedAt) };
  }

  /** Resolves at the next event, and at once when `signal` ends the wait. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  }

  /** Calls `listen` with every event from now on, at once and in order, over a reset too. Returns what ends it. */
  subscribe(listen: (event: EmulatorEvent) => void): () => void {
    this.#listeners.add(listen);
    return () => {
      this.#listeners.delete(listen);
    };
  }

  /** The newest events, newest first. */
  newest(count: number): EmulatorEvent[] {
    return this.since(this.#lastSeq - count).reverse();
  }

  clear(): void {
    this.#ring = [];
    this.#clearedAt = this.#lastSeq;
  }

  // Counted from the last clear, so that the array fills from 0 and never has holes.
  #slot(seq: number): number {
    return (seq - this.#clearedAt - 1) % this.#capacity;
  }
}
