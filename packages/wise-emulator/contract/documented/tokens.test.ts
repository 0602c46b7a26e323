import { expect } from 'vitest';
import { ADA, emulatorForTests, exchangeOf, REDIRECT_URI, refreshOf } from '#testing/emulator-for-tests';
import { registrationOf, userMaker } from '#testing/made-user';
import { decideAtWise } from '#testing/wise-customer';
import { describeExamples, type Example, like, UTC_MILLISECONDS, UUID } from './example';

const wise = emulatorForTests();

const UTC_NANOSECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/;
const USER_TOKENS = {
  access_token: like(UUID),
  token_type: 'bearer',
  refresh_token: like(UUID),
  expires_in: 43_199,
  scope: 'transfers',
  created_at: like(UTC_NANOSECONDS),
  expires_at: like(UTC_MILLISECONDS),
  refresh_token_expires_in: 630_720_000,
  refresh_token_expires_at: like(UTC_MILLISECONDS),
};
async function decide(decision: 'give' | 'deny', state?: string): Promise<{ status: number; body: unknown }> {
  const asked = { url: wise.get().url, clientId: 'test-app', redirectUri: REDIRECT_URI, ...ADA };
  const response = await decideAtWise({ ...asked, ...(state === undefined ? {} : { state }), decision });
  const location =
    response.headers.get('location') ?? (await response.text()).match(/href="(https:[^"]*)"/)?.[1];
  return { status: response.status, body: location?.replaceAll('&amp;', '&') };
}

const REDIRECTS: readonly Example[] = [
  {
    section: '1.4',
    what: 'the way back after a consent',
    source: 'documented',
    ask: () => decide('give', '<state>'),
    says: {
      status: 303,
      body: like(/^https:\/\/app\.example\/callback\?code=\w+&state=%3Cstate%3E&profileId=30000001$/),
    },
  },
  {
    section: '1.4',
    what: 'the way back when no state was sent',
    source: 'documented',
    ask: () => decide('give'),
    says: { status: 303, body: like(/^https:\/\/app\.example\/callback\?code=\w+&profileId=30000001$/) },
  },
  {
    section: '1.5',
    what: 'the link back after a denial: error and error_description in place of the code; their values',
    source: 'assumed',
    ask: () => decide('deny', 's'),
    says: {
      status: 200,
      body: `${REDIRECT_URI}?error=access_denied&error_description=The%20user%20denied%20access&state=s`,
    },
  },
];

const TOKENS: readonly Example[] = [
  {
    section: '2.2',
    what: 'authorization_code: nine fields',
    source: 'observed',
    ask: async () => wise.token(exchangeOf((await wise.consent()).code)),
    says: { status: 200, body: USER_TOKENS },
  },
  {
    section: '2.2',
    what: 'registration_code: the same nine',
    source: 'documented',
    ask: async () => {
      await userMaker(wise).signUp();
      return wise.token(registrationOf());
    },
    says: { status: 200, body: USER_TOKENS },
  },
  {
    section: '2.2',
    what: 'client_credentials: five fields, a JWE since June 2026 (2.3)',
    source: 'documented',
    ask: () => wise.token({ grant_type: 'client_credentials' }),
    says: {
      status: 200,
      body: {
        access_token: like(/^eyJ[\w-]+(\.[\w-]+){4}$/),
        token_type: 'bearer',
        expires_in: 43_199,
        expires_at: like(UTC_MILLISECONDS),
        scope: 'transfers',
      },
    },
  },
  {
    section: '2.4',
    what: 'a refresh: the same refresh token, whose end stays while its remaining seconds shrink',
    source: 'observed',
    ask: async () => {
      const first = (await wise.token(exchangeOf((await wise.consent()).code))).body;
      wise.passSeconds(3_600);
      const { status, body } = await wise.token(refreshOf(first.refresh_token));
      const kept = ['refresh_token', 'refresh_token_expires_at'].every(
        (field) => body[field] === first[field],
      );
      return { status, body: { ...body, kept } };
    },
    says: {
      status: 200,
      body: {
        ...USER_TOKENS,
        // an hour less, and the seconds that this test took
        refresh_token_expires_in: expect.closeTo(630_716_400, -2) as unknown,
        kept: true,
      },
    },
  },
];

describeExamples('the redirect back', REDIRECTS);
describeExamples('tokens', TOKENS);
