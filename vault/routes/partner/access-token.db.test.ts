import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked, SHORT } from '#vault/testing/harness';

let harness: Harness;
let vault: Vault;
let other: Vault;
let key: string;

beforeAll(async () => {
  harness = await Harness.start();
  // no tick of the loop refreshes what a test is about
  const deadlines = { ...SHORT, tokenCallMs: 8_000, leaseMs: 12_000, vendWaitMs: 9_000, loopMs: 3_600_000 };
  [vault, other] = await Promise.all([
    startVault(harness.env(), { deadlines }),
    startVault(harness.env(), { deadlines }),
  ]);
  key = (await makeApiKey(vault.ctx.database, ['tokens:read'])).key;
});
afterAll(async () => {
  await Promise.all([vault.close(), other.close()]);
  await harness.close();
});
beforeEach(() => harness.reset());

type Asked = { query?: string; headers?: Record<string, string>; at?: Vault };

async function vend(linked: Linked, { query = '', headers = {}, at = vault }: Asked = {}) {
  const url = `${at.partnerUrl}/v1/connections/${linked.id}/access-token${query}`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}`, ...headers } });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

async function reject(linked: Linked, body: unknown, at = vault) {
  const response = await fetch(`${at.partnerUrl}/v1/connections/${linked.id}/access-token/rejections`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const isLive = (token: string) => harness.emulator.state.tokens.findAccess(token, Date.now()) !== undefined;

async function livesFor(linked: Linked, seconds: number): Promise<void> {
  await harness.owner.query(
    `UPDATE vault.grants SET access_issued_at = now() - interval '12 hours' + $2 * interval '1 second',
       access_expires_at = now() + $2 * interval '1 second' WHERE connection_id = $1`,
    [linked.id, seconds],
  );
}

describe('a rejection of a token', () => {
  it('finds out within one refresh that the customer removed the app: two vends in a row handed out the dead token before', async () => {
    const linked = await harness.link(vault.ctx);
    const first = await vend(linked);
    harness.removeApp(linked);
    expect((await vend(linked)).body).toEqual(first.body);
    expect(isLive(first.body.access_token)).toBe(false);

    expect(await reject(linked, { version: first.body.version })).toMatchObject({
      status: 409,
      body: { code: 'CONNECTION_NEEDS_RECONNECT' },
    });
    expect(harness.refreshCallsOf(linked)).toHaveLength(1);
    expect(await harness.connection(linked)).toMatchObject({
      status: 'needs_reconnect',
      reason: 'lost_at_wise',
    });
    expect(await harness.auditActions(linked)).toContain('connection.lost');
    const notices = await harness.owner.query(`SELECT kind FROM notices WHERE connection_id = $1`, [
      linked.id,
    ]);
    expect(notices.rows).toEqual([{ kind: 'needs_reconnect' }]);
    expect((await vend(linked)).status).toBe(409);
  });

  it('can come with the next vend', async () => {
    const linked = await harness.link(vault.ctx);
    const { version } = (await vend(linked)).body;
    harness.removeApp(linked);
    const again = await vend(linked, { query: `?rejected_version=${version}` });
    expect([again.status, again.body.code]).toEqual([409, 'CONNECTION_NEEDS_RECONNECT']);
    expect(harness.refreshCallsOf(linked)).toHaveLength(1);
  });

  it('of a live token brings another one; of an older version, or one that never was, nothing', async () => {
    const linked = await harness.link(vault.ctx);
    const first = (await vend(linked)).body;
    const second = (await vend(linked, { query: `?rejected_version=${first.version}` })).body;
    expect(second.version).toBeGreaterThan(first.version);
    expect(isLive(second.access_token)).toBe(true);
    for (const version of [first.version, second.version + 5])
      expect(await reject(linked, { version })).toMatchObject({
        status: 200,
        body: { version: second.version },
      });
    expect(harness.refreshCallsOf(linked)).toHaveLength(1);
  });

  it('by 50 callers of two vaults makes one refresh, and all get the same new token', async () => {
    const linked = await harness.link(vault.ctx);
    const { version } = (await vend(linked)).body;
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        vend(linked, { query: `?rejected_version=${version}`, at: at % 2 === 0 ? vault : other }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.version)).size).toBe(1);
    expect(isLive(answers[0]?.body.access_token)).toBe(true);
    expect(harness.refreshCallsOf(linked)).toHaveLength(1);
  });

  it('asks Wise once in 30 seconds for one connection; the rejected token is not handed out meanwhile', async () => {
    const linked = await harness.link(vault.ctx);
    let { version } = (await vend(linked)).body;
    ({ version } = (await reject(linked, { version })).body);
    const soon = await vend(linked, { query: `?rejected_version=${version}` });
    expect([soon.status, soon.body.code]).toEqual([503, 'TOKEN_NOT_READY']);
    const seconds = Number(soon.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(20);
    expect(seconds).toBeLessThanOrEqual(30);
    expect((await vend(linked)).body.version).toBe(version);
    await harness.owner.query(
      `UPDATE vault.grants SET rejected_at = rejected_at - interval '31 seconds' WHERE connection_id = $1`,
      [linked.id],
    );
    expect((await reject(linked, { version })).body.version).toBeGreaterThan(version);
    expect(harness.refreshCallsOf(linked)).toHaveLength(2);
  });

  it('that Wise did not answer marks nothing as lost, costs others nothing, and may be made again', async () => {
    const linked = await harness.link(vault.ctx);
    const { version } = (await vend(linked)).body;
    harness.plant({ endpoint: 'token:refresh_token', kind: 'rate-limit', retryAfter: '600' });
    expect(await reject(linked, { version })).toMatchObject({
      status: 503,
      body: { code: 'TOKEN_NOT_READY' },
    });
    expect((await vend(linked)).body.version).toBe(version);
    vault.ctx.pauses.end('sandbox', Number.POSITIVE_INFINITY);
    expect((await reject(linked, { version })).body.version).toBeGreaterThan(version);
  });

  it.each([
    [{}],
    [{ version: '1' }],
    [{ version: 0 }],
    [{ version: 1.5 }],
    [{ version: 1, why: 'x' }],
    [null],
  ])('of the form %j is 400', async (body) => {
    const linked = await harness.link(vault.ctx);
    expect((await reject(linked, body)).status).toBe(400);
  });
});

describe('min_ttl', () => {
  it('refreshes a token that lives shorter first, once for all who ask', async () => {
    const linked = await harness.link(vault.ctx);
    await livesFor(linked, 1_000);
    expect((await vend(linked, { query: '?min_ttl=900' })).status).toBe(200);
    expect(harness.refreshCallsOf(linked)).toHaveLength(0);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        vend(linked, { query: '?min_ttl=3600', at: at % 2 === 0 ? vault : other }),
      ),
    );
    for (const { body } of answers)
      expect(Date.parse(body.expires_at) - Date.now()).toBeGreaterThan(3_600_000);
    expect(harness.refreshCallsOf(linked)).toHaveLength(1);
  });

  it('over half of the life that Wise gives is 400, and says how much may be asked for', async () => {
    const linked = await harness.link(vault.ctx);
    const { status, body } = await vend(linked, { query: '?min_ttl=30000' });
    expect([status, body.code]).toEqual([400, 'BAD_REQUEST']);
    expect(Number(body.max_min_ttl)).toBeGreaterThan(21_000);
    expect(Number(body.max_min_ttl)).toBeLessThan(21_700);
    expect((await vend(linked, { query: `?min_ttl=${body.max_min_ttl}` })).status).toBe(200);
    expect(harness.refreshCallsOf(linked)).toHaveLength(0);
  });

  it('that cannot be had now is 503, while others get the token that lives', async () => {
    const linked = await harness.link(vault.ctx);
    await livesFor(linked, 1_000);
    harness.plant({ endpoint: 'token:refresh_token', kind: 'rate-limit', retryAfter: '600' });
    expect((await vend(linked, { query: '?min_ttl=3600' })).body.code).toBe('TOKEN_NOT_READY');
    expect((await vend(linked)).status).toBe(200);
    vault.ctx.pauses.end('sandbox', Number.POSITIVE_INFINITY);
  });

  it.each([
    'min_ttl=0',
    'min_ttl=-1',
    'min_ttl=1e3',
    'min_ttl=',
    'min_ttl=1&min_ttl=1',
    'ttl=1',
    'rejected_version=x',
  ])('?%s is 400', async (query) => {
    const linked = await harness.link(vault.ctx);
    expect((await vend(linked, { query: `?${query}` })).status).toBe(400);
  });
});

describe('the ETag of a token', () => {
  it('is its version: while that lives, 304 comes, and no token is opened', async () => {
    const linked = await harness.link(vault.ctx);
    const { headers, body } = await vend(linked);
    expect(headers.get('etag')).toBe(`"${body.version}"`);
    // a record that cannot be opened: 304 does not notice
    await harness.owner.query(
      `UPDATE vault.grants SET access = set_byte(access, 20, 255 - get_byte(access, 20)) WHERE connection_id = $1`,
      [linked.id],
    );
    for (const tag of [`"${body.version}"`, `W/"${body.version}"`, `"x", "${body.version}"`, '*']) {
      const known = await vend(linked, { headers: { 'if-none-match': tag } });
      expect([tag, known.status, known.body]).toEqual([tag, 304, null]);
      expect(known.headers.get('etag')).toBe(`"${body.version}"`);
      expect(known.headers.get('cache-control')).toBe('no-store');
    }
    for (const tag of [`"${body.version - 1}"`, String(body.version), '""']) {
      const unknown = await vend(linked, { headers: { 'if-none-match': tag } });
      expect([tag, unknown.status]).toEqual([tag, 500]);
    }
  });

  it('is no way around the status of the connection, or around a refresh', async () => {
    const linked = await harness.link(vault.ctx);
    const { version } = (await vend(linked)).body;
    const headers = { 'if-none-match': `"${version}"` };
    await livesFor(linked, 30);
    expect((await vend(linked, { headers })).body.version).toBeGreaterThan(version);
    await harness.owner.query(`UPDATE connections SET frozen_at = now() WHERE id = $1`, [linked.id]);
    expect((await vend(linked, { headers: { 'if-none-match': '*' } })).status).toBe(423);
  });
});

it('refused vends are counted by key and code, and those without a key as nobody’s (design 4.10)', async () => {
  const linked = await harness.link(vault.ctx);
  await harness.owner.query('DELETE FROM vault.vend_refusals');
  const { id, key: weak } = await makeApiKey(vault.ctx.database, ['connections:read']);
  const url = `${vault.partnerUrl}/v1/connections/${linked.id}/access-token`;
  const ask = (shown: string) => fetch(url, { headers: { authorization: `Bearer ${shown}` } });
  const answers = await Promise.all([
    ...Array.from({ length: 20 }, () => ask(`${key.slice(0, -1)}~`)),
    ask(weak),
    ask(weak),
    ask(key),
  ]);
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  const counted = await until('all are counted', async () => {
    const { rows } = await harness.owner.query(
      'SELECT api_key_id, code, count::int FROM vault.vend_refusals ORDER BY code',
    );
    return rows.reduce((sum, { count }) => sum + count, 0) >= 22 && rows;
  });
  expect(counted).toEqual([
    { api_key_id: '', code: 'API_KEY_REFUSED', count: 20 },
    { api_key_id: id, code: 'SCOPE_MISSING', count: 2 },
  ]);
});
