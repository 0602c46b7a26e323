import { describe, expect, it } from 'vitest';
import { startEmulator } from '#emulator/server';
import { ADA, emulatorForTests, exchangeOf, REDIRECT_URI, refreshOf } from '#testing/emulator-for-tests';
import { eventually } from '#testing/eventually';
import type { FaultRequest } from '../store/faults/fault-schema';

const wise = emulatorForTests();

async function inject(fault: FaultRequest): Promise<string> {
  const { status, body } = await wise.control('POST', '/faults', fault);
  expect(status).toBe(200);
  return (body as { id: string }).id;
}

type Listed = { id: string; remaining: number; waiting: number };

async function listed(id: string): Promise<Listed | undefined> {
  return ((await wise.control('GET', '/faults')).body as Listed[]).find((fault) => fault.id === id);
}

const untilWaiting = (id: string, count: number) =>
  eventually(async () => expect((await listed(id))?.waiting).toBe(count), { everyMs: 5 });

async function connect() {
  const { code } = await wise.consent();
  return (await wise.token(exchangeOf(code))).body;
}

const issued = () => wise.events('token.issued').length;

describe('hold', () => {
  it('before the effect: nothing happened until released', async () => {
    const { refresh_token: refreshToken, access_token: accessToken } = await connect();
    const id = await inject({ endpoint: 'token:refresh_token', kind: 'hold' });
    const answer = wise.token(refreshOf(refreshToken));
    await untilWaiting(id, 1);
    expect(issued()).toBe(1);
    expect((await wise.call('/v1/me', accessToken)).status).toBe(200);
    await wise.control('POST', `/faults/${id}/release`);
    expect((await answer).status).toBe(200);
    expect(issued()).toBe(2);
    expect((await wise.call('/v1/me', accessToken)).status).toBe(401);
  });

  it('after the effect: it happened, only the answer waits', async () => {
    const { refresh_token: refreshToken, access_token: accessToken } = await connect();
    const id = await inject({ endpoint: 'token:refresh_token', kind: 'hold', when: 'after' });
    const answer = wise.token(refreshOf(refreshToken));
    await untilWaiting(id, 1);
    expect(issued()).toBe(2);
    expect((await wise.call('/v1/me', accessToken)).status).toBe(401);
    await wise.control('POST', `/faults/${id}/release`);
    expect((await answer).body.access_token).toBe(wise.live()[0]?.accessToken);
  });

  it('release stops the fault for later requests too', async () => {
    const id = await inject({ endpoint: 'token:client_credentials', kind: 'hold', count: 10 });
    await wise.control('POST', `/faults/${id}/release`);
    expect((await wise.token({ grant_type: 'client_credentials' })).status).toBe(200);
    expect(await listed(id)).toMatchObject({ remaining: 0, waiting: 0 });
  });

  it('DELETE lets all held requests out', async () => {
    const id = await inject({ endpoint: 'token:client_credentials', kind: 'hold', count: 3 });
    const answers = Promise.all([1, 2, 3].map(() => wise.token({ grant_type: 'client_credentials' })));
    await untilWaiting(id, 3);
    await wise.control('DELETE', '/faults');
    expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await wise.control('GET', '/faults')).body).toEqual([]);
  });

  it('reset drops held requests without their effect', async () => {
    const id = await inject({ endpoint: 'token:client_credentials', kind: 'hold' });
    const outcome = wise.token({ grant_type: 'client_credentials' }).then(
      () => 'answered',
      () => 'dropped',
    );
    await untilWaiting(id, 1);
    await wise.control('POST', '/reset');
    expect(await outcome).toBe('dropped');
    expect(wise.live()).toEqual([]);
  });

  it('a client that hung up does not undo the effect of its request', async () => {
    const { refresh_token: refreshToken } = await connect();
    const id = await inject({ endpoint: 'token:refresh_token', kind: 'hold' });
    const impatient = new AbortController();
    const request = fetch(`${wise.get().url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('test-app:second-secret').toString('base64')}` },
      body: new URLSearchParams(refreshOf(refreshToken)),
      signal: impatient.signal,
    });
    await untilWaiting(id, 1);
    impatient.abort();
    await expect(request).rejects.toThrow();
    await wise.control('POST', `/faults/${id}/release`);
    await eventually(() => expect(issued()).toBe(2));
  });

  it('closing the emulator does not wait for held requests', async () => {
    const emulator = await startEmulator();
    emulator.state.faults.inject({ endpoint: 'me', kind: 'hold' });
    const outcome = fetch(`${emulator.url}/v1/me`).then(
      () => 'answered',
      () => 'dropped',
    );
    await eventually(() => expect(emulator.state.faults.all()[0]?.waiting).toBe(1));
    await emulator.close();
    expect(await outcome).toBe('dropped');
  });
});

describe('delay', () => {
  it.each(['before', 'after'] as const)('%s the effect answers late, and rightly', async (when) => {
    await inject({ endpoint: 'token:client_credentials', kind: 'delay', when, delayMs: 120 });
    const start = performance.now();
    const answer = wise.token({ grant_type: 'client_credentials' });
    await eventually(() => expect(wise.events('fault.applied')).toHaveLength(1), { everyMs: 2 });
    expect(issued()).toBe(when === 'after' ? 1 : 0);
    expect((await answer).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(115);
  });
});

describe('drop', () => {
  it.each([
    ['before', 1],
    ['after', 2],
  ] as const)('%s the effect closes the connection with no answer', async (when, effects) => {
    const { refresh_token: refreshToken } = await connect();
    await inject({ endpoint: 'token:refresh_token', kind: 'drop', when });
    await expect(wise.token(refreshOf(refreshToken))).rejects.toThrow('fetch failed');
    expect(issued()).toBe(effects);
    expect((await wise.token(refreshOf(refreshToken))).status).toBe(200);
  });
});

describe('answer', () => {
  it('before the effect: any status, headers and body, and nothing happened', async () => {
    const { refresh_token: refreshToken, access_token: accessToken } = await connect();
    await inject({
      endpoint: 'token:refresh_token',
      kind: 'answer',
      status: 429,
      body: 'slow {down',
      headers: { 'Retry-After': '5', 'X-Rate-Limited-By': 'wise-public-api', 'Content-Type': 'text/html' },
    });
    const response = await fetch(`${wise.get().url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams(refreshOf(refreshToken)),
    });
    expect([response.status, await response.text()]).toEqual([429, 'slow {down']);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(response.headers.get('x-rate-limited-by')).toBe('wise-public-api');
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(issued()).toBe(1);
    expect((await wise.call('/v1/me', accessToken)).status).toBe(200);
  });

  it('after the effect: it happened although the answer says otherwise', async () => {
    const { refresh_token: refreshToken, access_token: accessToken } = await connect();
    const body = '{"error":"server_error"}';
    await inject({ endpoint: 'token:refresh_token', kind: 'answer', when: 'after', status: 502, body });
    const answer = await wise.token(refreshOf(refreshToken));
    expect([answer.status, answer.text]).toEqual([502, body]);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect((await wise.call('/v1/me', accessToken)).status).toBe(401);
  });
});

describe('a fault', () => {
  it('meets each endpoint by its name and leaves the others alone', async () => {
    const { access_token: token } = await connect();
    const query = `client_id=test-app&redirect_uri=${encodeURIComponent(REDIRECT_URI)}`;
    const authorise = () => fetch(`${wise.get().url}/oauth/authorize?${query}`);
    const calls = {
      me: () => wise.call('/v1/me', token),
      profiles: () => wise.call('/v2/profiles', token),
      profile: () => wise.call(`/v2/profiles/${ADA.profileId}`, token),
      authorise,
      'token:authorization_code': () => wise.token(exchangeOf('x')),
      'token:refresh_token': () => wise.token(refreshOf('x')),
      'token:client_credentials': () => wise.token({ grant_type: 'client_credentials' }),
    };
    for (const endpoint of Object.keys(calls) as (keyof typeof calls)[]) {
      await inject({ endpoint, kind: 'answer', status: 503, body: '{}' });
      for (const [name, call] of Object.entries(calls)) {
        expect((await call()).status === 503, `${name} under a fault of ${endpoint}`).toBe(name === endpoint);
      }
    }
  });

  it('counts its requests, and faults of one endpoint come in the order they were injected', async () => {
    await inject({ endpoint: 'me', kind: 'answer', status: 500, count: 2 });
    const last = await inject({ endpoint: 'me', kind: 'answer', status: 418 });
    const statuses = [];
    for (let request = 0; request < 4; request += 1) statuses.push((await wise.call('/v1/me')).status);
    expect(statuses).toEqual([500, 500, 418, 401]);
    expect(await listed(last)).toMatchObject({ endpoint: 'me', when: 'before', remaining: 0, waiting: 0 });
    expect(wise.events('fault.applied')).toHaveLength(3);
  });

  it.each([
    ['an unknown endpoint', { endpoint: 'nowhere', kind: 'drop' }],
    ['an unknown kind', { endpoint: 'me', kind: 'explode' }],
    ['no requests', { endpoint: 'me', kind: 'drop', count: 0 }],
    ['a delay without its length', { endpoint: 'me', kind: 'delay' }],
    ['an answer without its status', { endpoint: 'me', kind: 'answer' }],
    [
      'a header that would break the answer',
      { endpoint: 'me', kind: 'answer', status: 200, headers: { a: 'b\r\nc' } },
    ],
    ['a misspelt field', { endpoint: 'me', kind: 'drop', howMany: 3 }],
  ])('with %s is refused with 400', async (_case, fault) => {
    const { status, body } = await wise.control('POST', '/faults', fault);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: 'invalid_control_request' });
    expect((await wise.control('GET', '/faults')).body).toEqual([]);
  });
});
