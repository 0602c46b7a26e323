import type { FastifyInstance } from 'fastify';
import { jsonAnswer } from '#emulator/http/answer';
import { forbidden } from '#emulator/http/bearer';
import { addWiseRoute } from '#emulator/http/wise-route';
import { userJson } from '#emulator/people/wire';
import type { EmulatorState } from '#emulator/state';

/** `GET /v1/me` (openapi.yml, userGetByToken): the Wise user behind the token. */
export function addMe(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/me',
    endpoint: 'me',
    token: 'user',
    answer: ({ token: { userId } }) => {
      const user = state.people.find(userId);
      return user ? jsonAnswer(200, userJson(user, state.people.isActive(userId))) : forbidden();
    },
  });
}
