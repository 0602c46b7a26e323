import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Answer } from '#emulator/kernel/http/answer';
import { addWiseRoute } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import type { FactorOwner } from '#emulator/kernel/store/sca/factors';
import { addAdminRoute, addProfileRoute, addUserRoute, type FactorCall } from './factor-routes';
import { tokenJsonV1, tokenJsonV2 } from './one-time-token-json';
import { noContent, scaProblem } from './sca-problem';
import { malformed, verifyFactor } from './verify-factor';

const faceMapSchema = z.object({ faceMap: z.base64().min(1) });

/** Face maps: openapi.yml, scaFacemap… (v2), userSecurityFacemap… and ottFacemapVerify (v1), facetecPublicKeyGet. */
export function addFaceMaps(server: FastifyInstance, state: EmulatorState): void {
  const remove = (owner: FactorOwner) =>
    state.sca.factors.removeFaceMap(owner) ? noContent() : missing(404);

  addProfileRoute(server, state, {
    method: 'POST',
    path: '/v2/profiles/:profileId/facemaps',
    endpoint: 'sca:facemap-create',
    answer: (call) => create(state, call),
  });
  addProfileRoute(server, state, {
    method: 'DELETE',
    path: '/v2/profiles/:profileId/facemaps',
    endpoint: 'sca:facemap-delete',
    answer: ({ owner }) => remove(owner),
  });
  addProfileRoute(server, state, {
    method: 'POST',
    path: '/v2/profiles/:profileId/facemaps/verify',
    endpoint: 'sca:facemap-verify',
    answer: (call) => verify(state, call, tokenJsonV2),
  });

  addUserRoute(server, state, {
    method: 'POST',
    path: '/v1/user/facemap/enrol',
    endpoint: 'sca:user-facemap-create',
    answer: (call) => create(state, call),
  });
  addAdminRoute(server, state, {
    method: 'DELETE',
    path: '/v1/users/:userId/facemap/enrol',
    isCalVer: false,
    endpoint: 'sca:user-facemap-delete',
    answer: remove,
  });
  addUserRoute(server, state, {
    method: 'POST',
    path: '/v1/one-time-token/facemap/verify',
    endpoint: 'sca:ott-facemap-verify',
    answer: (call) => verify(state, call, tokenJsonV1),
  });

  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/facetec/public-key',
    endpoint: 'sca:facetec-key',
    token: 'user',
    answer: () => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: state.sca.faceTecKey,
    }),
  });
}

function create(state: EmulatorState, { owner, request }: FactorCall): Answer {
  const asked = faceMapSchema.safeParse(request.body);
  if (!asked.success) return malformed(asked.error);
  if (state.sca.factors.addFaceMap(owner)) return noContent();
  return scaProblem(409, 'facemap.already.setup', 'FaceMap has already been enrolled.');
}

function verify(state: EmulatorState, call: FactorCall, toJson: typeof tokenJsonV1): Answer {
  return verifyFactor(state, call, {
    challenge: 'FACE_MAP',
    given: faceMapSchema,
    // openapi.yml knows no 404 here.
    check: () =>
      state.sca.factors.hasFaceMap(call.owner) ? state.settings.current.scaFaceMap === 'any' : missing(400),
    toJson,
  });
}

/** The words of openapi.yml, userSecurityFacemapDelete. */
function missing(status: 400 | 404): Answer {
  return scaProblem(status, 'facemap.not.setup', 'FaceMap has not been setup.');
}
