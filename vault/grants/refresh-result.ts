/** Why somebody wants a refresh; decides whether the row is due for it. */
export type RefreshReason =
  /** The loop: the row's own time has come. */
  | 'due'
  /** Somebody wants the token and it is at or near its end. */
  | 'vend'
  /** A person asked: refresh even if nothing is due. */
  | 'check'
  /** The loop: an answer was lost, or a holder died. */
  | 'recover';

/** True when somebody waits for it: it has no permit of the rate (refresh-rate.ts), and may try whether a pause is over. */
export function isAwaited(why: RefreshReason): boolean {
  return why === 'vend' || why === 'check';
}

export type RefreshResult =
  /** The stored token of this version is live, by this call or by somebody else's a moment ago. */
  | { kind: 'refreshed'; version: bigint }
  /** Wise says the grant is over: the connection is `needs_reconnect` now. */
  | { kind: 'lost' }
  /** Somebody else holds the lease. */
  | { kind: 'busy' }
  /** No answer to build on, or not yet time to ask again; nobody has to reconnect. */
  | { kind: 'unavailable'; retryAfterSeconds: number }
  /** Disconnected, frozen, waiting for the customer, unknown, or not our configured client. */
  | { kind: 'not_refreshable' }
  /** Wise says the grant is over, but says so of too many: not believed yet (design 4.4). */
  | { kind: 'breaker_open' };
