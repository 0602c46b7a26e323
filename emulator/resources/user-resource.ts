import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { FaultEndpoint } from '#emulator/control/fault-schema';
import { answerWithFaults } from '#emulator/control/with-faults';
import type { Answer } from '#emulator/http/answer';
import { pathOf } from '#emulator/http/form';
import { gatewayProblem } from '#emulator/http/problem';
import type { EmulatorState } from '#emulator/state';
import { invalidToken, isUserToken, missingToken, readBearer, type UserToken } from './bearer';

export type ReadResource = (token: UserToken, request: FastifyRequest) => Answer;

/** A GET that wants a live user token: reads it, logs the call with its status, and lets faults in. */
export function addUserResource(
  server: FastifyInstance,
  state: EmulatorState,
  path: string,
  fault: FaultEndpoint,
  read: ReadResource,
): void {
  server.get(path, (request, reply) =>
    answerWithFaults(state, fault, request, reply, () => {
      const token = readBearer(request.headers.authorization);
      const answer = answerCall(state, request, token, read);
      const facts = { path: pathOf(request.url), token, status: answer.status };
      state.log.append({ type: 'api.call', ...facts }, state.clock.now());
      return answer;
    }),
  );
}

function answerCall(
  state: EmulatorState,
  request: FastifyRequest,
  token: string | null,
  read: ReadResource,
): Answer {
  if (token === null) return missingToken();
  const access = state.tokens.findAccess(token, state.clock.now());
  if (!access) return invalidToken(state, token);
  return isUserToken(access) ? read(access, request) : forbidden();
}

/** What a valid token gets for something that was not granted to it. */
export function forbidden(): Answer {
  return gatewayProblem(403, 'unauthorized', 'Unauthorized');
}
