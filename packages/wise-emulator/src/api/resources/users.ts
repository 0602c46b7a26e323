import type { FastifyInstance } from 'fastify';
import { type Answer, jsonAnswer } from '#emulator/kernel/http/answer';
import { forbidden } from '#emulator/kernel/http/bearer';
import { addWiseRoute } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import { userJson } from '#emulator/kernel/store/people/wire';

/** The Wise user behind a token: `GET /v1/me`, and `GET /v1/users/{userId}` for nobody else. */
export function addUsers(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/me',
    endpoint: 'me',
    token: 'user',
    answer: ({ token: { userId } }) => answerUser(state, userId),
  });
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/users/:userId',
    endpoint: 'user',
    token: 'user',
    answer: ({ token, params: { userId = '' } }) =>
      userId === token.userId ? answerUser(state, userId) : forbidden(),
  });
}

function answerUser({ people }: EmulatorState, userId: string): Answer {
  const user = people.find(userId);
  return user ? jsonAnswer(200, userJson(user, people.isActive(userId))) : forbidden();
}
