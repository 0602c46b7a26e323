import { beforeEach, describe, expect, it } from 'vitest';
import { DOCUMENTED_STATUS, type Ending } from '#emulator/kernel/store/endings';
import {
  ADA,
  basic,
  CLIENT,
  emulatorForTests,
  exchangeOf,
  OTHER_AUTHORIZATION,
  refreshOf,
  type TokenBody,
} from '#testing/emulator-for-tests';
import { userMaker } from '#testing/made-user';

const wise = emulatorForTests();

// One of the tests revokes a secret, and clients outlive a reset.
beforeEach(() => {
  wise.get().state.clients.put(CLIENT);
});

async function connect(who = ADA): Promise<TokenBody> {
  const { code } = await wise.consent(who);
  return (await wise.token(exchangeOf(code))).body;
}

const refresh = (body: TokenBody) => wise.token(refreshOf(body.refresh_token));
const set = (settings: Record<string, unknown>) => wise.control('PUT', '/settings', settings);
const statusOf = async (token: string) => (await wise.call('/v1/me', token)).status;
const userAction = (act: string, body?: unknown) => wise.control('POST', `/users/${ADA.userId}/${act}`, body);

type Death = {
  /** Before the connection is made. */
  settings?: Record<string, unknown>;
  /** Returns the tokens that are dead by it, when these are not the first ones. */
  die(first: TokenBody): Promise<unknown>;
};

/** Each reason of docs/wise.md 2.4, 2.5 and 4.2 for which a refresh token dies before its time, and its time. */
const DEATHS: Record<Ending, Death> = {
  expired: {
    settings: { refreshTokenSeconds: 60 },
    die: async () => wise.passSeconds(61),
  },
  app_removed: { die: () => userAction('remove-app', { clientId: 'test-app' }) },
  email_changed: { die: () => userAction('change-email') },
  enhanced_security: { die: () => userAction('enhanced-security') },
  suspected_breach: { die: () => userAction('suspected-breach') },
  secret_revoked: {
    settings: { revokedSecretEndsGrants: true },
    die: async () => {
      // The second secret: the tests go on with the first.
      const { body } = await wise.control('GET', '/clients/test-app/secrets');
      const [, second] = body as { id: string }[];
      await wise.control('DELETE', `/clients/test-app/secrets/${second?.id}`);
    },
  },
  deactivated: { die: () => userAction('deactivate') },
  taken_over: {
    settings: { takeOverEndsGrants: true },
    die: async (first) => {
      const { body } = await userMaker(wise).signUp();
      Object.assign(first, (await userMaker(wise).tokens()).body);
      await wise.control('POST', `/users/${body.id}/take-over`);
    },
  },
  replaced: { die: () => connect() },
  rotated: { settings: { rotateRefreshTokens: true }, die: refresh },
  reused: {
    settings: { rotateRefreshTokens: true, reuseEndsGrant: true },
    die: async (first) => {
      const second = await refresh(first);
      expect((await refresh(first)).body.error).toBe('invalid_grant');
      Object.assign(first, second.body);
    },
  },
  code_reused: {
    settings: { codeReuseEndsGrant: true },
    die: async () => {
      const [{ code }] = wise.events('token.request') as unknown as [{ code: string }];
      expect((await wise.token(exchangeOf(code))).body.error).toBe('invalid_grant');
    },
  },
};
const ALL = Object.entries(DEATHS) as [Ending, Death][];

async function dieBy({ settings = {}, die }: Death): Promise<TokenBody> {
  await set(settings);
  const first = await connect();
  await die(first);
  return first;
}

describe('a refresh token that is dead', () => {
  it.each(ALL)('because of %s gets invalid_grant, and the log says why', async (ending, death) => {
    const dead = await dieBy(death);
    const answer = await refresh(dead);
    expect([answer.status, answer.body.error]).toEqual([DOCUMENTED_STATUS[ending], 'invalid_grant']);
    expect(wise.events('token.refused').at(-1)).toMatchObject({ why: ending });
    const isLive = wise.live().some((live) => live.refreshLive && live.refreshToken === dead.refresh_token);
    expect(isLive).toBe(false);
  });

  it.each(
    ALL.flatMap(([ending, death]) =>
      (['400', '401', '403'] as const).map((status) => [ending, status, death] as const),
    ),
  )('because of %s gets %s when told to', async (_ending, status, death) => {
    const dead = await dieBy(death);
    await set({ deadRefreshTokenStatus: status, deadRefreshTokenError: 'invalid_token' });
    const answer = await refresh(dead);
    expect([answer.status, answer.body.error]).toEqual([Number(status), 'invalid_token']);
  });

  it('is documented: 403 after an e-mail was changed, 401 for a closed account, else 400', () => {
    const others = ALL.map(([ending]) => ending).filter((e) => e !== 'email_changed' && e !== 'deactivated');
    expect(DOCUMENTED_STATUS).toMatchObject({ email_changed: 403, deactivated: 401 });
    expect(others.map((ending) => DOCUMENTED_STATUS[ending])).toEqual(others.map(() => 400));
  });

  it('is repeated in the words or not, by a setting; so is a code', async () => {
    const said = async (fields: Record<string, string>) => (await wise.token(fields)).body.error_description;
    expect(await said(refreshOf('a-token'))).toBe('Invalid refresh token: a-token');
    expect(await said(exchangeOf('a-code'))).toBe('Invalid authorization code: a-code');
    await set({ refusedTokenInErrorDescription: false });
    expect(await said(refreshOf('a-token'))).toBe('Invalid refresh token');
    expect(await said(exchangeOf('a-code'))).toBe('Invalid authorization code');
  });
});

describe('what lives on', () => {
  it('a changed e-mail: the account, under its new address until the reset', async () => {
    await connect();
    await userAction('change-email');
    const { access_token: token } = await connect();
    const { email } = (await (await wise.call('/v1/me', token)).json()) as { email: string };
    expect(email).toMatch(/^changed-[0-9a-f]{8}@wise-user\.example$/);
    await wise.control('POST', '/reset');
    const renewed = await connect();
    expect(await (await wise.call('/v1/me', renewed.access_token)).json()).toMatchObject({
      email: 'ada@wise-user.example',
    });
  });

  it('a removed app: nothing, or the access token until it expires, by a setting', async () => {
    const first = await connect();
    await userAction('remove-app', { clientId: 'test-app' });
    expect(await statusOf(first.access_token)).toBe(401);
    await set({ accessOutlivesRemovedApp: true });
    const second = await connect();
    await userAction('remove-app', { clientId: 'test-app' });
    expect(await statusOf(second.access_token)).toBe(200);
    expect(wise.live()).toMatchObject([{ accessLive: true, refreshLive: false }]);
    expect((await refresh(second)).body.error).toBe('invalid_grant');
    wise.passSeconds(43_200);
    expect(await statusOf(second.access_token)).toBe(401);
  });

  it('a rotated token that comes again: the grant, unless reuse ends it; another client ends nothing', async () => {
    await set({ rotateRefreshTokens: true });
    const first = await connect();
    const second = (await refresh(first)).body;
    await refresh(first);
    expect(await statusOf(second.access_token)).toBe(200);
    await set({ reuseEndsGrant: true });
    await wise.token(refreshOf(first.refresh_token), OTHER_AUTHORIZATION);
    expect(await statusOf(second.access_token)).toBe(200);
    await refresh(first);
    expect(await statusOf(second.access_token)).toBe(401);
    expect(wise.live()).toEqual([]);
  });

  it('a second profile: both, or only the later one by a setting', async () => {
    const personal = { userId: '10000002', profileId: '30000002' };
    const business = { userId: '10000002', profileId: '30000003' };
    const beside = [await connect(personal), await connect(business)];
    for (const body of beside) expect((await refresh(body)).status).toBe(200);
    await set({ secondProfile: 'instead' });
    const again = await connect(personal);
    expect((await refresh(beside[1] as TokenBody)).body.error).toBe('invalid_grant');
    expect(wise.events('token.issued').at(-1)).toMatchObject({ profileId: personal.profileId });
    expect((await refresh(again)).status).toBe(200);
    expect((await refresh(await connect())).status).toBe(200);
  });
});

describe('tokens of the app itself', () => {
  const formOf = async () => {
    const { body } = await wise.token({ grant_type: 'client_credentials' });
    expect((await wise.call('/v1/authenticated/playground', body.access_token)).status).toBe(200);
    return body.access_token.startsWith('eyJ') ? 'jwe' : 'uuid';
  };

  it.each([
    ['jwe', ['jwe', 'jwe', 'jwe']],
    ['uuid', ['uuid', 'uuid', 'uuid']],
    ['mixed', ['jwe', 'uuid', 'jwe']],
  ])('are made as %s', async (applicationTokens, forms) => {
    await set({ applicationTokens });
    expect([await formOf(), await formOf(), await formOf()]).toEqual(forms);
  });
});

it('wrong client credentials get 401, or 400 or 403 by a setting', async () => {
  const statusWith = async (invalidClientStatus: string) => {
    await set({ invalidClientStatus });
    const { status, body } = await wise.token(
      { grant_type: 'client_credentials' },
      basic('test-app', 'wrong'),
    );
    return [status, body.error];
  };
  expect(await statusWith('401')).toEqual([401, 'invalid_client']);
  expect(await statusWith('400')).toEqual([400, 'invalid_client']);
  expect(await statusWith('403')).toEqual([403, 'invalid_client']);
});
