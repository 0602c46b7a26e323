import type { FastifyInstance } from 'fastify';
import { jsonAnswer } from '#emulator/http/answer';
import { forbidden } from '#emulator/http/bearer';
import { addWiseRoute } from '#emulator/http/wise-route';
import type { EmulatorState } from '#emulator/state';

/** `GET /v2/profiles` lists all profiles of the user; `GET /v2/profiles/{id}` answers only for the granted one. */
export function addProfiles(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v2/profiles',
    endpoint: 'profiles',
    token: 'user',
    answer: ({ token }) => jsonAnswer(200, state.people.listBody(token.userId)),
  });
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v2/profiles/:profileId',
    endpoint: 'profile',
    token: 'user',
    answer: ({ token, params: { profileId = '' } }) => {
      const body = profileId === token.profileId ? state.people.profileBody(profileId) : undefined;
      return body === undefined ? forbidden() : jsonAnswer(200, body);
    },
  });
}
