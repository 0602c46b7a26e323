import type { Spoken } from '#testing/sca-partner';
import { type ContractCall, LIN } from '../contract-wise';
import { type Scene, scaCall } from './sca-scene';

/** One kind of factor and its three operations, as one generation of the API has them. */
type Factor = {
  enrol: string;
  enrolled: 200 | 204;
  verify: string;
  /** Of a verification when nothing is enrolled. */
  unknown: 400 | 404;
  remove: string;
  isEncrypted: boolean;
  right: unknown;
  /** A face map cannot be wrong. */
  wrong?: unknown;
};

const PIN = { isEncrypted: true, right: { pin: '1234' }, wrong: { pin: '4321' } };
const DEVICE = {
  isEncrypted: true,
  right: { deviceFingerprint: '3207da22-a0d3-4b6b-a591-6297e646fe32' },
  wrong: { deviceFingerprint: 'another' },
};
const FACE_MAP = { isEncrypted: false, right: { faceMap: 'ZmFjZQ==' } };

const PROFILE = '/v2/profiles/{profileId}';
const FACTORS: readonly Factor[] = [
  {
    ...PIN,
    enrol: `POST ${PROFILE}/pin`,
    enrolled: 200,
    verify: `POST ${PROFILE}/pin/verify`,
    unknown: 404,
    remove: `DELETE ${PROFILE}/pin`,
  },
  {
    ...DEVICE,
    enrol: `POST ${PROFILE}/device-fingerprints`,
    enrolled: 200,
    verify: `POST ${PROFILE}/device-fingerprints/verify`,
    unknown: 404,
    remove: `DELETE ${PROFILE}/device-fingerprints/{deviceFingerprintId}`,
  },
  {
    ...FACE_MAP,
    enrol: `POST ${PROFILE}/facemaps`,
    enrolled: 204,
    verify: `POST ${PROFILE}/facemaps/verify`,
    unknown: 400,
    remove: `DELETE ${PROFILE}/facemaps`,
  },
  {
    ...PIN,
    enrol: 'POST /v1/user/pin',
    enrolled: 204,
    verify: 'POST /v1/one-time-token/pin/verify',
    unknown: 404,
    remove: 'DELETE /v1/users/{userId}/pin',
  },
  {
    ...DEVICE,
    enrol: 'POST /v1/user/partner-device-fingerprints',
    enrolled: 200,
    verify: 'POST /v1/one-time-token/partner-device-fingerprint/verify',
    unknown: 404,
    remove: 'DELETE /v1/users/{userId}/partner-device-fingerprints/{deviceFingerprintId}',
  },
  {
    ...FACE_MAP,
    enrol: 'POST /v1/user/facemap/enrol',
    enrolled: 204,
    verify: 'POST /v1/one-time-token/facemap/verify',
    unknown: 400,
    remove: 'DELETE /v1/users/{userId}/facemap/enrol',
  },
];

function give(scene: Scene, factor: Factor, operation: string, json: unknown, token?: string) {
  const { method, path } = scene.at(operation);
  if (factor.isEncrypted) return scene.partner.sealed(path, json, token);
  const headers = token === undefined ? {} : { 'one-time-token': token };
  return scene.partner.call(method, path, { json, headers });
}

async function remove({ partner, at }: Scene, factor: Factor, enrolled?: Spoken): Promise<Spoken> {
  const { method, path } = at(factor.remove, (enrolled?.body ?? {}) as Record<string, string>);
  return path.includes('/users/') ? partner.admin(method, path) : partner.call(method, path);
}

function callsOf(factor: Factor): ContractCall[] {
  const { enrol, enrolled, verify, unknown, right, wrong, isEncrypted } = factor;
  const enrolIn = (scene: Scene) => give(scene, factor, enrol, right);
  const verifyIn = async (scene: Scene, json: unknown) =>
    give(scene, factor, verify, json, await scene.partner.openSession());
  return [
    // In clear where the setting lets it: only then can it be held against the schema.
    scaCall(enrol, enrolled, 'enrolled', async (scene) => {
      await scene.wise.control('PUT', '/settings', { scaEncryptedAnswers: false });
      return enrolIn(scene);
    }),
    scaCall(enrol, enrolled, 'enrolled, and told so under the content key', enrolIn),
    scaCall(enrol, 409, 'enrolled twice', async (scene) => {
      await enrolIn(scene);
      return enrolIn(scene);
    }),
    scaCall(enrol, 400, 'nothing to enrol', (scene) => give(scene, factor, enrol, {})),
    scaCall(verify, 200, 'the right one', async (scene) => {
      await scene.wise.control('PUT', '/settings', { scaEncryptedAnswers: false });
      await enrolIn(scene);
      return verifyIn(scene, right);
    }),
    ...(wrong === undefined
      ? []
      : [
          scaCall(verify, 400, 'a wrong one', async (scene) => {
            await enrolIn(scene);
            return verifyIn(scene, wrong);
          }),
        ]),
    scaCall(verify, 400, 'no one-time token', (scene) => give(scene, factor, verify, right)),
    scaCall(verify, unknown, 'none enrolled', (scene) => verifyIn(scene, right)),
    scaCall(factor.remove, 204, 'removed', async (scene) => remove(scene, factor, await enrolIn(scene))),
    scaCall(factor.remove, 404, 'none to remove', (scene) => remove(scene, factor)),
    ...(isEncrypted ? [enrol, verify].flatMap((operation) => notEncrypted(operation, right)) : []),
  ];
}

function notEncrypted(operation: string, json: unknown): ContractCall[] {
  const jose = { 'content-type': 'application/jose+json', accept: 'application/jose+json' };
  return [
    scaCall(operation, 400, 'in clear', ({ partner }, { method, path }) =>
      partner.call(method, path, { json }),
    ),
    scaCall(operation, 500, 'does not decrypt', ({ partner }, { method, path }) =>
      partner.call(method, path, { json, headers: { ...jose, 'x-tw-jose-method': 'jwe' } }),
    ),
  ];
}

const LIST = 'GET /v1/users/{userId}/partner-device-fingerprints';

export const SCA_FACTOR_CALLS: readonly ContractCall[] = [
  ...FACTORS.flatMap(callsOf),
  scaCall(LIST, 200, 'all', async ({ partner, at }, { method, path }) => {
    await partner.sealed(at('POST /v1/user/partner-device-fingerprints').path, DEVICE.right);
    return partner.admin(method, path);
  }),
  scaCall(LIST, 404, 'of a stranger', ({ partner }, { method, path }) =>
    partner.admin(method, path.replace(LIN.userId, '99')),
  ),
];
