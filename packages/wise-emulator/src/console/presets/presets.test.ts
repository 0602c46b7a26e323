import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ADA, CLIENT, emulatorForTests, exchangeOf, refreshOf } from '#testing/emulator-for-tests';
import { eventually } from '#testing/eventually';
import { callOverTls } from '#testing/partner-certificate';
import { decideAtWise } from '#testing/wise-customer';
import { PRESETS } from './presets';

const wise = emulatorForTests();
const OMAR = { userId: '10000006', profileId: '30000007' };
const REDIRECT_URI = 'https://app.example/callback';

type Connected = { access: string; refresh: string };

async function connect(who = ADA): Promise<Connected> {
  const { body } = await wise.token(exchangeOf((await wise.consent(who)).code));
  return { access: body.access_token, refresh: body.refresh_token };
}

const use = (id: string, userId?: string) =>
  wise.control('POST', `/presets/${id}`, userId === undefined ? undefined : { userId });
const refresh = ({ refresh: token }: Connected) => wise.token(refreshOf(token));
const statusOf = async (path: string, token?: string) => (await wise.call(path, token)).status;
const faultInUse = () => wise.get().state.faults.all()[0];

/** The way back that a page of Wise shows, if any. */
async function wayBack(page: Response): Promise<URLSearchParams | undefined> {
  const href = /href="(https:\/\/app\.example\/[^"]*)"/.exec(await page.text())?.[1];
  return href === undefined ? undefined : new URL(href.replaceAll('&amp;', '&')).searchParams;
}

const deny = () =>
  decideAtWise({
    url: wise.get().url,
    clientId: CLIENT.clientId,
    redirectUri: REDIRECT_URI,
    state: 's1',
    userId: ADA.userId,
    decision: 'deny',
  });
const authorise = () =>
  wise.call(
    `/oauth/authorize?${new URLSearchParams({ client_id: CLIENT.clientId, redirect_uri: REDIRECT_URI, state: 's1' })}`,
  );

/** Ada's tokens are dead, in these words; Omar's live, and Ada may give access again. */
function endsAdas(status: number, words: Record<string, unknown> = { error: 'invalid_grant' }) {
  return async (adas: Connected, omars: Connected) => {
    expect(await refresh(adas)).toMatchObject({ status, body: words });
    expect(await statusOf('/v1/me', adas.access)).toBe(401);
    expect(await statusOf('/v1/me', omars.access)).toBe(200);
    expect(await refresh(omars)).toMatchObject({ status: 200 });
    expect(await statusOf('/v1/me', (await connect()).access)).toBe(200);
  };
}

/** The pages of Wise go on, and every call of the API gets this. */
function spoilsTheApi(see: (answer: Response) => void | Promise<void>) {
  return async (adas: Connected) => {
    const sent = { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials' }) };
    await see(await fetch(`${wise.get().url}/oauth/token`, sent));
    for (const path of ['/v1/me', '/v2/profiles', `/v2/profiles/${ADA.profileId}`]) {
      await see(await wise.call(path, adas.access));
    }
    expect((await authorise()).status).toBe(200);
    expect((await wise.consent()).code).toBeTruthy();
  };
}

const isDown = ({ status }: Response) => expect(status).toBe(503);

async function isOutFor(seconds: number, adas: Connected) {
  await spoilsTheApi(isDown)(adas);
  wise.passSeconds(seconds - 120);
  expect(await statusOf('/v1/me', adas.access)).toBe(503);
  wise.passSeconds(seconds + 5);
  expect(await statusOf('/v1/me', adas.access)).toBe(200);
}

/** The request stands there for a while, and is then served. */
async function isServedLate(request: Promise<{ status: number }>) {
  await eventually(() => expect(faultInUse()?.waiting).toBe(1));
  wise.get().state.faults.release(faultInUse()?.id ?? '');
  expect((await request).status).toBe(200);
}

const isLimited = (retryAfter: string) =>
  spoilsTheApi(({ status, headers }) =>
    expect([status, headers.get('retry-after')]).toEqual([429, retryAfter]),
  );

/** How the calls of a flaky Wise end, one after the other. */
async function luck(adas: Connected): Promise<boolean[]> {
  const all: boolean[] = [];
  for (let call = 0; call < 12; call += 1) {
    all.push(
      await wise
        .call('/v1/me', adas.access)
        .then(() => true)
        .catch(() => false),
    );
  }
  return all;
}

async function isOff(seconds: number) {
  const { body } = await wise.token(exchangeOf((await wise.consent()).code));
  const lifeMs = Date.parse(String(body.expires_at)) - Date.now();
  // expires_at is 43,200 s after created_at (docs/wise.md), and this is read a moment later
  expect(lifeMs / 1000).toBeGreaterThan(43_200 + seconds - 60);
  expect(lifeMs / 1000).toBeLessThan(43_200 + seconds + 1);
}

/** Every preset on the wire: what an app then gets from Wise. Ada and Omar are connected before it is used, for Ada. */
const SEEN: Record<string, (adas: Connected, omars: Connected) => Promise<void>> = {
  'as-documented': async (adas) => {
    const { status, body } = await refresh(adas);
    expect([status, await statusOf('/v1/me', body.access_token)]).toEqual([200, 200]);
  },
  'denial-without-state': async () => {
    expect(Object.fromEntries((await wayBack(await deny())) ?? [])).toEqual({
      error: 'access_denied',
      error_description: 'The user denied access',
    });
  },
  'denial-no-way-back': async () => expect(await wayBack(await deny())).toBeUndefined(),
  'wise-shows-error': async () => {
    expect(Object.fromEntries((await wayBack(await authorise())) ?? [])).toMatchObject({
      error: 'server_error',
      state: 's1',
    });
  },
  'code-expires': async () => {
    expect(await wise.token(exchangeOf((await wise.consent()).code))).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  },
  'profile-refused': async ({ access }) => {
    expect(await statusOf(`/v2/profiles/${ADA.profileId}`, access)).toBe(403);
    expect([await statusOf('/v2/profiles', access), await statusOf('/v1/me', access)]).toEqual([200, 200]);
  },
  'answer-lost': async () => {
    await expect(connect()).rejects.toThrow('fetch failed');
    expect(wise.events('token.issued')).toHaveLength(3);
    expect(await statusOf('/v1/me', (await connect()).access)).toBe(200);
  },
  'answer-slow': async () => {
    expect(faultInUse()?.spec.delayMs).toBe(12_000);
    await isServedLate(wise.token(exchangeOf((await wise.consent()).code)));
  },
  'revoked-by-user': endsAdas(400),
  'email-changed-400': endsAdas(400),
  'email-changed-403': endsAdas(403),
  'enhanced-security': endsAdas(400),
  'suspected-breach': endsAdas(401),
  'account-deactivated': async (adas, omars) => {
    expect(await refresh(adas)).toMatchObject({
      status: 401,
      body: { error: 'invalid_grant', error_description: 'Invalid user credentials.' },
    });
    expect([await statusOf('/v1/me', adas.access), await statusOf('/v1/me', omars.access)]).toEqual([
      401, 200,
    ]);
    await expect(wise.consent()).rejects.toThrow('403');
  },
  'refresh-refused': async (adas) => {
    expect(await refresh(adas)).toMatchObject({ status: 401, body: { error: 'invalid_grant' } });
    expect(await statusOf('/v1/me', adas.access)).toBe(200);
    expect(await refresh(adas)).toMatchObject({ status: 200 });
  },
  outage: async (adas) => {
    await spoilsTheApi(isDown)(adas);
    await wise.control('DELETE', '/faults');
    expect(await statusOf('/v1/me', adas.access)).toBe(200);
  },
  'outage-10-minutes': (adas) => isOutFor(600, adas),
  'slow-wise': async (adas) => {
    expect(faultInUse()?.spec).toMatchObject({ delayMs: 1_000, jitterMs: 1_000 });
    await isServedLate(wise.call('/v1/me', adas.access));
  },
  'flaky-wise': async (adas) => {
    const first = await luck(adas);
    expect(new Set(first)).toEqual(new Set([true, false]));
    await use('flaky-wise');
    expect(await luck(adas), 'the same again').toEqual(first);
  },
  'rate-limited': isLimited('5'),
  'rate-limited-absurdly': isLimited('315360000'),
  'refresh-answer-lost': async (adas) => {
    await expect(refresh(adas)).rejects.toThrow('fetch failed');
    expect(await statusOf('/v1/me', adas.access), 'Wise acted').toBe(401);
    expect(await refresh(adas)).toMatchObject({ status: 200 });
  },
  garbled: spoilsTheApi(async (answer) => {
    expect(answer.headers.get('content-type')).toContain('application/json');
    const text = await answer.text();
    expect(() => JSON.parse(text)).toThrow();
  }),
  'web-page': spoilsTheApi(async (answer) => {
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await answer.text()).toContain('<h1>');
  }),
  'certificate-expired': async () => {
    const { url, caCertificate: ca } = wise.get().mtls;
    await expect(callOverTls(`${url}/v1/me`, { ca })).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' });
  },
  'client-refused': async (adas) => {
    const refused = { status: 401, body: { error: 'invalid_client' } };
    expect(await refresh(adas)).toMatchObject(refused);
    expect(await wise.token(exchangeOf((await wise.consent()).code))).toMatchObject(refused);
    expect(await statusOf('/v1/me', adas.access)).toBe(200);
  },
  'short-tokens': async (adas) => {
    const { body } = await refresh(adas);
    expect(body.expires_in).toBe(60);
    wise.passSeconds(61);
    expect(await statusOf('/v1/me', body.access_token)).toBe(401);
  },
  rotating: async (adas) => {
    const { body } = await refresh(adas);
    expect(body.refresh_token).not.toBe(adas.refresh);
    expect(await refresh(adas)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  },
  'tokens-in-errors': async (adas) => {
    await refresh(adas);
    const answer = await wise.call('/v1/me', adas.access);
    expect(await answer.json()).toEqual({ error: 'invalid_token', error_description: adas.access });
  },
  'clock-behind': () => isOff(-600),
  'clock-ahead': () => isOff(600),
};

describe('a preset on the wire', () => {
  it.each(PRESETS.map(({ id, act }) => [id, act] as const))('%s', async (id, act) => {
    const connected = [await connect(), await connect(OMAR)] as const;
    expect(await use(id, act && ADA.userId)).toEqual({ status: 200, body: { used: id } });
    await SEEN[id]?.(...connected);
    expect(wise.events('preset.used')).toContainEqual(
      expect.objectContaining({ preset: id, userId: act ? ADA.userId : null }),
    );
  });

  it('every preset has a row here, and nothing else has', () => {
    expect(Object.keys(SEEN).sort()).toEqual(PRESETS.map(({ id }) => id).sort());
  });
});

it('every preset is explained in the README', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  expect(PRESETS.filter(({ id }) => !readme.includes(`\`${id}\``))).toEqual([]);
});

describe('what is in force', () => {
  const inForce = async () => {
    const { body } = await wise.control('GET', '/presets');
    return (body as { id: string; inForce: boolean }[])
      .filter((preset) => preset.inForce)
      .map(({ id }) => id);
  };

  it('is the preset that was used, until what it set is over, is taken back or was changed by hand', async () => {
    expect(await inForce()).toEqual(['as-documented']);
    await use('outage-10-minutes');
    expect(await inForce()).toEqual(['outage-10-minutes']);
    wise.passSeconds(601);
    expect(await inForce()).toEqual(['as-documented']);
    await use('answer-lost');
    await expect(connect()).rejects.toThrow();
    expect(await inForce(), 'it is spent').toEqual(['as-documented']);
    await use('outage');
    await wise.control('DELETE', '/faults');
    expect(await inForce()).toEqual(['as-documented']);
    await use('rotating');
    await wise.control('PUT', '/settings', { codeSeconds: 5 });
    expect(await inForce(), 'changed by hand').toEqual([]);
    await use('as-documented');
    await wise.control('POST', '/faults', { endpoint: 'me', kind: 'drop' });
    expect(await inForce(), 'a fault injected by hand').toEqual([]);
  });

  it('404 for a preset or a person that is not there', async () => {
    expect((await use('no-such-preset')).status).toBe(404);
    expect((await use('revoked-by-user', '1')).status).toBe(404);
    expect(await inForce()).toEqual(['as-documented']);
  });
});
