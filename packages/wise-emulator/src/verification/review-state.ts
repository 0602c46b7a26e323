import type { EmulatorState } from '#emulator/kernel/state';
import type { KycReview } from '#emulator/kernel/store/kyc-reviews';

/** Wise wants to know more of each profile of the user. Ends no grant. */
export function askCustomer(state: EmulatorState, userId: string): 0 {
  const now = state.clock.now();
  for (const { id: profileId } of state.people.find(userId)?.profiles ?? [])
    tell(state, state.kycReviews.open({ userId, profileId }, now));
  return 0;
}

/** The customer has given what was asked: Wise is content at once. */
export function passReview(state: EmulatorState, review: KycReview): void {
  review.status = 'PASSED';
  review.link = null;
  review.updatedAt = state.clock.now();
  tell(state, review);
}

function tell({ log, clock }: EmulatorState, { id: reviewId, ...review }: KycReview): void {
  const { userId, profileId, status: state, createdAt, updatedAt } = review;
  log.append(
    { type: 'kyc_review.changed', reviewId, userId, profileId, state, createdAt, updatedAt },
    clock.now(),
  );
}
