import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { type Answer, jsonAnswer } from '#emulator/kernel/http/answer';
import type { EmulatorState } from '#emulator/kernel/state';
import type { DeviceFingerprint, FactorOwner } from '#emulator/kernel/store/sca/factors';
import { addAdminRoute, addProfileRoute, addUserRoute, type FactorCall } from './factor-routes';
import { tokenJsonV1, tokenJsonV2 } from './one-time-token-json';
import { noContent, scaProblem } from './sca-problem';
import { malformed, verifyFactor } from './verify-factor';

const fingerprintSchema = z.object({ deviceFingerprint: z.string().min(1).max(1_000) });

/** Device fingerprints: openapi.yml, scaDeviceFingerprint… (v2), userSecurityDeviceFingerprint… and ottDevice… (v1). */
export function addDeviceFingerprints(server: FastifyInstance, state: EmulatorState): void {
  const isAnswerSealed = () => state.settings.current.scaEncryptedAnswers;
  const remove = (owner: FactorOwner, id = '') =>
    state.sca.factors.removeDevice(owner, id) ? noContent() : missing();

  addProfileRoute(server, state, {
    method: 'POST',
    path: '/v2/profiles/:profileId/device-fingerprints',
    endpoint: 'sca:device-create',
    jose: 'jwe-direct',
    isAnswerSealed,
    answer: (call) => create(state, call),
  });
  addProfileRoute(server, state, {
    method: 'POST',
    path: '/v2/profiles/:profileId/device-fingerprints/verify',
    endpoint: 'sca:device-verify',
    jose: 'jwe-direct',
    isAnswerSealed,
    answer: (call) => verify(state, call, tokenJsonV2),
  });
  addProfileRoute(server, state, {
    method: 'DELETE',
    path: '/v2/profiles/:profileId/device-fingerprints/:deviceFingerprintId',
    endpoint: 'sca:device-delete',
    answer: ({ owner, params }) => remove(owner, params.deviceFingerprintId),
  });

  addUserRoute(server, state, {
    method: 'POST',
    path: '/v1/user/partner-device-fingerprints',
    endpoint: 'sca:user-device-create',
    jose: 'jwe-direct',
    isAnswerSealed,
    answer: (call) => create(state, call),
  });
  addUserRoute(server, state, {
    method: 'POST',
    path: '/v1/one-time-token/partner-device-fingerprint/verify',
    endpoint: 'sca:ott-device-verify',
    jose: 'jwe-direct',
    answer: (call) => verify(state, call, tokenJsonV1),
  });
  addAdminRoute(server, state, {
    method: 'GET',
    path: '/v1/users/:userId/partner-device-fingerprints',
    isCalVer: false,
    endpoint: 'sca:user-device-list',
    answer: (owner) => jsonAnswer(200, JSON.stringify(state.sca.factors.devicesOf(owner).map(wireDevice))),
  });
  addAdminRoute(server, state, {
    method: 'DELETE',
    path: '/v1/users/:userId/partner-device-fingerprints/:deviceFingerprintId',
    isCalVer: false,
    endpoint: 'sca:user-device-delete',
    answer: (owner, { params }) => remove(owner, params.deviceFingerprintId),
  });
}

function create(state: EmulatorState, { owner, request, now }: FactorCall): Answer {
  const asked = fingerprintSchema.safeParse(request.body);
  if (!asked.success) return malformed(asked.error);
  const added = state.sca.factors.addDevice(owner, asked.data.deviceFingerprint, now);
  if (added === 'exists') {
    return scaProblem(409, 'device.fingerprint.exists', 'The device fingerprint has already been created.');
  }
  if (added === 'too_many') {
    return scaProblem(
      400,
      'device.fingerprint.limit.reached',
      'Maximum number of device fingerprints reached.',
    );
  }
  return jsonAnswer(200, JSON.stringify(wireDevice(added)));
}

function verify(state: EmulatorState, call: FactorCall, toJson: typeof tokenJsonV1): Answer {
  return verifyFactor(state, call, {
    challenge: 'PARTNER_DEVICE_FINGERPRINT',
    given: fingerprintSchema,
    check: ({ deviceFingerprint }) => {
      const own = state.sca.factors.devicesOf(call.owner);
      return own.length === 0 ? missing() : own.some(({ fingerprint }) => fingerprint === deviceFingerprint);
    },
    toJson,
  });
}

function wireDevice({ deviceFingerprintId, createdAt }: DeviceFingerprint) {
  return { deviceFingerprintId, createdAt };
}

function missing(): Answer {
  return scaProblem(404, 'device.fingerprint.not.found', 'The device fingerprint was not found.');
}
