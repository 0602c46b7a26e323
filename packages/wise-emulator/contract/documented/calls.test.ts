import { expect, it } from 'vitest';
import { emulatorForTests, exchangeOf } from '#testing/emulator-for-tests';
import { aNumber, describeExamples, type Example, like, oauthError, UTC_MILLISECONDS } from './example';

const wise = emulatorForTests();
const set = (settings: Record<string, unknown>) => wise.control('PUT', '/settings', settings);

async function connect() {
  const { code } = await wise.consent();
  return (await wise.token(exchangeOf(code))).body;
}

async function call(path: string, token?: string) {
  const response = await wise.call(path, token);
  return { status: response.status, body: (await response.json()) as unknown };
}

const GATEWAY = {
  timestamp: like(UTC_MILLISECONDS),
  status: 403,
  error: 'unauthorized',
  message: 'Unauthorized',
};
const DEAD = '945fdc16-0000-4000-8000-000000000000';

const CALLS: readonly Example[] = [
  {
    section: '4.5',
    what: 'a dead access token',
    source: 'documented',
    ask: () => call('/v1/me', DEAD),
    says: { status: 401, body: oauthError('invalid_token', 'Invalid token') },
  },
  {
    section: '4.5',
    what: 'a dead access token, in the older form',
    source: 'documented',
    ask: async () => {
      await set({ tokenInErrorDescription: true });
      return call('/v1/me', DEAD);
    },
    says: { status: 401, body: oauthError('invalid_token', DEAD) },
  },
  {
    section: '4.5',
    what: 'no Authorization header: the description',
    source: 'assumed',
    ask: () => call('/v1/me'),
    says: { status: 401, body: oauthError('missing_token', 'Missing token') },
  },
  {
    section: '4.5',
    what: 'a profile that was not granted',
    source: 'documented',
    ask: async () => call('/v2/profiles/30000007', (await connect()).access_token),
    says: { status: 403, body: GATEWAY },
  },
  {
    section: '6.2',
    what: 'the user behind a token',
    source: 'documented',
    ask: async () => call('/v1/me', (await connect()).access_token),
    says: {
      status: 200,
      body: {
        id: 10_000_001,
        name: 'Ada Personal',
        email: 'ada@wise-user.example',
        active: true,
        details: {
          firstName: 'Ada',
          lastName: 'Personal',
          phoneNumber: like(/^\+447700900\d{3}$/),
          dateOfBirth: '1985-05-20',
          occupation: '',
          avatar: '',
          primaryAddress: aNumber(),
          address: {
            countryCode: 'GB',
            firstLine: '24 Willow Creek Lane',
            postCode: 'E1 6AN',
            city: 'London',
            state: '',
            occupation: '',
          },
        },
      },
    },
  },
];

describeExamples('calls with a token', CALLS);

type Traced = { section: string; what: string; sent?: string; echoed: string | null };

const ID = '0b1e7d5c-5b1f-4f0e-9c1a-1d2e3f4a5b6c';
const TRACED: readonly Traced[] = [
  { section: '8.3', what: 'a correlation id of 36 characters is echoed', sent: ID, echoed: ID },
  { section: '8.3', what: 'a longer one is ignored', sent: `${ID}x`, echoed: null },
  { section: '8.3', what: 'none: nothing is returned', echoed: null },
];

it.each(TRACED)('$section documented: $what, and x-trace-id is always there', async ({ sent, echoed }) => {
  const headers = sent === undefined ? {} : { 'x-external-correlation-id': sent };
  const response = await wise.call('/v1/me', DEAD, headers);
  expect(response.headers.get('x-external-correlation-id')).toBe(echoed);
  expect(response.headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
});

it('8.2 documented: too many requests get 429 with Retry-After, X-Rate-Limited-By and a JSON object', async () => {
  await set({ rateLimits: true, requestsPerMinute: 1 });
  await wise.token({ grant_type: 'client_credentials' });
  const { status, headers, body } = await wise.token({ grant_type: 'client_credentials' });
  expect(status).toBe(429);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect(headers.get('x-rate-limited-by')).toBe('wise-public-api');
  expect(body).toMatchObject({ status: 429 });
});

it.each([
  ['/2026Q3/me', 200],
  ['/2026Q4/me', 200],
  ['/2027Q1/me', 404],
  ['/nonsense/me', 404],
  ['/v1/me', 200],
])('8.5 observed: %s answers %i', async (path, status) => {
  expect((await call(path, (await connect()).access_token)).status).toBe(status);
});
