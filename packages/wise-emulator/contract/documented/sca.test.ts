import { beforeEach, describe, expect, it } from 'vitest';
import { emulatorForTests } from '#testing/emulator-for-tests';
import { ScaPartner } from '#testing/sca-partner';
import { describeExamples, type Example, like, UTC_MILLISECONDS, UUID } from './example';
import { challenge, failed, said, withToken } from './sca-said';

const wise = emulatorForTests();
const partner = new ScaPartner(wise);

beforeEach(async () => {
  wise.stopClock();
  // What was recorded, an empty body: recorded.test.ts.
  await wise.control('PUT', '/settings', { scaStatementRefusal: 'as-funding' });
  await partner.connect();
});

const STATEMENT = '/v1/profiles/30000003/balance-statements/1/statement.json';
const read = () => partner.call('GET', STATEMENT);
const TRIGGER: readonly Example[] = [
  {
    section: '11',
    what: 'the first call of a protected endpoint',
    source: 'documented',
    ask: async () => said(await read()),
    says: {
      status: 403,
      body: {
        timestamp: like(UTC_MILLISECONDS),
        status: 403,
        error: 'Forbidden',
        message: 'You are forbidden to send this request',
        path: STATEMENT,
      },
    },
  },
  {
    section: '11',
    what: 'the first call of a protected endpoint, in the other body that was seen',
    source: 'documented',
    ask: async () => {
      await wise.control('PUT', '/settings', { scaRefusalBody: 'unauthorized' });
      return said(await read());
    },
    says: {
      status: 403,
      body: {
        error: 'unauthorized',
        message: 'Unauthorized',
        path: null,
        status: 403,
        timestamp: like(UTC_MILLISECONDS),
      },
    },
  },
  {
    section: '11',
    what: 'the status of a one-time token',
    source: 'documented',
    ask: async () => {
      await wise.control('PUT', '/settings', { scaChallenges: 'PIN FACE_MAP' });
      const token = (await read()).headers.get('x-2fa-approval') ?? '';
      return said(await partner.call('GET', '/v1/one-time-token/status', withToken(token)));
    },
    says: {
      status: 200,
      body: {
        oneTimeTokenProperties: {
          oneTimeToken: like(UUID),
          challenges: [challenge('PIN'), challenge('FACE_MAP')],
          validity: 3600,
          actionType: 'BALANCE__GET_STATEMENT',
          userId: 10_000_002,
        },
      },
    },
  },
  {
    section: '11',
    what: 'an unknown one-time token',
    source: 'assumed',
    ask: async () =>
      said(await partner.call('GET', '/v1/one-time-token/status', withToken(crypto.randomUUID()))),
    says: {
      status: 400,
      body: failed('one.time.token.invalid', 'The one-time token is unknown or expired.'),
    },
  },
  {
    section: '11',
    what: 'too many failures, then a call that needs a new token: status and body',
    source: 'assumed',
    ask: async () => {
      const token = await partner.openSession();
      await partner.call('POST', '/v1/one-time-token/sms/trigger', withToken(token));
      for (let each = 0; each < 5; each += 1) {
        await partner.call('POST', '/v1/one-time-token/sms/verify', withToken(token, { otpCode: '000000' }));
      }
      const { status, headers } = await read();
      return { status, body: headers.get('retry-after') };
    },
    says: { status: 429, body: '900' },
  },
];

describeExamples('strong customer authentication: the trigger contract', TRIGGER);

describe('the headers of the trigger contract', () => {
  it('3 documented: REJECTED with a one-time token, then APPROVED', async () => {
    const first = await read();
    const token = first.headers.get('x-2fa-approval') ?? '';
    expect(token).toMatch(UUID);
    expect(first.headers.get('x-2fa-approval-result')).toBe('REJECTED');
    await partner.clear(token);
    const second = await partner.call('GET', STATEMENT, { headers: { 'x-2fa-approval': token } });
    expect(second.headers.get('x-2fa-approval-result')).toBe('APPROVED');
  });

  it.each([
    ['success', { decision: 'approve', code: '111111' }],
    ['closed', { decision: 'close', code: '' }],
    ['failed', { decision: 'approve', code: '111111', ott: 'unknown' }],
  ])('3 documented: the hosted page says tw-approve-api-action-%s', async (result, fields) => {
    const token = (await read()).headers.get('x-2fa-approval') ?? '';
    const page = await fetch(`${wise.get().url}/approve-api-action/decision`, {
      method: 'POST',
      body: new URLSearchParams({ ott: token, ...fields }),
    });
    expect(await page.text()).toContain(`"tw-approve-api-action-${result}"`);
  });
});
