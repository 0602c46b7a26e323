import type { Environment } from '#lib/env/wise';
import { readUuid } from '#lib/text/uuid';

/** Whose standing at Wise it is: both have one, and WITHDRAW_ONLY means other limits for each (docs/wise.md 12.5). */
export type StandingSubject = 'user' | 'profile';
export type StandingFact = 'state' | 'verification' | 'cdd' | 'kyc';

/** The latest that Wise said about one fact. */
export type Standing = {
  environment: Environment;
  subject: StandingSubject;
  subjectId: string;
  fact: StandingFact;
  /** The review, where a profile can have several; otherwise empty. */
  reference: string;
  /** Wise's word, in lower case. */
  value: string;
  dueAt: Date | null;
  occurredAt: Date;
};

/** Whether money can move, as far as Wise has told us: another fact than the connection's status (W16). */
export const MONEY_STATES = ['no_restriction_known', 'limited', 'blocked'] as const;
export type MoneyState = (typeof MONEY_STATES)[number];

export const MONEY_REASONS = [
  'user_deactivated',
  'user_withdraw_only',
  'user_view_only',
  'user_state_unknown',
  'profile_deactivated',
  'profile_withdraw_only',
  'profile_view_only',
  'profile_state_unknown',
  'profile_not_verified',
  'evidence_required',
  'review_waits_for_customer',
  'review_requirements_due',
] as const;
export type MoneyReason = (typeof MONEY_REASONS)[number];

export type MoneyMovement = {
  state: MoneyState;
  reasons: {
    code: MoneyReason;
    since: Date;
    dueAt: Date | null;
    /** Wise's id of the review that this is about, if it is about one. */
    reviewId: string | null;
  }[];
};

const BLOCKS: readonly MoneyReason[] = [
  'user_deactivated',
  'user_view_only',
  'profile_deactivated',
  'profile_view_only',
  'profile_not_verified',
];

/**
 * What the standings of a connection's user and profile come to.
 *
 * @param connectedAt the latest consent: a deactivation from before it is over, since Wise let the user give access.
 */
export function moneyMovement(standings: readonly Standing[], connectedAt: Date): MoneyMovement {
  const reasons = standings.flatMap((standing) => {
    const code = reasonOf(standing);
    if (code === undefined) return [];
    if (standing.value === 'deactivated' && isBeforeConsent(standing.occurredAt, connectedAt)) return [];
    const reviewId = standing.fact === 'kyc' ? (readUuid(standing.reference) ?? null) : null;
    return [{ code, since: standing.occurredAt, dueAt: standing.dueAt, reviewId }];
  });
  reasons.sort((a, b) => MONEY_REASONS.indexOf(a.code) - MONEY_REASONS.indexOf(b.code));
  return { state: stateOf(reasons.map(({ code }) => code)), reasons };
}

/**
 * The review for which Wise has a page where the customer gives what it asks for: the oldest that waits for them. Wise gives
 * that page for no other state of a review (docs/wise.md 12.6).
 */
export function hostedReview({ reasons }: MoneyMovement): string | undefined {
  const waiting = reasons.filter(
    ({ code, reviewId }) => code === 'review_waits_for_customer' && reviewId !== null,
  );
  waiting.sort((a, b) => a.since.getTime() - b.since.getTime());
  return waiting[0]?.reviewId ?? undefined;
}

/** Whether the customer can finish a review on Wise's page: for a connection whose token may not be used it is not asked for. */
export function canFinishReview(connection: {
  status: string;
  isFrozen: boolean;
  money: MoneyMovement;
}): boolean {
  const { status, isFrozen, money } = connection;
  return status === 'active' && !isFrozen && hostedReview(money) !== undefined;
}

/** Wise's clock is not ours, and some of its times are whole seconds. */
const CLOCKS_DIFFER_MS = 5_000;

/** True when a deactivation was over when the latest consent was given: Wise let the user give it. */
export function isBeforeConsent(occurredAt: Date, connectedAt: Date): boolean {
  return occurredAt.getTime() < connectedAt.getTime() - CLOCKS_DIFFER_MS;
}

function stateOf(codes: readonly MoneyReason[]): MoneyState {
  if (codes.length === 0) return 'no_restriction_known';
  return codes.some((code) => BLOCKS.includes(code)) ? 'blocked' : 'limited';
}

const STATES: Readonly<Record<string, 'fine' | 'deactivated' | 'withdraw_only' | 'view_only'>> = {
  active: 'fine',
  // how the profile itself words it (docs/wise.md 12.5)
  visible: 'fine',
  hidden: 'fine',
  deactivated: 'deactivated',
  withdraw_only: 'withdraw_only',
  view_only: 'view_only',
};

/** What one standing takes away; undefined when it takes nothing. */
export function reasonOf({
  subject,
  fact,
  value,
}: Pick<Standing, 'subject' | 'fact' | 'value'>): MoneyReason | undefined {
  switch (fact) {
    case 'state': {
      // a state that we do not know is not taken for a good one
      const known = Object.hasOwn(STATES, value) ? STATES[value] : undefined;
      if (known === 'fine') return undefined;
      return `${subject}_${known ?? 'state_unknown'}`;
    }
    case 'verification':
      return value === 'verified' ? undefined : 'profile_not_verified';
    case 'cdd':
      return value === 'verified' ? undefined : 'evidence_required';
    case 'kyc':
      if (value === 'waiting_customer_input') return 'review_waits_for_customer';
      return value === 'passed_with_requirements' ? 'review_requirements_due' : undefined;
  }
}

/**
 * What became of an event from Wise. `kept`: a type without an effect here. `applied`: it changed what we know of a
 * connection. `recorded`: it changed what we know of a user or profile without a connection. `unchanged`: we knew it
 * already (a second subscription's copy). `outdated`: we knew something newer. `test`: a test notification, or dummy data.
 */
export const EVENT_OUTCOMES = [
  'kept',
  'applied',
  'recorded',
  'unchanged',
  'outdated',
  'test',
  'unreadable',
  'failed',
] as const;
export type EventOutcome = (typeof EVENT_OUTCOMES)[number];
