import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { applicationId } from '#lib/contract/application-id';
import { createLogger } from '#lib/log/logger';
import { until } from '#test/until';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, SHORT } from '#vault/testing/harness';

const TOKEN = 'token:client_credentials';
/** As many bytes as an encrypted JWT of Wise may come to have (docs/wise.md 2.3). */
const LARGE = `${'a'.repeat(16 * 1_024 - 1)}~`;

let harness: Harness;
const lines: string[] = [];
const vaults: Vault[] = [];

beforeAll(async () => {
  harness = await Harness.start();
});
afterEach(async () => {
  harness.reset();
  await Promise.all(vaults.splice(0).map((vault) => vault.close()));
});
afterAll(() => harness.close());

/** A vault of its own, which has no token yet. */
async function newVault() {
  const log = createLogger('test', 'debug', { write: (line) => lines.push(line) });
  const vault = await startVault(harness.env(), { deadlines: SHORT, log });
  vaults.push(vault);
  const { id, key } = await makeApiKey(vault.ctx.database, ['application-token:read']);
  const ask = async (query = '?environment=sandbox') => {
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${vault.partnerUrl}/v1/application-token${query}`, { headers });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  return Object.assign(ask, { keyId: id });
}

const isLive = (token: string) => harness.emulator.state.tokens.findAccess(token, Date.now()) !== undefined;

describe('GET /v1/application-token', () => {
  it('answers a live token of our client, the same one until it is renewed', async () => {
    const ask = await newVault();
    const { status, headers, body } = await ask();
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(Object.keys(body).sort()).toEqual(['access_token', 'environment', 'expires_at', 'token_type']);
    expect(body).toMatchObject({ token_type: 'Bearer', environment: 'sandbox' });
    expect(Date.parse(body.expires_at) - Date.now()).toBeGreaterThan(11 * 3_600_000);
    expect(isLive(body.access_token)).toBe(true);
    expect((await ask()).body).toEqual(body);
    expect(lines.join('')).not.toContain(body.access_token);
  });

  it('promise 11: leaves a record each time it is handed out, and none when it is not', async () => {
    const ask = await newVault();
    const recorded = async () => {
      const { rows } = await harness.owner.query(
        'SELECT connection_id, version, request_id, network FROM vault.access_records WHERE purpose = $1 AND api_key_id = $2',
        ['application-token', ask.keyId],
      );
      return rows;
    };
    harness.plant({ endpoint: TOKEN, kind: 'answer', status: 503, body: '{}' });
    expect((await ask()).status).toBe(502);
    expect(await recorded()).toEqual([]);
    const { headers } = await until('a token', async () => {
      const answer = await ask();
      return answer.status === 200 ? answer : undefined;
    });
    await ask();
    const record = {
      connection_id: applicationId('sandbox', 'acme-bank'),
      version: null,
      network: '127.0.0.1',
    };
    expect(await recorded()).toEqual([
      { ...record, request_id: headers.get('connect-wise-request-id') },
      { ...record, request_id: expect.any(String) },
    ]);
  });

  it('takes a token of 16 KB as it is', async () => {
    const ask = await newVault();
    const body = JSON.stringify({ access_token: LARGE, token_type: 'bearer', expires_in: 43_199 });
    harness.plant({ endpoint: TOKEN, kind: 'answer', status: 200, body });
    expect((await ask()).body.access_token).toBe(LARGE);
    expect(lines.join('')).not.toContain(LARGE.slice(0, 100));
  });

  it.each([
    ['Wise refuses our client', 401, { error: 'invalid_client' }, 503, 'CLIENT_REFUSED'],
    ['Wise refuses our client this grant', 400, { error: 'unauthorized_client' }, 502, 'WISE_UNAVAILABLE'],
    ['Wise limits us', 429, {}, 502, 'WISE_UNAVAILABLE'],
    ['Wise is away', 503, {}, 502, 'WISE_UNAVAILABLE'],
    ['Wise answers nonsense', 200, {}, 502, 'WISE_UNAVAILABLE'],
  ])('says so when %s', async (_what, status, body, answered, code) => {
    const ask = await newVault();
    harness.plant({ endpoint: TOKEN, kind: 'answer', status, body: JSON.stringify(body), count: 100 });
    const answer = await ask();
    expect([answer.status, answer.body.code]).toEqual([answered, code]);
    if (code === 'WISE_UNAVAILABLE') expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('names an environment that is not set up, and wants one to be named', async () => {
    const ask = await newVault();
    expect(await ask('?environment=production')).toMatchObject({
      status: 404,
      body: { code: 'ENVIRONMENT_OFF' },
    });
    for (const query of ['', '?environment=staging', '?environment=sandbox&x=1']) {
      expect(await ask(query)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    }
  });
});
