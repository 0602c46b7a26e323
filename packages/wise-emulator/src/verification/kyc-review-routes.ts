import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { forGrantedProfile } from '#emulator/api/resources/for-granted-profile';
import { type Answer, jsonAnswer } from '#emulator/kernel/http/answer';
import { gatewayProblem, notFound } from '#emulator/kernel/http/problem';
import { addWiseRoute, type WiseCall } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import type { KycReview } from '#emulator/kernel/store/kyc-reviews';
import { HOSTED_PATH } from './hosted-page';

const bodySchema = z.object({ redirectUrl: z.url({ protocol: /^https?$/ }).max(2_000) });

/** The hosted page of a KYC review (openapi.yml, kycReviewRedirectUrlUpdate). */
export function addKycReviews(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'PATCH',
    path: '/v1/profiles/:profileId/kyc-reviews/:kycReviewId',
    endpoint: 'kyc-review:link',
    token: 'user',
    answer: (call) =>
      forGrantedProfile(state, call, call.params.profileId, ({ profile }) => {
        const review = state.kycReviews.find(profile.id, call.params.kycReviewId ?? '');
        return review ? makeLink(state, review, call) : notFound('KYC Review');
      }),
  });
}

function makeLink({ settings }: EmulatorState, review: KycReview, { request, now }: WiseCall): Answer {
  const read = bodySchema.safeParse(request.body);
  if (!read.success) return gatewayProblem(400, 'Bad Request', 'redirectUrl must be a valid URI');
  review.redirectUrl = read.data.redirectUrl;
  if (review.status === 'WAITING_CUSTOMER_INPUT') {
    const expiresAt = now + settings.current.verificationLinkSeconds * 1_000;
    review.link = { token: crypto.randomUUID(), expiresAt };
  }
  // a page is for browsers: on the plain host, also for who asked on the mTLS host
  return jsonAnswer(200, JSON.stringify(reviewJson(review, request.server.listeningOrigin)));
}

function reviewJson(review: KycReview, origin: string) {
  const { id, status, createdAt, updatedAt, redirectUrl } = review;
  return {
    id,
    status,
    link: linkJson(review, origin),
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    requiredBy: null,
    triggerReferences: [{ type: 'INFO_REQUEST', triggerData: {} }],
    redirectUrl,
  };
}

function linkJson({ id, link }: KycReview, origin: string) {
  if (link === null) return null;
  const value = `${origin}${HOSTED_PATH}?${new URLSearchParams({ token: link.token, checkId: id })}`;
  return { value, expiresAt: new Date(link.expiresAt).toISOString() };
}
