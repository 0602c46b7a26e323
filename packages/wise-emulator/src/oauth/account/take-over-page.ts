import type { FastifyInstance } from 'fastify';
import { type Answer, pageAnswer, redirectAnswer, sendAnswer } from '#emulator/kernel/http/answer';
import { formOf } from '#emulator/kernel/http/form';
import type { EmulatorState } from '#emulator/kernel/state';
import { linkOverPage, takeOverPage } from '../pages/take-over-pages';
import { takeOverAccount } from '../sign-up/take-over';
import { ownPage } from './own-page';
import { signIn } from './session';

/** The form that both ways lead to: the app's link with a `claim_account_code`, and the sign-in page. */
export function addTakeOver(server: FastifyInstance, state: EmulatorState): void {
  server.post('/account/take-over', (request, reply) => {
    const form = formOf(request.body);
    return sendAnswer(reply, takeOver(state, form, ownPage(form.get('next'))));
  });
}

/** The page of an account that is still its partner's, for whoever signs in to it. */
export function askToTakeOver(state: EmulatorState, userId: string, next: string): Answer | undefined {
  const user = state.people.find(userId);
  if (!user || !state.signUps.isPartners(userId)) return undefined;
  return pageAnswer(200, takeOverPage(user, { user_id: userId, next }));
}

/** The page that a link with a `claim_account_code` of this client opens. */
export function answerClaimLink(state: EmulatorState, clientId: string, code: string, next: string): Answer {
  const signUp = state.signUps.findClaim(code, state.clock.now());
  const user = signUp?.clientId === clientId ? state.people.find(signUp.userId) : undefined;
  if (!user || !state.people.isActive(user.id)) return pageAnswer(400, linkOverPage(next));
  return pageAnswer(200, takeOverPage(user, { claim_account_code: code, next }));
}

function takeOver(state: EmulatorState, form: URLSearchParams, next: string): Answer {
  const code = form.get('claim_account_code');
  const found =
    code === null
      ? state.signUps.of(form.get('user_id') ?? '')
      : state.signUps.findClaim(code, state.clock.now());
  if (!found || found.isTakenOver || !state.people.isActive(found.userId)) {
    return pageAnswer(400, linkOverPage(next));
  }
  takeOverAccount(state, found, code === null ? 'sign-in' : 'link');
  return redirectAnswer(next, { 'set-cookie': signIn(state, found.userId) });
}
