import { describe, expect, it } from 'vitest';
import {
  AUTHORIZATION,
  emulatorForTests,
  exchangeOf,
  OTHER_AUTHORIZATION,
} from '#testing/emulator-for-tests';
import { RateLimiter } from '../store/rate-limiter';

const wise = emulatorForTests();
const STARTED_AT = Date.now();
const limit = (limits: object = {}) => wise.control('PUT', '/settings', { rateLimits: true, ...limits });

const application = (authorization = AUTHORIZATION) =>
  wise.token({ grant_type: 'client_credentials' }, authorization);

async function statuses(count: number, authorization?: string): Promise<number[]> {
  const answers = [];
  for (let request = 0; request < count; request += 1)
    answers.push((await application(authorization)).status);
  return answers;
}

/** The clock stands still, so that no slow machine gets a new window in the middle of a test. */
function freeze(seconds = 0): void {
  const at = STARTED_AT + seconds * 1000;
  wise.get().state.clock = { now: () => at };
}

describe('the rate limit', () => {
  it('documented: 429 with Retry-After, X-Rate-Limited-By and a JSON object', async () => {
    freeze();
    await limit({ requestsPerSecond: 2 });
    expect(await statuses(2)).toEqual([200, 200]);
    const { status, headers, body } = await application();
    expect([status, headers.get('retry-after'), headers.get('x-rate-limited-by')]).toEqual([
      429,
      '1',
      'wise-public-api',
    ]);
    expect(headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(body).toMatchObject({ status: 429 });
    expect(wise.events('request.limited')).toMatchObject([
      { clientId: 'test-app', endpoint: 'token:client_credentials', by: 'second', retryAfterSeconds: 1 },
    ]);
  });

  it('documented: by default 100 a second and 1000 a minute, for each client', async () => {
    freeze();
    await limit();
    const spent = await statuses(101);
    expect(spent.lastIndexOf(200)).toBe(99);
    expect(spent[100]).toBe(429);
    expect(await statuses(1, OTHER_AUTHORIZATION)).toEqual([200]);
    for (let second = 1; second < 10; second += 1) {
      freeze(second);
      expect((await statuses(100)).every((status) => status === 200)).toBe(true);
    }
    freeze(10);
    const { status, headers } = await application();
    expect([status, headers.get('retry-after')]).toEqual([429, '50']);
    freeze(60);
    expect(await statuses(1)).toEqual([200]);
  });

  it('counts calls with a token for its client, and nobody’s for nobody', async () => {
    const { body } = await wise.token(exchangeOf((await wise.consent()).code));
    freeze();
    await limit({ requestsPerSecond: 3 });
    expect((await wise.call('/v1/me', body.access_token)).status).toBe(200);
    expect((await wise.call('/v2/profiles', body.access_token)).status).toBe(200);
    expect(await statuses(2)).toEqual([200, 429]);
    expect((await wise.call('/v1/me', body.access_token)).status).toBe(429);
    expect((await wise.call('/v1/me')).status).toBe(401);
    expect((await wise.call('/v1/me', 'never-issued')).status).toBe(401);
    expect(await statuses(1, 'Basic bm9ib2R5Ong=')).toEqual([401]);
  });

  it('a request that is limited has no effect and meets no fault', async () => {
    freeze();
    await limit({ requestsPerSecond: 1 });
    await wise.control('POST', '/faults', { endpoint: 'token:*', kind: 'drop', skip: 1 });
    expect(await statuses(3)).toEqual([200, 429, 429]);
    expect(wise.events('token.issued')).toHaveLength(1);
    expect(wise.events('fault.applied')).toEqual([]);
  });

  it('is off unless it is switched on, and forgotten by a reset', async () => {
    freeze();
    expect((await statuses(120)).every((status) => status === 200)).toBe(true);
    await limit({ requestsPerSecond: 1 });
    expect(await statuses(2)).toEqual([200, 429]);
    await wise.control('POST', '/reset');
    await limit({ requestsPerSecond: 1 });
    expect(await statuses(1)).toEqual([200]);
  });

  it('locks nobody out when the clock is set back', () => {
    const limiter = new RateLimiter();
    const limits = [{ name: 'minute', requests: 1 }] as const;
    expect(limiter.take('a', 1_000_000, limits)).toBeUndefined();
    expect(limiter.take('a', 1_000_000, limits)).toEqual({ by: 'minute', retryAfterSeconds: 60 });
    expect(limiter.take('a', 500, limits)).toBeUndefined();
  });
});
