import { connectWise, isProblem, parseExactJson } from '@connect-wise/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';

// The SDK against the API itself: what it promises stands in packages/sdk/README.md.

let harness: Harness;
let vault: Vault;
let linked: Linked;
let wise: ReturnType<typeof connectWise>;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env(), { deadlines: { ...UNHURRIED, loopMs: 3_600_000 } });
  const { key } = await makeApiKey(vault.ctx.database, ['connections:read', 'tokens:read', 'wise:call']);
  wise = connectWise({ url: vault.partnerUrl, apiKey: key });
  linked = await harness.link(vault.ctx);
});
afterAll(async () => {
  await vault?.close();
  await harness?.close();
});

async function failureOf(act: Promise<unknown>): Promise<unknown> {
  return act.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('the SDK', () => {
  it('lists connections, and reads one', async () => {
    const ids: string[] = [];
    for await (const connection of wise.connections({ status: 'active', limit: 1 })) ids.push(connection.id);
    expect(ids).toEqual([linked.id]);
    expect(await wise.getConnection({ id: linked.id })).toMatchObject({ id: linked.id, status: 'active' });
  });

  it('says what runs out when', async () => {
    const { data } = await wise.listDeadlines({ environment: 'sandbox' });
    const dated = data.flatMap(({ at }) => (at === null ? [] : [at]));
    expect(dated).toEqual(dated.toSorted());
    expect(data.find(({ kind }) => kind === 'uuid_tokens')).toMatchObject({ at: '2027-01-07T00:00:00.000Z' });
    expect(data.find(({ kind }) => kind === 'client_secret')).toMatchObject({
      name: 'WISE_SANDBOX_CLIENT_SECRET',
      environment: 'sandbox',
    });
  });

  it('uses a token only while the API says that it is the live one', async () => {
    const used: string[] = [];
    const call = () =>
      wise.withAccessToken(linked.id, async ({ access_token }) => {
        used.push(access_token);
        return fetch(`${harness.emulator.url}/v1/me`, {
          headers: { authorization: `Bearer ${access_token}` },
        });
      });
    expect([(await call()).status, (await call()).status]).toEqual([200, 200]);
    expect(used[1], 'by 304').toBe(used[0]);
    // somebody else refreshes: the copy that the client holds is dead at Wise
    const { version } = await wise.getAccessToken({ id: linked.id });
    await wise.rejectAccessToken({ id: linked.id, version });
    expect((await call()).status).toBe(200);
    expect(used).toHaveLength(3);
    expect(used[2]).not.toBe(used[0]);
  });

  it('calls Wise through the vault, with every digit of an id', async () => {
    const answer = await wise.callWise(linked.id, 'v1/transfers', {
      query: { profile: linked.user.profileId },
    });
    expect(answer.status).toBe(200);
    expect(parseExactJson(await answer.text())).toBeInstanceOf(Array);
    const refused = await failureOf(wise.callWise(linked.id, 'v1/transfers', { query: { profile: 1 } }));
    expect(isProblem(refused, 'PROFILE_NOT_GRANTED')).toBe(true);
  });

  it('says what a key lacks', async () => {
    const error = await failureOf(wise.listEvents());
    if (!isProblem(error, 'SCOPE_MISSING')) throw error;
    expect([error.problem.scope, error.status]).toEqual(['events:read', 403]);
    // it was lost with every failure once
    expect(error.requestId).toMatch(/\S+/);
  });
});
