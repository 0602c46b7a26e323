import { CappedMap } from './capped-map';

/** Of those that Wise has, the ones that a review here can be in (openapi.yml, kyc-review). */
export type KycStatus = 'WAITING_CUSTOMER_INPUT' | 'PASSED';

export type KycReview = {
  readonly id: string;
  readonly userId: string;
  readonly profileId: string;
  readonly createdAt: number;
  status: KycStatus;
  updatedAt: number;
  redirectUrl: string | null;
  /** The newest link to the hosted page; an older one is dead. */
  link: { token: string; expiresAt: number } | null;
};

const CAPACITY = 10_000;

/** What Wise wants to know of profiles. */
export class KycReviews {
  readonly #reviews = new CappedMap<string, KycReview>(CAPACITY);

  open(owner: { userId: string; profileId: string }, now: number): KycReview {
    const review: KycReview = {
      id: crypto.randomUUID(),
      ...owner,
      createdAt: now,
      status: 'WAITING_CUSTOMER_INPUT',
      updatedAt: now,
      redirectUrl: null,
      link: null,
    };
    this.#reviews.set(review.id, review);
    return review;
  }

  /** Only the profile's own. */
  find(profileId: string, id: string): KycReview | undefined {
    const review = this.#reviews.get(id.toLowerCase());
    return review?.profileId === profileId ? review : undefined;
  }

  /** The review whose link this is, while the link and the review are open. */
  byToken(token: string, now: number): KycReview | undefined {
    return [...this.#reviews.values()].find(
      ({ link, status }) =>
        link?.token === token && link.expiresAt > now && status === 'WAITING_CUSTOMER_INPUT',
    );
  }

  clear(): void {
    this.#reviews.clear();
  }
}
