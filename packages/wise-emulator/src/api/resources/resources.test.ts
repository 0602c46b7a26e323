import { parse } from 'lossless-json';
import { beforeEach, describe, expect, it } from 'vitest';
import { HOSTILE_NAME } from '#emulator/kernel/store/people/demo-users';
import { ADA, emulatorForTests, exchangeOf } from '#testing/emulator-for-tests';

const wise = emulatorForTests();
const BEN = { userId: '10000002', profileId: '30000003' };
const LIN = { userId: '9007199254740993017', profileId: '9007199254740993021' };

async function tokenOf(who = ADA): Promise<string> {
  const { code } = await wise.consent(who);
  return (await wise.token(exchangeOf(code))).body.access_token;
}

describe('a call without a live user token', () => {
  const paths = ['/v1/me', '/v2/profiles', '/v2/profiles/30000001', '/2026Q3/me', '/2026Q4/profiles'];

  it.each(paths)('documented: a dead token gets 401 invalid_token at %s', async (path) => {
    const response = await wise.call(path, 'f47ac10b-58cc-4372-a567-0e02b2c3d479');
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: 'invalid_token', error_description: 'Invalid token' });
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it.each(paths)('assumed words: no token gets 401 missing_token at %s', async (path) => {
    const response = await wise.call(path);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: 'missing_token', error_description: 'Missing token' });
  });

  it('documented, old style: the description is the token itself when told so', async () => {
    await wise.control('PUT', '/settings', { tokenInErrorDescription: true });
    const response = await wise.call('/v1/me', 'dead-token');
    expect(await response.json()).toEqual({ error: 'invalid_token', error_description: 'dead-token' });
  });

  it('assumed: an application token gets 403', async () => {
    const { body } = await wise.token({ grant_type: 'client_credentials' });
    expect((await wise.call('/v1/me', body.access_token)).status).toBe(403);
  });
});

describe('a user', () => {
  it('is found by the id that is theirs, and nobody else', async () => {
    const token = await tokenOf(LIN);
    const me = await (await wise.call('/v1/me', token)).text();
    expect(await (await wise.call(`/v1/users/${LIN.userId}`, token)).text()).toBe(me);
    for (const other of ['10000001', '9007199254740993000', '1', 'x']) {
      expect((await wise.call(`/v1/users/${other}`, token)).status).toBe(403);
    }
  });
});

describe('profiles', () => {
  it('lists all profiles of the user but opens only the granted one', async () => {
    const token = await tokenOf(BEN);
    const list = (await (await wise.call('/v2/profiles', token)).json()) as { id: number; type: string }[];
    expect(list.map(({ id, type }) => [id, type])).toEqual([
      [30000002, 'PERSONAL'],
      [30000003, 'BUSINESS'],
      [30000004, 'BUSINESS'],
    ]);
    const granted = await wise.call('/v2/profiles/30000003', token);
    expect([granted.status, await granted.json()]).toEqual([200, list[1]]);
    for (const notGranted of ['30000002', '30000004', '30000001', '1', 'x']) {
      const response = await wise.call(`/v2/profiles/${notGranted}`, token);
      expect(response.status).toBe(403);
      expect(await response.json()).toEqual({
        timestamp: expect.any(String),
        status: 403,
        error: 'unauthorized',
        message: 'Unauthorized',
      });
    }
  });

  it('documented: have an older shape, by the same rules', async () => {
    const token = await tokenOf(BEN);
    const list = (await (await wise.call('/v1/profiles', token)).json()) as { id: number; type: string }[];
    expect(list).toMatchObject([
      { id: 30000002, type: 'personal', details: { firstName: 'Ben', lastName: 'Business' } },
      { id: 30000003, type: 'business', details: { name: 'Byte Bakery Ltd', companyRole: 'OWNER' } },
      { id: 30000004, type: 'business' },
    ]);
    expect(await (await wise.call('/v1/profiles/30000003', token)).json()).toEqual(list[1]);
    expect((await wise.call('/v1/profiles/30000002', token)).status).toBe(403);
    expect(await (await wise.call('/v1/profiles', await tokenOf(LIN))).text()).toContain(
      '9007199254740993021',
    );
  });

  it('are an empty list for somebody without any', async () => {
    const { code } = await wise.consent({ userId: '10000005', profileId: '' });
    const { access_token: token } = (await wise.token(exchangeOf(code))).body;
    expect(await (await wise.call('/v2/profiles', token)).text()).toBe('[]');
    expect(await (await wise.call('/v1/me', token)).json()).toMatchObject({
      id: 10000005,
      name: null,
      details: null,
    });
  });
});

describe('on the wire', () => {
  it('ids of 19 digits are bare JSON numbers with every digit', async () => {
    const token = await tokenOf(LIN);
    expect(await (await wise.call('/v1/me', token)).text()).toContain('"id":9007199254740993017,');
    const list = await (await wise.call('/v2/profiles', token)).text();
    for (const part of [
      '"id":9007199254740993019,',
      '"id":9007199254740993021,',
      '"userId":9007199254740993017,',
    ]) {
      expect(list).toContain(part);
    }
    // A client that parses into doubles cannot tell them apart: that is what they are for.
    expect(new Set((JSON.parse(list) as { id: number }[]).map(({ id }) => id)).size).toBe(1);
    expect(parse(list)).toHaveLength(2);
  });

  it('a hostile name has its 200 characters: markup, override, NUL and a lone surrogate', async () => {
    const token = await tokenOf({ userId: '10000004', profileId: '30000006' });
    const bytes = Buffer.from(await (await wise.call('/v2/profiles/30000006', token)).arrayBuffer());
    expect(bytes.includes('\\u0000')).toBe(true);
    expect(bytes.includes('\\ud800')).toBe(true);
    expect(bytes.includes(0)).toBe(false);
    expect(bytes.includes('<img src=x onerror=alert(1)>')).toBe(true);
    expect(bytes.includes(Buffer.from('\u202E'))).toBe(true);
    const { fullName } = JSON.parse(bytes.toString('utf8')) as { fullName: string };
    expect(fullName).toBe(HOSTILE_NAME);
    expect([...fullName]).toHaveLength(200);
  });

  describe('headers', () => {
    let token = '';
    beforeEach(async () => {
      token = await tokenOf();
    });

    it('x-trace-id is always there and always new', async () => {
      const answers = [
        await wise.call('/v1/me', token),
        await wise.call('/v1/me'),
        await wise.call('/nowhere'),
      ];
      const ids = answers.map(({ headers }) => headers.get('x-trace-id'));
      expect(new Set(ids).size).toBe(3);
      for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    });

    it.each([
      ['36 characters', 'f47ac10b-58cc-4372-a567-0e02b2c3d479', true],
      ['37 characters', 'f47ac10b-58cc-4372-a567-0e02b2c3d4790', false],
    ])('a correlation id of %s is echoed or ignored', async (_case, id, echoed) => {
      const response = await wise.call('/v1/me', token, { 'X-External-Correlation-Id': id });
      expect(response.headers.get('x-external-correlation-id')).toBe(echoed ? id : null);
    });

    it('no correlation id comes back when none was sent', async () => {
      expect((await wise.call('/v1/me', token)).headers.has('x-external-correlation-id')).toBe(false);
    });
  });

  it('every call is logged with path, token and status', async () => {
    const token = await tokenOf();
    await wise.call('/2026Q3/profiles/30000001?x=1', token);
    await wise.call('/v1/me');
    expect(wise.events('api.call')).toMatchObject([
      { path: '/2026Q3/profiles/30000001', token, status: 200 },
      { path: '/v1/me', token: null, status: 401 },
    ]);
  });
});
