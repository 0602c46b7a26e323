import { askCustomer } from '#emulator/verification/review-state';
import { type ContractCall, type ContractWise, callOfLin, LIN } from '../contract-wise';

const LINK = 'PATCH /v1/profiles/{profileId}/kyc-reviews/{kycReviewId}';
const PATH = `/v1/profiles/${LIN.profileId}/kyc-reviews`;
const NOBODYS = '46e1a5c4-4a9b-4563-89d3-18174d3ac0f8';

const body = (redirectUrl: string) => JSON.stringify({ redirectUrl });

/** A review of Lin's profile that waits for her. */
function waiting(wise: ContractWise): string {
  const { state } = wise.get();
  askCustomer(state, LIN.userId);
  const told = state.log.since(0).flatMap((event) => (event.type === 'kyc_review.changed' ? [event] : []));
  return told.findLast(({ profileId }) => profileId === LIN.profileId)?.reviewId ?? '';
}

export const KYC_REVIEW_CALLS: readonly ContractCall[] = [
  callOfLin(LINK, 200, 'the page of a review', (wise, token) =>
    wise.ask('PATCH', `${PATH}/${waiting(wise)}`, { token, json: body('https://app.example/back?a=b') }),
  ),
  callOfLin(LINK, 400, 'an address that is none', (wise, token) =>
    wise.ask('PATCH', `${PATH}/${waiting(wise)}`, { token, json: body('nowhere') }),
  ),
  callOfLin(LINK, 404, 'a review that is nobody’s', (wise, token) =>
    wise.ask('PATCH', `${PATH}/${NOBODYS}`, { token, json: body('https://app.example/') }),
  ),
];
