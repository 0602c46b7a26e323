import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PIA } from 'wise-emulator/testing';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { newCustomer } from '#vault/testing/attempts';
import { Harness, SHORT } from '#vault/testing/harness';
import { madeUsers } from '#vault/testing/made-users';

let harness: Harness;
let vault: Vault;
let made: ReturnType<typeof madeUsers>;
let key: string;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env(), { deadlines: SHORT });
  made = madeUsers(harness, () => vault.ctx);
  ({ key } = await makeApiKey(vault.ctx.database, ['connections:write', 'connections:read', 'wise:call']));
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});
beforeEach(() => harness.reset());

/** As the partner's back end asks. */
async function ask(path: string, body?: unknown) {
  const answer = await fetch(vault.partnerUrl + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const environment = 'sandbox';
const profileOf = (customerId: string, profile: unknown = PIA) =>
  ask(`/v1/customers/${customerId}/wise-user/profile`, { environment, personal_profile: profile });

/** A customer whose Wise user was made, and has no profile. */
async function withoutProfile() {
  const { customerId, email } = await made.wanted();
  const user = await ask(`/v1/customers/${customerId}/wise-user`, { environment, email });
  expect(user.body).toMatchObject({ state: 'created', reason: 'no_profile', connection_id: null });
  return { customerId, email };
}

const profilesMade = (email: string) =>
  harness.events('profile.made').filter(({ userId }) => userId === made.wiseUserOf(email));

describe('the profile of a Wise user whom the partner made (decision 093)', () => {
  it('is made by one request, which connects the customer; calls go to that profile and to no other', async () => {
    const { customerId, email } = await withoutProfile();
    const answer = await profileOf(customerId, { ...PIA, externalCustomerId: 'shop-7' });
    expect(answer).toMatchObject({ status: 200, body: { state: 'connected', reason: null } });
    const [{ profileId = '' } = {}] = profilesMade(email);
    const connection = `/v1/connections/${answer.body.connection_id}`;
    expect((await ask(connection)).body).toMatchObject({
      status: 'active',
      profile_id: profileId,
      profile_name: 'Pia Made',
    });
    const balances = (id: string) => ask(`${connection}/wise/v4/profiles/${id}/balances?types=STANDARD`);
    expect((await balances(profileId)).status).toBe(200);
    expect((await balances('30000001')).body).toMatchObject({ code: 'PROFILE_NOT_GRANTED' });
    expect((await made.trail()).slice(-3)).toEqual([
      'wise_user.requested',
      'wise_user.created',
      'wise_user.profile_made',
    ]);
    // where an erasure finds it, and nowhere else in the trail
    const { rows } = await harness.owner.query(
      `SELECT p.data FROM audit_entries e JOIN audit_personal p ON p.entry_id = e.id
       WHERE e.detail->>'customerId' = $1 AND e.action = 'wise_user.profile_made'`,
      [customerId],
    );
    expect(rows).toEqual([{ data: { profileId } }]);
    const inDetail = `SELECT action FROM audit_entries WHERE detail::text LIKE '%' || $1 || '%'`;
    expect((await harness.owner.query(inDetail, [profileId])).rows).toEqual([]);
    expect((await profileOf(customerId)).body).toEqual(answer.body);
    expect(profilesMade(email)).toHaveLength(1);
  });

  it('is made once, by two requests at the same moment and after an answer that was lost', async () => {
    const [one, other] = [await withoutProfile(), await withoutProfile()];
    const both = await Promise.all([profileOf(one.customerId), profileOf(one.customerId)]);
    expect(both.map(({ body }) => body.state)).toEqual(['connected', 'connected']);
    harness.plant({ endpoint: 'profile:create', kind: 'drop', when: 'after' });
    expect((await profileOf(other.customerId)).body).toMatchObject({ state: 'connected' });
    expect([profilesMade(one.email), profilesMade(other.email)]).toMatchObject([[{}], [{}]]);
  });

  it('that Wise refuses is said with the field, nothing is connected, and a better one is taken', async () => {
    const { customerId } = await withoutProfile();
    const nowhere = { ...PIA, address: { ...PIA.address, stateCode: undefined } };
    expect(await profileOf(customerId, nowhere)).toMatchObject({
      status: 422,
      body: { code: 'WISE_REFUSED_REQUEST', refused_field: 'address.stateCode' },
    });
    expect((await ask(`/v1/customers/${customerId}/wise-user?environment=sandbox`)).body).toMatchObject({
      state: 'created',
      reason: 'no_profile',
    });
    expect((await profileOf(customerId)).body).toMatchObject({ state: 'connected' });
  });

  it.each([
    [403, 'WISE_NOT_ALLOWED'],
    [503, 'WISE_UNAVAILABLE'],
  ])('an answer %i of Wise is %s, and shows none of its words', async (status, code) => {
    const { customerId } = await withoutProfile();
    harness.plant({ endpoint: 'profile:create', kind: 'answer', status, body: '{"error":"canary"}' });
    const answer = await profileOf(customerId);
    expect(answer.body).toMatchObject({ code });
    expect(JSON.stringify(answer.body)).not.toContain('canary');
  });

  it('is for a user of ours: nobody yet, and an account that is the customer’s own, get none', async () => {
    const customerId = await newCustomer(harness);
    expect((await profileOf(customerId)).body).toMatchObject({ code: 'NOT_FOUND' });
    const { customerId: owner, email } = await withoutProfile();
    await made.control(`/users/${made.wiseUserOf(email)}/take-over`);
    expect((await profileOf(owner)).body).toMatchObject({
      code: 'WISE_USER_EXISTS',
      connect_url: expect.stringContaining('/connect/sandbox'),
    });
    expect((await profileOf(owner, { firstName: 'Pia' })).body).toMatchObject({ code: 'BAD_REQUEST' });
    expect(profilesMade(email)).toEqual([]);
  });

  it('stays nowhere here but at Wise: no table has the address or the day of birth', async () => {
    const { customerId } = await withoutProfile();
    await profileOf(customerId);
    const { rows } = await harness.owner.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_schema IN ('public', 'vault') AND table_type = 'BASE TABLE'`,
    );
    for (const { name } of rows) {
      const { rowCount } = await harness.owner.query(
        `SELECT 1 FROM ${name} AS t WHERE t::text LIKE '%Sunflower%' OR t::text LIKE '%1977-07-01%'`,
      );
      expect([name, rowCount]).toEqual([name, 0]);
    }
  });
});
