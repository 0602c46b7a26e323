import type { GrantState } from '#lib/db/generated/enums';

/**
 * The life of a grant: received → settled ⇄ refreshing → …, and ending before it is erased. Which columns a state needs,
 * and these transitions, the database holds (migration one_token_store); a test compares the two.
 */
export const NEXT_STATES = {
  /** Wise has given it to an exchange; the checks are not over. */
  received: ['settled', 'ending'],
  /** Its access token may be vended. */
  settled: ['refreshing', 'uncertain', 'ending'],
  /** One process holds the lease, and may have called Wise. */
  refreshing: ['settled', 'uncertain', 'ending'],
  /** Nobody knows whether its access token lives: nothing is vended before a refresh is proved. */
  uncertain: ['refreshing', 'ending'],
  /** To be revoked at Wise, then erased. */
  ending: [],
} as const satisfies Record<GrantState, readonly GrantState[]>;
