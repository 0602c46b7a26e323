import type { FastifyInstance } from 'fastify';
import { pageAnswer, redirectAnswer, sendAnswer } from '#emulator/kernel/http/answer';
import { formOf, queryOf } from '#emulator/kernel/http/form';
import type { EmulatorState } from '#emulator/kernel/state';
import { accountClosedPage } from '../pages/outcome-pages';
import { signInPage } from '../pages/sign-in-page';
import { ownPage } from './own-page';
import { signIn } from './session';
import { askToTakeOver } from './take-over-page';

/** The list of one-click Wise users, and the click. `GET /sign-in` shows it even to somebody who is signed in. */
export function addSignIn(server: FastifyInstance, state: EmulatorState): void {
  server.get('/sign-in', (request, reply) => {
    const next = ownPage(queryOf(request.url).get('next'));
    return sendAnswer(reply, pageAnswer(200, signInPage(state.people, next)));
  });

  server.post('/sign-in', (request, reply) => {
    const form = formOf(request.body);
    const user = state.people.find(form.get('user_id') ?? '');
    const next = ownPage(form.get('next'));
    if (!user) return sendAnswer(reply, pageAnswer(400, signInPage(state.people, next)));
    if (!state.people.isActive(user.id))
      return sendAnswer(reply, pageAnswer(403, accountClosedPage(user, next)));
    const asked = askToTakeOver(state, user.id, next);
    if (asked) return sendAnswer(reply, asked);
    return sendAnswer(reply, redirectAnswer(next, { 'set-cookie': signIn(state, user.id) }));
  });
}
