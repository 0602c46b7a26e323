import { beforeEach, describe, expect, it } from 'vitest';
import { emulatorForTests } from '#testing/emulator-for-tests';
import { LIN, MoneyApp } from '#testing/wise-money';

const wise = emulatorForTests();
let app: MoneyApp;
beforeEach(async () => {
  await wise.control('PUT', '/settings', { scaCountries: '' });
  app = await MoneyApp.connect(wise, LIN);
});

const P = `profiles/${LIN.profileId}`;
const UUID = '54a6bc09-cef9-49a8-9041-f1f0c654cd88';

const TAKING_BODIES = [
  ['POST', `/v4/${P}/balances`],
  ['POST', `/v2/${P}/balance-movements`],
  ['POST', '/v1/simulation/balance/topup'],
  ['POST', `/v3/${P}/quotes`],
  ['POST', '/v1/accounts'],
  ['POST', '/v1/transfers'],
] as const;

const BODIES = [
  '',
  'null',
  '[]',
  '"text"',
  '7',
  '{',
  '{"amount":1e999}',
  '{"sourceCurrency":"GBP","targetCurrency":"EUR","sourceAmount":1e99}',
  '{"sourceCurrency":"GBP","targetCurrency":"EUR","sourceAmount":1e-99}',
  '{"sourceCurrency":{"toString":1},"targetCurrency":[],"sourceAmount":{}}',
  '{"__proto__":{"currency":"GBP"},"constructor":null}',
  '{"currency":"GBP","currency":"EUR"}',
  `{"profileId":${LIN.profileId},"balanceId":99999999999999999999,"currency":"GBP","amount":-0}`,
  '{"currency":"EUR","type":"iban","accountHolderName":"Jo Do","details":{"iban":null,"legalType":{}}}',
  '{"currency":"EUR","type":"constructor","accountHolderName":"Jo Do","details":{}}',
  '{"quoteId":7,"amount":{"value":"Infinity","currency":"GBP"}}',
  `{"a":${'['.repeat(400)}${']'.repeat(400)}}`,
];

const READING = [
  `/v4/${P}/balances`,
  `/v4/${P}/balances/x`,
  `/v1/${P}/balance-statements/x/statement.json`,
  '/v1/rates',
  `/v3/${P}/quotes/x`,
  '/v2/accounts',
  '/v1/accounts',
  '/v2/accounts/99999999999999999999',
  '/v1/transfers',
  '/v1/transfers/-1',
  '/v1/delivery-estimates/%00',
  '/v1/simulation/transfers/x/__proto__',
  '/v1/users/x',
];

const QUERIES = [
  '?types=&types=STANDARD',
  '?source=%00&time=9999999-01-01',
  '?from=2026-13-45&to=x&group=constructor',
  '?limit=1e9&offset=-1&status=,,',
  '?size=NaN&seekPosition=-&sort=,',
  '?profile=__proto__&profileId=%F0%9F%92%A9',
  '?currency=GBP&intervalStart=0&intervalEnd=%2B275760-09-14T00:00:00Z',
];

describe('a request that makes no sense is refused, and never a fault of the emulator', () => {
  it.each(TAKING_BODIES)('%s %s', async (method, path) => {
    for (const json of BODIES) {
      const headers = { 'content-type': 'application/json', 'X-idempotence-uuid': UUID };
      const { status, text } = await app.call(method, path, { json, headers });
      expect(`${json.slice(0, 60)} ${status} ${text}`).toMatch(/^.* 4\d\d /s);
    }
    expect(wise.events('balance.changed')).toEqual([]);
    expect(wise.events('transfer.state_changed')).toEqual([]);
  });

  it.each(READING)('GET %s', async (path) => {
    for (const query of QUERIES) {
      const { status } = await app.get(path + query);
      expect(`${query} ${status}`).not.toMatch(/ 5\d\d$/);
    }
  });

  it.each(['/v1/transfers/%E0%A4%A', `/v1/transfers/${'9'.repeat(200)}`, '/oauth/authorize/%ff'])(
    'GET %s: an address that cannot be read gets the gateway’s shape, and a trace id',
    async (path) => {
      const response = await fetch(wise.get().url + path, {
        headers: { 'x-external-correlation-id': 'mine' },
      });
      expect(await response.json()).toEqual({
        timestamp: expect.any(String),
        status: 400,
        error: 'Bad Request',
        message: 'Invalid address',
      });
      expect(response.status).toBe(400);
      expect(response.headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
      expect(response.headers.get('x-external-correlation-id')).toBe('mine');
    },
  );

  it('is asked for its token first', async () => {
    const response = await fetch(`${wise.get().url}/v1/transfers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(response.status).toBe(401);
  });

  it('is told by the control that it is not JSON', async () => {
    const response = await fetch(`${wise.get().url}/__emulator/settings`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { message: 'The body is not JSON.' },
    ]);
  });
});
