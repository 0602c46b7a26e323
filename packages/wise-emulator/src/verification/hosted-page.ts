import type { FastifyInstance } from 'fastify';
import { type Answer, pageAnswer, redirectAnswer, sendAnswer } from '#emulator/kernel/http/answer';
import { formOf, queryOf } from '#emulator/kernel/http/form';
import { html } from '#emulator/kernel/pages/html';
import { page } from '#emulator/kernel/pages/layout';
import type { EmulatorState } from '#emulator/kernel/state';
import { passReview } from './review-state';

/** Where the example of openapi.yml has it. */
export const HOSTED_PATH = '/embedded-flows/verification';

/** What the page adds to the address that it leads back to. */
const ENDS = ['success', 'failed', 'closed'] as const;

/** Wise's own page where a customer gives what a review wants, for whoever has its link: nobody signs in. */
export function addHostedVerification(server: FastifyInstance, state: EmulatorState): void {
  server.get(HOSTED_PATH, (request, reply) =>
    sendAnswer(reply, show(state, queryOf(request.url).get('token') ?? '')),
  );
  server.post(`${HOSTED_PATH}/end`, (request, reply) => sendAnswer(reply, end(state, formOf(request.body))));
}

function show(state: EmulatorState, token: string): Answer {
  const review = state.kycReviews.byToken(token, state.clock.now());
  if (!review) return linkOver();
  const profile = state.people.profileOf(review.userId, review.profileId);
  const body = html`<form class="card" method="post" action="${HOSTED_PATH}/end">
<input type="hidden" name="token" value="${token}">
<p>Wise wants to know more about <strong><bdi>${profile?.fullName ?? 'this profile'}</bdi></strong>.</p>
<p class="quiet">At Wise you would upload documents and answer questions here.</p>
<div class="acts">
<button name="status" value="success">Send documents</button>
<button class="second" name="status" value="failed">Fail</button>
<button class="second" name="status" value="closed">Close</button>
</div>
</form>`;
  return pageAnswer(200, page({ title: 'Verify your profile', body }));
}

function end(state: EmulatorState, form: URLSearchParams): Answer {
  const review = state.kycReviews.byToken(form.get('token') ?? '', state.clock.now());
  if (!review || review.redirectUrl === null) return linkOver();
  const status = ENDS.find((each) => each === form.get('status')) ?? 'closed';
  if (status === 'success') passReview(state, review);
  // good for one visit
  review.link = null;
  const back = new URL(review.redirectUrl);
  back.searchParams.append('status', status);
  return redirectAnswer(back.href);
}

function linkOver(): Answer {
  const body = html`<div class="card"><p>This link has expired or was used already. Go back to the app and open it again.</p></div>`;
  return pageAnswer(410, page({ title: 'This link does not work any more', body }));
}
