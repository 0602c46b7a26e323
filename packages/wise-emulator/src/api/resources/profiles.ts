import type { FastifyInstance } from 'fastify';
import { jsonAnswer } from '#emulator/kernel/http/answer';
import { forbidden } from '#emulator/kernel/http/bearer';
import { losslessAnswer } from '#emulator/kernel/http/lossless';
import { addWiseRoute } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import { profileJsonV1 } from '#emulator/kernel/store/people/wire-v1';
import { grantedProfile } from './for-granted-profile';

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
      const body = grantedProfile(state, token, profileId) && state.people.profileBody(profileId);
      return body === undefined ? forbidden() : jsonAnswer(200, body);
    },
  });
}

/** The older shape, by the same rules. */
export function addProfilesV1(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/profiles',
    isCalVer: false,
    endpoint: 'profiles:v1',
    token: 'user',
    answer: ({ token }) =>
      losslessAnswer(200, state.people.find(token.userId)?.profiles.map(profileJsonV1) ?? []),
  });
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/profiles/:profileId',
    isCalVer: false,
    endpoint: 'profile:v1',
    token: 'user',
    answer: ({ token, params: { profileId = '' } }) => {
      const granted = grantedProfile(state, token, profileId);
      return granted ? losslessAnswer(200, profileJsonV1(granted)) : forbidden();
    },
  });
}
