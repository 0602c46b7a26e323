import { ONE_CONNECTION, ONE_FACTOR } from './partner-problems';
import {
  scaChallengeSchema,
  scaEnrolledSchema,
  scaEnrolmentSchema,
  scaFactorSchema,
  scaPhoneCodeSchema,
  scaSentCodeSchema,
} from './sca-challenges';

/**
 * The partner API's routes about approvals at Wise. A key that makes calls must not be able to approve them too: factors have
 * a scope of their own.
 */
export const SCA_ROUTES = {
  getScaChallenge: {
    method: 'get',
    path: '/v1/sca-challenges/:id',
    summary: 'How an approval at Wise stands',
    scope: 'wise:call',
    answerName: 'ScaChallenge',
    answer: scaChallengeSchema,
    errors: [...ONE_CONNECTION, 'API_KEY_QUOTA_USED'],
  },
  sendPhoneCode: {
    method: 'post',
    path: '/v1/sca-challenges/:id/phone-code',
    summary: 'Wise sends the customer a code, for partners that Wise lets do so',
    scope: 'factors:write',
    body: scaPhoneCodeSchema,
    answerName: 'SentCode',
    answer: scaSentCodeSchema,
    errors: ONE_FACTOR,
  },
  passFactor: {
    method: 'post',
    path: '/v1/sca-challenges/:id/factors',
    summary: 'A factor that the customer gave in your own app',
    scope: 'factors:write',
    body: scaFactorSchema,
    answerName: 'ScaChallenge',
    answer: scaChallengeSchema,
    errors: ONE_FACTOR,
  },
  createScaSession: {
    method: 'post',
    path: '/v1/connections/:id/sca-session',
    summary:
      'Begin an SCA session by hand: calls that are not risky need no approval for some minutes once it is approved',
    scope: 'factors:write',
    answerName: 'ScaChallenge',
    answer: scaChallengeSchema,
    errors: ONE_FACTOR,
  },
  enrolFactor: {
    method: 'post',
    path: '/v1/connections/:id/sca-factors',
    summary: 'Set up a PIN or a device fingerprint of the customer',
    scope: 'factors:write',
    body: scaEnrolmentSchema,
    answerName: 'EnrolledFactor',
    answer: scaEnrolledSchema,
    errors: ONE_FACTOR,
  },
} as const;
