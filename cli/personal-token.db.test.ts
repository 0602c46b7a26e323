import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { readToken } from '#vault/personal-tokens/token-text';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, SHORT } from '#vault/testing/harness';
import { carryOut, type Order, readOrder } from './personal-token';

const BEN = '10000002';
const BAKERY = '30000003';
const USES_OWN = ['connections:read', 'tokens:read', 'wise:call', 'personal-token:use'] as const;

let harness: Harness;
let vault: Vault;
let key: string;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env(), { deadlines: SHORT });
  key = (await makeApiKey(vault.ctx.database, USES_OWN)).key;
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});
beforeEach(async () => {
  harness.reset();
  await harness.owner.query('DELETE FROM personal_tokens');
  await harness.owner.query('DELETE FROM alarms');
});

async function personalToken(userId: string, token?: string): Promise<Secret> {
  const answer = await fetch(`${harness.emulator.url}/__emulator/users/${userId}/personal-tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(token === undefined ? {} : { token }),
  });
  const body = (await answer.json()) as { token: string };
  return new Secret(body.token);
}

const deleteAtWise = (userId: string) =>
  fetch(`${harness.emulator.url}/__emulator/users/${userId}/personal-tokens`, { method: 'DELETE' });

const act = (order: Order, token?: Secret) =>
  carryOut(vault.ctx, order, { token, operator: 'personal-token:test' });

async function add(token?: Secret): Promise<string> {
  const order = { act: 'add', environment: 'sandbox', profileId: BAKERY, file: undefined } as const;
  const { text, exitCode } = await act(order, token ?? (await personalToken(BEN)));
  expect([exitCode, text]).toEqual([0, expect.stringContaining('Byte Bakery Ltd')]);
  return /^Id: (.*)$/m.exec(text)?.[1] ?? '';
}

async function get(address: string) {
  const response = await fetch(vault.partnerUrl + address, { headers: { authorization: `Bearer ${key}` } });
  return { status: response.status, body: await response.json() };
}

async function trail(): Promise<string[]> {
  const { rows } = await harness.owner.query(
    `SELECT action FROM audit_entries WHERE action LIKE 'personal_token.%' ORDER BY id`,
  );
  return rows.map((row) => row.action);
}

describe('a personal token', () => {
  it('is checked at Wise, kept sealed, listed beside connections, issued and called with', async () => {
    const linked = await harness.link(vault.ctx);
    const token = await personalToken(BEN);
    const id = await add(token);
    const { rows } = await harness.owner.query('SELECT token FROM vault.personal_token_values');
    expect(rows.map((row) => row.token.includes(token.reveal()))).toEqual([false]);

    const own = { kind: 'personal_token', id, status: 'active', profile_id: BAKERY, customer: null };
    const list = (await get('/v1/connections?limit=200')).body.data;
    expect(list).toMatchObject([own, { kind: 'oauth', id: linked.id }]);
    const first = (await get('/v1/connections?limit=1')).body;
    expect(first.data).toMatchObject([own]);
    expect((await get(`/v1/connections?limit=1&cursor=${first.next_cursor}`)).body.data).toMatchObject([
      { id: linked.id },
    ]);
    expect((await get(`/v1/connections/${id}`)).body).toMatchObject(own);
    expect((await get(`/v1/connections/${id}/access-token`)).body).toMatchObject({
      access_token: token.reveal(),
      expires_at: null,
      profile_id: BAKERY,
    });
    const called = await get(`/v1/connections/${id}/wise/v4/profiles/${BAKERY}/balances?types=STANDARD`);
    expect(called.status).toBe(200);
    const strange = await get(`/v1/connections/${id}/wise/v4/profiles/30000002/balances?types=STANDARD`);
    expect([strange.status, strange.body.code]).toEqual([403, 'PROFILE_NOT_GRANTED']);
  });

  it('is out of reach of a key with the scopes that every key gets, also of one made before it was added', async () => {
    const usesOwn = key;
    key = (await makeApiKey(vault.ctx.database)).key;
    const id = await add();
    // whoever opened it would be told RECORD_REFUSED
    await harness.owner.query(`UPDATE vault.personal_token_values SET token = '\\x00'`);
    const address = `/v1/connections/${id}`;
    const refused = [
      await get(`${address}/access-token`),
      await get(`${address}/access-token?rejected_version=1`),
      await get(`${address}/wise/v2/profiles/${BAKERY}`),
    ];
    const seen = [(await get(address)).body, (await get('/v1/connections')).body.data[0]];
    key = usesOwn;
    const missing = { status: 403, body: { code: 'SCOPE_MISSING', scope: 'personal-token:use' } };
    expect(refused).toMatchObject([missing, missing, missing]);
    expect(seen).toMatchObject([
      { id, kind: 'personal_token' },
      { id, kind: 'personal_token' },
    ]);
    expect((await get(`${address}/access-token`)).body.code).toBe('RECORD_REFUSED');
  });

  it('of 16 KB is kept, issued and called with', async () => {
    const token = await personalToken(BEN, 'T'.repeat(16 * 1024));
    const id = await add(token);
    expect((await get(`/v1/connections/${id}/access-token`)).body.access_token).toBe(token.reveal());
    const called = await get(`/v1/connections/${id}/wise/v4/profiles/${BAKERY}/balances?types=STANDARD`);
    expect(called.status).toBe(200);
    const { rows } = await harness.owner.query(
      `SELECT max(length(detail::text)) AS audited FROM audit_entries WHERE action LIKE 'personal_token.%'`,
    );
    expect(rows[0].audited).toBeLessThan(1_000);
  });

  it('is listed by environment; where there is none yet, the list names the environment and says how to store one', async () => {
    const listed = async () => (await act({ act: 'list' })).text;
    expect(await listed()).toBe(
      'sandbox: none yet. To store one: npm run personal-token -- add sandbox --file <path>',
    );
    const id = await add();
    expect(await listed()).toMatch(
      new RegExp(`^${id}  sandbox  ${BAKERY}  active, since \\d{4}-\\d\\d-\\d\\d  Byte Bakery Ltd$`),
    );
  });

  it('that Wise refuses is not kept; one with several profiles has to be told which', async () => {
    const order = { act: 'add', environment: 'sandbox', profileId: undefined, file: undefined } as const;
    expect(await act(order, new Secret('no-token'))).toMatchObject({
      exitCode: 1,
      text: 'Wise refuses this token (401). Nothing was changed.',
    });
    const { text } = await act(order, await personalToken(BEN));
    expect(text).toContain('--profile');
    expect(text).toContain('30000004');
    expect(await trail()).not.toContain('nothing');
    const { rowCount } = await harness.owner.query('SELECT 1 FROM personal_tokens');
    expect(rowCount).toBe(0);
  });

  it('is one for each profile', async () => {
    const id = await add();
    const order = { act: 'add', environment: 'sandbox', profileId: BAKERY, file: undefined } as const;
    expect(await act(order, await personalToken(BEN))).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining(`rotate --id ${id}`),
    });
  });

  it('is rotated only by one that works and is of the same profile; the old one stays until then', async () => {
    const old = await personalToken(BEN);
    const id = await add(old);
    const issued = async () => (await get(`/v1/connections/${id}/access-token`)).body;
    const before = await issued();
    const rotate = { act: 'rotate', id, file: undefined } as const;
    expect((await act(rotate, new Secret('dead'))).exitCode).toBe(1);
    expect((await act(rotate, await personalToken('10000001'))).exitCode).toBe(1);
    expect(await issued()).toEqual(before);
    const next = await personalToken(BEN);
    expect((await act(rotate, next)).exitCode).toBe(0);
    const after = await issued();
    expect(after.access_token).toBe(next.reveal());
    expect(after.version).toBeGreaterThan(before.version);
  });

  it('cannot be approved with: where Wise wants that, the answer says so and shows no one-time token', async () => {
    const id = await add();
    const headers = { 'x-2fa-approval': 'canary-one-time-token', 'x-2fa-approval-result': 'REJECTED' };
    harness.plant({ endpoint: 'balances', kind: 'answer', status: 403, body: '', headers });
    const called = await get(`/v1/connections/${id}/wise/v4/profiles/${BAKERY}/balances?types=STANDARD`);
    expect(called).toMatchObject({ status: 403, body: { code: 'APPROVAL_NOT_POSSIBLE' } });
    expect(JSON.stringify(called.body)).not.toContain('canary');
    const { rowCount } = await harness.owner.query('SELECT 1 FROM vault.sca_challenges');
    expect(rowCount).toBe(0);
  });

  it('that was deleted at Wise is refused with an alarm at the next call, and works again once rotated', async () => {
    const id = await add();
    await deleteAtWise(BEN);
    const called = await get(`/v1/connections/${id}/wise/v2/profiles/${BAKERY}`);
    expect([called.status, called.body.code]).toEqual([409, 'CONNECTION_NEEDS_RECONNECT']);
    expect((await get(`/v1/connections/${id}`)).body).toMatchObject({
      status: 'needs_reconnect',
      reason: 'lost_at_wise',
    });
    expect(await harness.openAlarms()).toEqual(['personal_token_refused']);
    await act({ act: 'rotate', id, file: undefined }, await personalToken(BEN));
    expect(await harness.openAlarms()).toEqual([]);
    expect((await get(`/v1/connections/${id}/access-token`)).status).toBe(200);
  });

  it('that a caller says Wise refused is issued on unless Wise says so too', async () => {
    const id = await add();
    const { version } = (await get(`/v1/connections/${id}/access-token`)).body;
    const again = `/v1/connections/${id}/access-token?rejected_version=${version}`;
    expect((await get(again)).status).toBe(200);
    await deleteAtWise(BEN);
    expect((await get(again)).body.code).toBe('CONNECTION_NEEDS_RECONNECT');
    expect(await harness.openAlarms()).toEqual(['personal_token_refused']);
  });

  it('is checked by hand: a 401 marks it, an outage does not', async () => {
    const id = await add();
    harness.plant({ endpoint: 'me', kind: 'answer', status: 503, body: '' });
    expect((await act({ act: 'check', id })).text).toContain('could not be reached');
    expect((await act({ act: 'check', id })).exitCode).toBe(0);
    await deleteAtWise(BEN);
    const { text, exitCode } = await act({ act: 'check', id });
    expect([exitCode, text]).toEqual([1, expect.stringContaining(`It is not issued any more`)]);
    expect(await harness.openAlarms()).toEqual(['personal_token_refused']);
  });

  it('is removed for good: erased here, and the answer says where it has to be deleted at Wise', async () => {
    const id = await add();
    expect((await act({ act: 'remove', id })).text).toContain('Connect and manage apps');
    const { rowCount } = await harness.owner.query('SELECT 1 FROM vault.personal_token_values');
    expect(rowCount).toBe(0);
    expect((await get(`/v1/connections/${id}/access-token`)).body.code).toBe('CONNECTION_DISCONNECTED');
    expect((await trail()).slice(-2)).toEqual(['personal_token.added', 'personal_token.removed']);
    await add();
  });

  it('put into another row does not open', async () => {
    const id = await add();
    await harness.owner.query(`UPDATE personal_tokens SET profile_id = '30000004' WHERE id = $1`, [id]);
    expect((await get(`/v1/connections/${id}/access-token`)).body.code).toBe('RECORD_REFUSED');
  });
});

describe('the command line', () => {
  it.each([
    ['a token in an argument', ['add', 'sandbox', 'b8f0c7de-6a43-4c0e-9a0b-5d1f2f6f8f11']],
    ['an unknown environment', ['add', 'live']],
    ['no id', ['rotate']],
    ['a profile that is none', ['add', 'sandbox', '--profile', 'x']],
    ['nothing', []],
  ])('takes no %s', (_what, words) => {
    expect(readOrder(words)).toHaveProperty('problem');
  });

  it('reads one line as a token, and nothing else', () => {
    expect(readToken(' abc-1\n')?.reveal()).toBe('abc-1');
    expect([readToken(''), readToken('two words'), readToken('a\nb')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('says what a token of the account’s country may do (update U17)', async () => {
    const order = { act: 'add', environment: 'sandbox', profileId: undefined, file: undefined } as const;
    const british = await act(order, await personalToken('10000001'));
    expect(british.text).toMatch(
      /account in: GBR[\s\S]*fund transfers +no\n[\s\S]*webhooks of the application +no/,
    );
    const inSingapore = await act(order, await personalToken('10000006'));
    expect(inSingapore.text).toMatch(/account in: SGP[\s\S]*fund transfers +yes\n/);
  });
});
