import { createSecretKey, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { describeRemoteRootKey, faultOf } from '../testing/conformance';
import { ACCESS_KEY, fakeKms, KMS_DISABLED, KMS_KEY, KMS_STRANGER } from '../testing/fake-kms';
import { kmsFailure } from './kms-failure';
import { kmsRootKey } from './kms-root-key';

/** A busy machine takes its time; where nobody answers, a test need not. */
const [PATIENT_MS, HASTY_MS] = [20_000, 1_000];
const WRONG_SECRET = 'a secret access key that is not right';
const kms = fakeKms();
let endpoint: string;

beforeAll(async () => {
  endpoint = `http://127.0.0.1:${await kms.start()}`;
});
afterAll(() => kms.close());

function open(
  keys: readonly [string, ...string[]] = [KMS_KEY],
  ways: { id?: string; secret?: string; deadlineMs?: number } = {},
) {
  const { id = ACCESS_KEY, secret = 'any secret', deadlineMs = PATIENT_MS } = ways;
  const login = { accessKeyId: id, secretAccessKey: new Secret(secret) };
  return kmsRootKey({ keys, endpoint, login }, deadlineMs);
}

describeRemoteRootKey('aws-kms (the real SDK, a fake of KMS)', () => ({
  provider: open(),
  stranger: open([KMS_STRANGER]),
  wrongLogin: { provider: open([KMS_KEY], { id: 'AKIDWRONG', secret: WRONG_SECRET }), secret: WRONG_SECRET },
  outage: {
    provider: open([KMS_KEY], { deadlineMs: HASTY_MS }),
    deadlineMs: HASTY_MS,
    begin: async () => {
      kms.mode = 'hangs';
    },
    end: async () => {
      kms.mode = 'answers';
    },
  },
}));

describe('a root key of AWS KMS', () => {
  const key = createSecretKey(randomBytes(32));

  it.each(['breaks', 'unavailable'] as const)('is unavailable while the service %s', async (mode) => {
    kms.mode = mode;
    expect(await faultOf(open().wrap('r1', key))).toBe('unavailable');
    kms.mode = 'answers';
  });

  it('is denied when it is disabled', async () => {
    const provider = open([KMS_DISABLED]);
    expect([await faultOf(provider.health()), await faultOf(provider.wrap('r1', key))]).toEqual([
      'denied',
      'denied',
    ]);
  });

  it('opens what an older key wrapped that the settings still name', async () => {
    const blob = await open([KMS_STRANGER]).wrap('r1', key);
    expect((await open([KMS_KEY, KMS_STRANGER]).unwrap('r1', blob, KMS_STRANGER)).equals(key)).toBe(true);
  });

  it('keeps no word of AWS in what it says: its messages name accounts and roles', () => {
    const error = Object.assign(new Error('User: arn:aws:iam::1:user/x is not authorized'), {
      name: 'AccessDeniedException',
    });
    expect(kmsFailure(error).fault).toBe('denied');
    expect('cause' in kmsFailure(error)).toBe(false);
    expect(kmsFailure(error).message).not.toContain('arn:');
    expect(kmsFailure(new Error('socket')).fault).toBe('unavailable');
  });
});
