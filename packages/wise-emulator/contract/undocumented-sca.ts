import type { UndocumentedStatus } from './undocumented';

/** Operations that read the header `One-Time-Token` and of which the file knows no 400. */
const OF_A_TOKEN = [
  'GET /v1/one-time-token/status',
  'GET /v1/identity/one-time-token/status',
  ...['pin', 'partner-device-fingerprint', 'facemap', 'sms', 'whatsapp', 'voice'].map(
    (name) => `POST /v1/one-time-token/${name}/verify`,
  ),
  ...['sms', 'whatsapp', 'voice'].map((name) => `POST /v1/one-time-token/${name}/trigger`),
];

/** Operations that take a factor and of which the file knows no 400. */
const OF_A_PAYLOAD = [
  'POST /v2/profiles/{profileId}/pin',
  'POST /v2/profiles/{profileId}/facemaps',
  'POST /v1/user/pin',
  'POST /v1/user/facemap/enrol',
];

const ENCRYPTED = [
  'POST /v2/profiles/{profileId}/pin',
  'POST /v2/profiles/{profileId}/pin/verify',
  'POST /v2/profiles/{profileId}/device-fingerprints',
  'POST /v2/profiles/{profileId}/device-fingerprints/verify',
  'POST /v1/user/pin',
  'POST /v1/user/partner-device-fingerprints',
  'POST /v1/one-time-token/pin/verify',
  'POST /v1/one-time-token/partner-device-fingerprint/verify',
];

const NUMBERS = '/v1/application/users/{userId}/phone-numbers';

/** Strong customer authentication: the file hardly names a refusal. */
export const SCA_STATUSES: readonly UndocumentedStatus[] = [
  ...OF_A_TOKEN.map((operation) => ({
    status: 400,
    operation,
    shape: 'validation' as const,
    source: 'assumed: a missing, unknown, expired or foreign One-Time-Token; a failed or blocked challenge',
  })),
  ...OF_A_PAYLOAD.map((operation) => ({
    status: 400,
    operation,
    shape: 'validation' as const,
    source: 'assumed: a malformed payload',
  })),
  ...ENCRYPTED.map((operation) => ({
    status: 400,
    operation,
    shape: 'gateway' as const,
    source: 'assumed: without X-TW-JOSE-Method: jwe',
  })),
  ...ENCRYPTED.map((operation) => ({
    status: 500,
    operation,
    shape: 'unexpected' as const,
    source: 'docs/wise.md 10: decryption failed; openapi.yml has it at jwsjwe',
  })),
  ...['pin', 'partner-device-fingerprint'].map((name) => ({
    status: 404,
    operation: `POST /v1/one-time-token/${name}/verify`,
    shape: 'validation' as const,
    source: 'assumed: none is enrolled; openapi.yml has it at the v2 twin',
  })),
  ...['PUT', 'DELETE'].map((method) => ({
    status: 404,
    operation: `${method} ${NUMBERS}/{phoneNumberId}`,
    shape: 'validation' as const,
    source: 'assumed: a phone number that there is not',
  })),
  ...['GET', 'POST'].map((method) => ({
    status: 404,
    operation: `${method} ${NUMBERS}`,
    shape: 'validation' as const,
    source: 'assumed: a user who never gave this app access',
  })),
  ...['sms', 'whatsapp', 'voice'].map((name) => ({
    status: 404,
    operation: `POST /v1/one-time-token/${name}/trigger`,
    shape: 'validation' as const,
    source: 'assumed: a user without a phone number',
    shownBy: 'sca/one-time-tokens.test.ts',
  })),
];
