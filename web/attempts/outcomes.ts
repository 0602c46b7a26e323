import type { ExchangeState, FailureReason, RefusalReason } from '#lib/contract/connections';

/** The ways an attempt can end (contract of the attempt's page). */
export const OUTCOMES = [
  'connected',
  'denied',
  'wise_error',
  'expired',
  'not_yours',
  'profile_mismatch',
  'no_profile',
  'identity_mismatch',
  'identity_unknown',
  'interrupted',
  'wise_unavailable',
  'configuration_wrong',
  'replaced',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * `open`: the person has not come back from Wise. `pending`: came back, and the vault is at it. `held`: the same, but their
 * approval waits unsent for a fault of ours that passes (design 4.14).
 */
export type AttemptState = Outcome | 'open' | 'pending' | 'held';

/** Came back, and nothing is decided yet. */
export const isUnderWay = (state: AttemptState): state is 'pending' | 'held' =>
  state === 'pending' || state === 'held';

export type AttemptFacts = {
  /** Written by web when the attempt ended without the vault. */
  outcome: string | null;
  isClaimed: boolean;
  isExpired: boolean;
  /** Claimed longer ago than the vault could need to take the code over. */
  isSubmissionOver: boolean;
  exchange: { state: ExchangeState; reason: string | null; isHeld: boolean } | null;
};

/** The same facts as a statement selects them. */
export type AttemptColumns = Omit<AttemptFacts, 'exchange'> & {
  exchangeState: ExchangeState | null;
  reason: string | null;
  isHeld: boolean;
};

const REFUSED: Record<RefusalReason, Outcome> = {
  profile_mismatch: 'profile_mismatch',
  no_profile: 'no_profile',
  replaced: 'replaced',
  // of a connect session, which tells its partner the reason itself
  unconfirmed: 'not_yours',
  other_profile: 'profile_mismatch',
  identity_mismatch: 'identity_mismatch',
  identity_unknown: 'identity_unknown',
};

const FAILED: Record<FailureReason, Outcome> = {
  code_refused: 'expired',
  client_refused: 'configuration_wrong',
  wise_unavailable: 'wise_unavailable',
  unreadable_answer: 'wise_unavailable',
};

/** Where the attempt of a row stands. */
export function stateOfRow({ exchangeState: state, reason, isHeld, ...facts }: AttemptColumns): AttemptState {
  return attemptState({ ...facts, exchange: state === null ? null : { state, reason, isHeld } });
}

/** Where an attempt stands. The vault's row decides over everything that web wrote. */
export function attemptState(facts: AttemptFacts): AttemptState {
  const { exchange } = facts;
  if (exchange !== null) return exchangeState(exchange);
  const written = OUTCOMES.find((outcome) => outcome === facts.outcome);
  if (written !== undefined) return written;
  // No row, and none can come any more: the code did not reach the vault, and nobody keeps it.
  if (facts.isClaimed) return facts.isSubmissionOver ? 'interrupted' : 'pending';
  return facts.isExpired ? 'expired' : 'open';
}

function exchangeState({ state, reason, isHeld }: NonNullable<AttemptFacts['exchange']>): AttemptState {
  switch (state) {
    case 'sent':
      return isHeld ? 'held' : 'pending';
    case 'received':
      return 'pending';
    case 'connected':
      return 'connected';
    case 'refused':
      return lookUp(REFUSED, reason ?? '') ?? 'interrupted';
    case 'failed':
      return lookUp(FAILED, reason ?? '') ?? 'wise_unavailable';
    case 'interrupted':
      return 'interrupted';
  }
}

/** A row may hold a reason that a newer vault wrote. */
function lookUp(table: Readonly<Record<string, Outcome>>, reason: string): Outcome | undefined {
  return Object.hasOwn(table, reason) ? table[reason] : undefined;
}
