import type { FastifyInstance } from 'fastify';
import type { Answer } from '#emulator/kernel/http/answer';
import { addWiseRoute } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import { forGrantedProfile } from './for-granted-profile';

const DONE: Answer = { status: 200, headers: {}, body: '' };

/**
 * The simulations of verification (openapi.yml): of the granted profile, or of all profiles of the user. Every profile
 * here is verified from the start, so all that happens is that it is told, each time.
 */
export function addVerification(server: FastifyInstance, state: EmulatorState): void {
  const verify = (userId: string, profileId: string, now: number) =>
    state.log.append({ type: 'profile.verification_changed', userId, profileId, state: 'verified' }, now);

  addWiseRoute(server, state, {
    method: 'POST',
    path: '/v1/simulation/profiles/:profileId/verifications',
    endpoint: 'simulation:verification',
    token: 'user',
    answer: (call) =>
      forGrantedProfile(state, call, call.params.profileId, ({ user, profile }) => {
        verify(user.id, profile.id, call.now);
        return DONE;
      }),
  });
  addWiseRoute(server, state, {
    method: 'POST',
    path: '/v1/simulation/verify-profile',
    endpoint: 'simulation:verify-profile',
    token: 'user',
    answer: (call) =>
      forGrantedProfile(state, call, undefined, ({ user }) => {
        for (const profile of user.profiles) verify(user.id, profile.id, call.now);
        return DONE;
      }),
  });
}
