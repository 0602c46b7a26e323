import type { FastifyInstance } from 'fastify';
import type { Answer } from '#emulator/kernel/http/answer';
import { forbidden } from '#emulator/kernel/http/bearer';
import { addWiseRoute, type WiseCall, type WiseRoute } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import type { FactorOwner } from '#emulator/kernel/store/sca/factors';
import { scaProblem } from './sca-problem';

export type FactorCall = WiseCall & { owner: FactorOwner };

type Route = Pick<WiseRoute<'user'>, 'method' | 'path' | 'endpoint' | 'jose' | 'isAnswerSealed'> & {
  answer(call: FactorCall): Answer;
};

/** v2: the factors of the granted profile, in the path. */
export function addProfileRoute(server: FastifyInstance, state: EmulatorState, route: Route): void {
  addWiseRoute(server, state, {
    ...route,
    token: 'user',
    answer: (call) => {
      const { clientId, profileId } = call.token;
      if (profileId === null || call.params.profileId !== profileId) return forbidden();
      return route.answer({ ...call, owner: { clientId, profileId } });
    },
  });
}

/** v1, deprecated: the factors of the token's user. Its CalVer twin is v2. */
export function addUserRoute(server: FastifyInstance, state: EmulatorState, route: Route): void {
  addWiseRoute(server, state, {
    ...route,
    isCalVer: false,
    token: 'user',
    answer: (call) => {
      const { clientId, userId } = call.token;
      return route.answer({ ...call, owner: { clientId, userId } });
    },
  });
}

export type UserOfClient = { clientId: string; userId: string };
type AdminRoute = Pick<WiseRoute<'application'>, 'method' | 'path' | 'endpoint' | 'isCalVer'> & {
  answer(owner: UserOfClient, call: WiseCall<'application'>): Answer;
};

/** What a partner does about a user in the path, with its own token. Users that never gave it access are unknown. */
export function addAdminRoute(server: FastifyInstance, state: EmulatorState, route: AdminRoute): void {
  addWiseRoute(server, state, {
    ...route,
    token: 'application',
    answer: (call) => {
      const { clientId } = call.token;
      const { userId = '' } = call.params;
      const isKnown = state.tokens.grantsOf(userId, call.now).some((grant) => grant.clientId === clientId);
      return isKnown ? route.answer({ clientId, userId }, call) : unknownUser();
    },
  });
}

function unknownUser(): Answer {
  return scaProblem(404, 'user.not.found', 'The user is not found.');
}
