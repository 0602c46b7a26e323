import type { FastifyInstance } from 'fastify';
import { jsonAnswer } from '#emulator/http/answer';
import { userJson } from '#emulator/people/wire';
import type { EmulatorState } from '#emulator/state';
import { addUserResource, forbidden } from './user-resource';

/** `GET /v1/me` (openapi.yml, userGetByToken): the Wise user behind the token. */
export function addMe(server: FastifyInstance, state: EmulatorState, path: string): void {
  addUserResource(server, state, path, 'me', ({ userId }) => {
    const user = state.people.find(userId);
    return user ? jsonAnswer(200, userJson(user, state.people.isActive(userId))) : forbidden();
  });
}
