import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked, SHORT } from '#vault/testing/harness';

let harness: Harness;
let vault: Vault;
let key: string;
let linked: Linked;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env(), { deadlines: SHORT });
  key = (await makeApiKey(vault.ctx.database, ['wise:call'])).key;
  linked = await harness.link(vault.ctx);
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});
beforeEach(() => harness.reset());

type Sent = { method?: string; headers?: Record<string, string>; body?: string };

async function call(path: string, { method = 'GET', headers = {}, body }: Sent = {}) {
  const address = `${vault.partnerUrl}/v1/connections/${linked.id}/wise${path}`;
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(address, {
    method,
    headers: { authorization: `Bearer ${key}`, ...type, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text === '' ? null : JSON.parse(text),
  };
}

const apiCalls = () => harness.events('api.call').length;

describe('a call to Wise in the name of a connection', () => {
  it('reads balances and transfers of the granted profile, and makes a quote', async () => {
    const { profileId } = linked.user;
    const balances = await call(`/v4/profiles/${profileId}/balances?types=STANDARD`);
    expect(balances.status).toBe(200);
    expect(balances.body.length).toBeGreaterThan(0);
    expect(balances.headers.get('connect-wise-source')).toBe('wise');
    expect(balances.headers.get('cache-control')).toBe('no-store');
    expect((await call(`/v1/transfers?profile=${profileId}`)).status).toBe(200);
    const quote = await call(`/v3/profiles/${profileId}/quotes`, {
      method: 'POST',
      body: '{"sourceCurrency":"GBP","targetCurrency":"EUR","sourceAmount":100}',
    });
    expect(quote).toMatchObject({ status: 200, body: { sourceAmount: 100 } });
  });

  it('is refused before Wise hears of it when it is not on the list', async () => {
    const before = apiCalls();
    for (const path of ['/oauth/token', '/v1/users/1', '/v2/profiles', '/v1/auth/jose/request/public-keys'])
      expect([path, (await call(path)).status]).toEqual([path, path === '/oauth/token' ? 400 : 403]);
    expect(apiCalls()).toBe(before);
  });
});
