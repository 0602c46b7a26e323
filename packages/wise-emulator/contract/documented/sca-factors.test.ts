import { beforeEach } from 'vitest';
import { emulatorForTests } from '#testing/emulator-for-tests';
import { ScaPartner, type Spoken } from '#testing/sca-partner';
import { describeExamples, type Example, like, UUID } from './example';
import { challenge, failed, said, withToken } from './sca-said';

const wise = emulatorForTests();
const partner = new ScaPartner(wise);

beforeEach(async () => {
  wise.stopClock();
  await partner.connect();
});

const FACE = { faceMap: 'ZmFjZQ==' };
const PIN = { pin: '1234' };

const profile = (rest: string) => partner.profilePath(rest);
const twice = async (act: () => Promise<Spoken>) => {
  await act();
  return said(await act());
};

const V2: readonly Example[] = [
  {
    section: '11',
    what: 'v2: a PIN is made',
    source: 'documented',
    ask: async () => said(await partner.sealed(profile('/pin'), PIN)),
    says: { status: 200, body: null },
  },
  {
    section: '11',
    what: 'v2: a PIN exists: the body',
    source: 'assumed',
    ask: () => twice(() => partner.sealed(profile('/pin'), PIN)),
    says: { status: 409, body: failed('pin.already.setup', 'PIN has already been created.') },
  },
  {
    section: '11',
    what: 'v2: a PIN is verified',
    source: 'documented',
    ask: async () => {
      await wise.control('PUT', '/settings', { scaChallenges: 'PIN FACE_MAP' });
      await partner.sealed(profile('/pin'), PIN);
      return said(await partner.sealed(profile('/pin/verify'), PIN, await partner.openSession()));
    },
    says: {
      status: 200,
      body: {
        oneTimeToken: like(UUID),
        challenges: [
          { primaryChallenge: { type: 'PIN' }, passed: true },
          { primaryChallenge: { type: 'FACE_MAP' }, passed: false },
        ],
        validity: 3600,
      },
    },
  },
  {
    section: '11',
    what: 'v2: a PIN is deleted',
    source: 'documented',
    ask: async () => {
      await partner.sealed(profile('/pin'), PIN);
      return said(await partner.call('DELETE', profile('/pin')));
    },
    says: { status: 204, body: null },
  },
  {
    section: '11',
    what: 'v2: a device fingerprint is made',
    source: 'documented',
    ask: async () =>
      said(await partner.sealed(profile('/device-fingerprints'), { deviceFingerprint: 'one' })),
    says: {
      status: 200,
      body: { deviceFingerprintId: like(UUID), createdAt: like(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/) },
    },
  },
  {
    section: '11',
    what: 'v2: a fourth device fingerprint: the body',
    source: 'assumed',
    ask: async () => {
      const make = (deviceFingerprint: string) =>
        partner.sealed(profile('/device-fingerprints'), { deviceFingerprint });
      for (const each of ['one', 'two', 'three']) await make(each);
      return said(await make('four'));
    },
    says: {
      status: 400,
      body: failed('device.fingerprint.limit.reached', 'Maximum number of device fingerprints reached.'),
    },
  },
  {
    section: '11',
    what: 'v2: a face map is enrolled',
    source: 'documented',
    ask: async () => said(await partner.call('POST', profile('/facemaps'), { json: FACE })),
    says: { status: 204, body: null },
  },
  {
    section: '11',
    what: 'v2: an SCA session is begun by hand',
    source: 'documented',
    ask: async () => {
      await wise.control('PUT', '/settings', { scaChallenges: 'PIN FACE_MAP' });
      return said(await partner.call('POST', profile('/sca-sessions/authorise')));
    },
    says: {
      status: 200,
      body: {
        oneTimeTokenProperties: {
          oneTimeToken: like(UUID),
          challenges: [
            { primaryChallenge: { type: 'PIN' }, passed: false },
            { primaryChallenge: { type: 'FACE_MAP' }, passed: false },
          ],
          validity: 3600,
        },
      },
    },
  },
];

const NUMBERS = '/v1/application/users/10000002/phone-numbers';

const V1: readonly Example[] = [
  {
    section: '11',
    what: 'v1: no PIN to delete',
    source: 'documented',
    ask: async () => said(await partner.admin('DELETE', '/v1/users/10000002/pin')),
    says: { status: 404, body: failed('pin.not.setup', 'PIN has not been setup.') },
  },
  {
    section: '11',
    what: 'v1: no face map to delete',
    source: 'documented',
    ask: async () => said(await partner.admin('DELETE', '/v1/users/10000002/facemap/enrol')),
    says: { status: 404, body: failed('facemap.not.setup', 'FaceMap has not been setup.') },
  },
  {
    section: '11',
    what: 'a code is sent',
    source: 'documented',
    ask: async () => {
      await partner.admin('POST', NUMBERS, { phoneNumber: '+6588888888' });
      const token = await partner.openSession();
      return said(await partner.call('POST', '/v1/one-time-token/sms/trigger', withToken(token)));
    },
    says: { status: 200, body: { obfuscatedPhoneNo: '*********8888' } },
  },
  {
    section: '11',
    what: 'the code of the sandbox: the passed challenge is gone',
    source: 'documented',
    ask: async () => {
      await wise.control('PUT', '/settings', { scaChallenges: 'PIN SMS' });
      const token = await partner.openSession();
      await partner.call('POST', '/v1/one-time-token/sms/trigger', withToken(token));
      const code = withToken(token, { otpCode: '111111' });
      return said(await partner.call('POST', '/v1/one-time-token/sms/verify', code));
    },
    says: {
      status: 200,
      body: {
        oneTimeTokenProperties: { oneTimeToken: like(UUID), challenges: [challenge('PIN')], validity: 3600 },
      },
    },
  },
  {
    section: '11',
    what: 'a phone number of another customer',
    source: 'documented',
    ask: async () => said(await partner.admin('POST', NUMBERS, { phoneNumber: '+447700900001' })),
    says: {
      status: 422,
      body: failed(
        'phone.number.repeated',
        "It's linked to an account with the email ****@wise-user.example",
      ),
    },
  },
];

describeExamples('strong customer authentication: v2', V2);
describeExamples('strong customer authentication: v1 and codes by phone', V1);
