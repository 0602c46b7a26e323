import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { VERSION } from '#lib/env/version';
import { setReadOnly } from '#test/database/read-only';
import { until } from '#test/until';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked, SHORT } from '#vault/testing/harness';

let harness: Harness;
let vault: Vault;
let key: string;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env(), { deadlines: SHORT });
  key = (await makeApiKey(vault.ctx.database)).key;
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});
beforeEach(() => harness.reset());

async function get(path: string, headers: Record<string, string> = { authorization: `Bearer ${key}` }) {
  const response = await fetch(vault.partnerUrl + path, { headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}

const tokenPath = (linked: Linked) => `/v1/connections/${linked.id}/access-token`;

describe('GET /v1/connections/{id}/access-token', () => {
  it('answers a live token, in the documented shape, for no cache', async () => {
    const linked = await harness.link(vault.ctx);
    const { status, headers, body } = await get(tokenPath(linked));
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(Object.keys(body).sort()).toEqual(
      ['access_token', 'environment', 'expires_at', 'profile_id', 'token_type', 'version'].sort(),
    );
    expect(body).toMatchObject({
      token_type: 'Bearer',
      environment: 'sandbox',
      profile_id: linked.user.profileId,
    });
    expect(harness.emulator.state.tokens.findAccess(body.access_token, Date.now())).toBeDefined();
    expect(Date.parse(body.expires_at)).toBeGreaterThan(Date.now());
    expect(Number.isSafeInteger(body.version)).toBe(true);
  });

  it('tells by a higher version that the token was rotated', async () => {
    const linked = await harness.link(vault.ctx, { accessSeconds: 1 });
    const first = (await get(tokenPath(linked))).body;
    await harness.untilExpired(linked);
    const second = (await get(tokenPath(linked))).body;
    expect(second.version).toBeGreaterThan(first.version);
    expect(second.access_token).not.toBe(first.access_token);
  });

  it('answers 503 with Retry-After while a lost answer is unresolved', async () => {
    const linked = await harness.link(vault.ctx, { accessSeconds: 1 });
    await harness.untilExpired(linked);
    harness.plant({ endpoint: 'token:refresh_token', kind: 'drop', when: 'after' });
    const { status, headers, body } = await get(tokenPath(linked));
    expect(status).toBe(503);
    expect(body.code).toBe('TOKEN_NOT_READY');
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  });

  it.each([
    ['needs_reconnect', 'lost_at_wise', 409, 'CONNECTION_NEEDS_RECONNECT'],
    ['disconnected', 'customer', 410, 'CONNECTION_DISCONNECTED'],
  ])('of a connection that is %s (%s) is a problem of RFC 9457', async (state, reason, status, code) => {
    const linked = await harness.link(vault.ctx);
    await harness.owner.query(`UPDATE connections SET status = $2, reason = $3 WHERE id = $1`, [
      linked.id,
      state,
      reason,
    ]);
    const answer = await get(tokenPath(linked));
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toEqual({
      type: expect.stringMatching(/^urn:/),
      title: expect.any(String),
      status,
      code,
    });
  });
});

describe('while the database takes no writes', () => {
  afterEach(() => setReadOnly(harness.database, false));

  it('promise 11: the vault is alive and not ready, and hands out no token, because it could not record it', async () => {
    const linked = await harness.link(vault.ctx);
    const fresh = (await makeApiKey(vault.ctx.database)).key;
    expect(await get('/readyz', {})).toMatchObject({ status: 200, body: { ok: true, database: true } });
    await setReadOnly(harness.database, true);
    await until('it is not ready', async () => (await get('/readyz', {})).status === 503);
    expect((await get('/readyz', {})).body).toEqual({ ok: false, database: false });
    for (const path of ['/healthz', '/v1/health']) {
      expect(await get(path, {})).toMatchObject({ status: 200, body: { ok: true } });
    }
    const vended = await get(tokenPath(linked), { authorization: `Bearer ${fresh}` });
    expect(vended).toMatchObject({ status: 503, body: { code: 'DATABASE_UNAVAILABLE' } });
    expect(JSON.stringify(vended.body)).not.toContain('access_token');
    await setReadOnly(harness.database, false);
    await until('it is ready again', async () => (await get('/readyz', {})).status === 200);
    const again = await get(tokenPath(linked), { authorization: `Bearer ${fresh}` });
    expect(again.status).toBe(200);
    const { rows } = await harness.owner.query(
      `SELECT api_key_id, version::text AS version, purpose, host(network) AS network FROM vault.access_records
       WHERE connection_id = $1 AND request_id = $2`,
      [linked.id, again.headers.get('connect-wise-request-id')],
    );
    const [, keyId] = fresh.split('_');
    expect(rows).toEqual([
      { api_key_id: keyId, version: String(again.body.version), purpose: 'token', network: '127.0.0.1' },
    ]);
  });
});

describe('API keys', () => {
  const secret = 'A'.repeat(43);
  it('are wanted by every route but health, and refused alike whatever is wrong with them', async () => {
    const linked = await harness.link(vault.ctx);
    const [prefix, id] = key.split('_');
    const wrong = [
      undefined,
      '',
      'Bearer',
      `Basic ${Buffer.from('a:b').toString('base64')}`,
      `Bearer ${id}`,
      `Bearer ${prefix}_${id}_${secret}`,
      `Bearer ${prefix}_0000000000000000_${secret}`,
      `Bearer ${key}x`,
      `Bearer ${key.slice(0, -1)}`,
      `Bearer ${key} ${key}`,
    ];
    const bodies = new Set<string>();
    for (const path of ['/v1/connections', `/v1/connections/${linked.id}`, tokenPath(linked)]) {
      for (const authorization of wrong) {
        const answer = await get(path, authorization === undefined ? {} : { authorization });
        expect(answer.status).toBe(401);
        const isShown = authorization?.startsWith('Bearer ') === true;
        expect(answer.headers.get('www-authenticate')).toBe(
          isShown ? 'Bearer realm="Connect Wise", error="invalid_token"' : 'Bearer realm="Connect Wise"',
        );
        bodies.add(answer.text);
      }
    }
    expect(bodies.size).toBe(1);
    expect((await get('/v1/health', {})).body).toEqual({ ok: true, version: VERSION });
  });

  it('note when they were last used', async () => {
    const made = await makeApiKey(vault.ctx.database);
    const lastUsed = async () =>
      (await harness.owner.query(`SELECT last_used_at FROM vault.api_keys WHERE id = $1`, [made.id])).rows[0]
        .last_used_at;
    expect(await lastUsed()).toBeNull();
    await get('/v1/connections', { authorization: `bearer ${made.key}` });
    expect(await lastUsed()).toBeInstanceOf(Date);
  });
});

describe('GET /v1/connections', () => {
  it('walks all connections by keyset, newest first, without repeats while new ones come', async () => {
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) made.unshift((await harness.link(vault.ctx)).id);
    // the same moment for three of them: the id decides
    await harness.owner.query(
      `UPDATE connections SET created_at = now() - interval '1 hour' WHERE id = ANY ($1)`,
      [made.slice(0, 3)],
    );
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { data: { id: string }[]; next_cursor: string | null } = (
        await get(`/v1/connections?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)
      ).body;
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
      await harness.link(vault.ctx);
    } while (cursor !== null && seen.length < 100);
    expect(new Set(seen).size).toBe(seen.length);
    for (const id of made) expect(seen).toContain(id);
  });

  it('filters by status, environment, profile and customer subject', async () => {
    const [linked, other] = [await harness.link(vault.ctx), await harness.link(vault.ctx)];
    await harness.owner.query(
      `INSERT INTO customer_accounts (provider, issuer, subject, type, customer_id)
       VALUES ('customer-oidc', 'https://id.example', 'subject-1', 'oidc', $1)`,
      [linked.customerId],
    );
    const ids = async (query: string) =>
      (await get(`/v1/connections?limit=200&${query}`)).body.data.map((each: { id: string }) => each.id);
    expect(await ids('customer_subject=subject-1')).toEqual([linked.id]);
    expect(await ids(`profile_id=${other.user.profileId}`)).toEqual([other.id]);
    expect(await ids('environment=production')).toEqual([]);
    expect(await ids('status=active')).toEqual(expect.arrayContaining([linked.id, other.id]));
    expect(await ids(`status=disconnected&profile_id=${other.user.profileId}`)).toEqual([]);

    const { body } = await get(`/v1/connections/${linked.id}`);
    expect(body).toMatchObject({
      id: linked.id,
      status: 'active',
      reason: null,
      frozen: false,
      environment: 'sandbox',
      profile_id: linked.user.profileId,
      profile_type: 'personal',
      customer: { id: linked.customerId, issuer: 'https://id.example', subject: 'subject-1' },
      disconnected_at: null,
    });
  });

  it.each([
    'limit=0',
    'limit=201',
    'limit=1e1',
    'status=gone',
    'environment=test',
    'profile_id=1;2',
    'cursor=e30',
    'cursor=%00',
    'cursor=1767225600000.1%20OR%201=1',
    'nonsense=1',
    'status=active&status=active',
  ])('refuses ?%s', async (query) => {
    const { status, body } = await get(`/v1/connections?${query}`);
    expect(status).toBe(400);
    expect(body.code).toBe('BAD_REQUEST');
  });

  it.each(['/v1/connections/1', '/v1/connections/3f1d5d1e-3d5a-4a58-8f3f-000000000001', '/v1/nothing', '/'])(
    'answers %s as not found',
    async (path) => {
      const { status, body } = await get(path);
      expect(status).toBe(404);
      expect(body.code).toBe('NOT_FOUND');
    },
  );

  it.each(['/v1/%', '/v1/connections/%zz', `/v1/connections/${'x'.repeat(200)}`])(
    'answers %s, which cannot be read, as a problem that does not repeat it',
    async (path) => {
      const { status, headers, text, body } = await get(path);
      expect([status, body.code]).toEqual([400, 'BAD_REQUEST']);
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(text).not.toContain(path);
    },
  );
});
