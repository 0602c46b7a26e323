import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { expireGrant } from '#vault/testing/expire';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';

let harness: Harness;
let vault: Vault;
let key: string;

beforeAll(async () => {
  harness = await Harness.start();
  // No tick of the loop comes in between: what a request changes is the request's.
  vault = await startVault(harness.env(), { deadlines: { ...UNHURRIED, loopMs: 3_600_000, drainMs: 5_000 } });
  key = (await makeApiKey(vault.ctx.database)).key;
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});
beforeEach(() => harness.reset());

async function get(path: string) {
  const response = await fetch(vault.partnerUrl + path, { headers: { authorization: `Bearer ${key}` } });
  const body = await response.json();
  return { status: response.status, body };
}

const tokenPath = (id: string) => `/v1/connections/${id}/access-token`;

async function expectUntouched(linked: Linked): Promise<void> {
  expect(await harness.openAlarms()).toEqual([]);
  expect(await harness.grant(linked)).toMatchObject({ state: 'settled', failures: 0, lease_owner: null });
}

const ID = '0b7b2c3e-7a44-4f0e-9a55-6d3a1c2b4d5e';

describe('an id in upper case is the same id (RFC 9562 §4)', () => {
  it('and gets the same token: no alarm, and the row is left as it was', async () => {
    const linked = await harness.link(vault.ctx);
    const [lower, upper] = [await get(tokenPath(linked.id)), await get(tokenPath(linked.id.toUpperCase()))];
    expect(upper).toEqual(lower);
    expect(upper.status).toBe(200);
    expect((await get(`/v1/connections/${linked.id.toUpperCase()}`)).body.id).toBe(linked.id);
    await expectUntouched(linked);
  });

  it('also when the token is due: it is refreshed, once for both spellings', async () => {
    const linked = await harness.link(vault.ctx);
    await expireGrant(harness, 'access_expires_at', linked);
    const ids = [linked.id.toUpperCase(), linked.id];
    const answers = await Promise.all(ids.map((id) => get(tokenPath(id))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[0]?.body).toEqual(answers[1]?.body);
    expect(harness.refreshCallsOf(linked)).toHaveLength(1);
    await expectUntouched(linked);
  });
});

describe('input that PostgreSQL cannot take is the caller’s mistake, not ours', () => {
  it.each([
    ['a subject with NUL', '?customer_subject=%00'],
    ['a subject with NUL inside', '?customer_subject=a%00b'],
    ['a time before 1970', `?cursor=-1.${ID}`],
    ['a year after what PostgreSQL reads', `?cursor=99999999999999.${ID}`],
    ['a cursor with NUL', `?cursor=1.${ID}%00`],
    ['a cursor that is NUL', '?cursor=%00'],
    ['a cursor with a lone surrogate', `?cursor=1.${ID}%ED%A0%80`],
    ['a status with NUL', '?status=active%00'],
    ['an environment with NUL', '?environment=%00'],
    ['a profile with NUL', '?profile_id=%00'],
    ['a profile that is no 64-bit id', `?profile_id=${'9'.repeat(20)}`],
    ['a parameter named NUL', '?%00=1'],
  ])('%s', async (_what, query) => {
    const { status, body } = await get(`/v1/connections${query}`);
    expect([status, body.code]).toEqual([400, 'BAD_REQUEST']);
  });

  it.each([
    ['an id with NUL', `/v1/connections/${ID}%00`],
    ['an id that is NUL', '/v1/connections/%00'],
    ['a token of an id with NUL', tokenPath(`${ID}%00`)],
    ['a spelling only PostgreSQL reads', tokenPath(`{${ID}}`)],
    ['a spelling without hyphens', tokenPath(ID.replaceAll('-', ''))],
  ])('%s', async (_what, path) => {
    const { status, body } = await get(path);
    expect([status, body.code]).toEqual([404, 'NOT_FOUND']);
  });

  it('a cursor in upper case goes on from the same place', async () => {
    const made = [
      await harness.link(vault.ctx),
      await harness.link(vault.ctx),
      await harness.link(vault.ctx),
    ];
    const first = (await get('/v1/connections?limit=1')).body;
    expect(first.next_cursor).toContain(made[2]?.id);
    const next = await get(`/v1/connections?limit=1&cursor=${first.next_cursor.toUpperCase()}`);
    expect(next.body.data[0].id).toBe(made[1]?.id);
  });
});
