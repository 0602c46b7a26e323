import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Answer } from '#emulator/kernel/http/answer';
import type { EmulatorState } from '#emulator/kernel/state';
import { addAdminRoute, addProfileRoute, addUserRoute, type FactorCall } from './factor-routes';
import { tokenJsonV1, tokenJsonV2 } from './one-time-token-json';
import { noContent, scaProblem } from './sca-problem';
import { malformed, verifyFactor } from './verify-factor';

const pinSchema = z.object({ pin: z.string().regex(/^\d{4}$/, 'four digits') });

/** The PIN: openapi.yml, scaPin… (v2), userSecurityPin… and ottPinVerify (v1). */
export function addPins(server: FastifyInstance, state: EmulatorState): void {
  const isAnswerSealed = () => state.settings.current.scaEncryptedAnswers;
  const remove = (owner: FactorCall['owner']) =>
    state.sca.factors.removePin(owner) ? noContent() : missing();

  addProfileRoute(server, state, {
    method: 'POST',
    path: '/v2/profiles/:profileId/pin',
    endpoint: 'sca:pin-create',
    jose: 'jwe-direct',
    answer: (call) => create(state, call, 200),
  });
  addProfileRoute(server, state, {
    method: 'DELETE',
    path: '/v2/profiles/:profileId/pin',
    endpoint: 'sca:pin-delete',
    answer: ({ owner }) => remove(owner),
  });
  addProfileRoute(server, state, {
    method: 'POST',
    path: '/v2/profiles/:profileId/pin/verify',
    endpoint: 'sca:pin-verify',
    jose: 'jwe-direct',
    isAnswerSealed,
    answer: (call) => verify(state, call, tokenJsonV2),
  });

  addUserRoute(server, state, {
    method: 'POST',
    path: '/v1/user/pin',
    endpoint: 'sca:user-pin-create',
    jose: 'jwe-direct',
    answer: (call) => create(state, call, 204),
  });
  addAdminRoute(server, state, {
    method: 'DELETE',
    path: '/v1/users/:userId/pin',
    isCalVer: false,
    endpoint: 'sca:user-pin-delete',
    answer: remove,
  });
  addUserRoute(server, state, {
    method: 'POST',
    path: '/v1/one-time-token/pin/verify',
    endpoint: 'sca:ott-pin-verify',
    jose: 'jwe-direct',
    answer: (call) => verify(state, call, tokenJsonV1),
  });
}

function create(state: EmulatorState, { owner, request }: FactorCall, status: 200 | 204): Answer {
  const asked = pinSchema.safeParse(request.body);
  if (!asked.success) return malformed(asked.error);
  if (state.sca.factors.addPin(owner, asked.data.pin)) return noContent(status);
  return scaProblem(409, 'pin.already.setup', 'PIN has already been created.');
}

function verify(state: EmulatorState, call: FactorCall, toJson: typeof tokenJsonV1): Answer {
  return verifyFactor(state, call, {
    challenge: 'PIN',
    given: pinSchema,
    check: ({ pin }) => {
      const own = state.sca.factors.pinOf(call.owner);
      return own === undefined ? missing() : own === pin;
    },
    toJson,
  });
}

/** The words of openapi.yml, userSecurityPinDelete. */
function missing(): Answer {
  return scaProblem(404, 'pin.not.setup', 'PIN has not been setup.');
}
