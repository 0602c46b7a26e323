import { describe, expect, it } from 'vitest';
import { emulatorForTests } from '#testing/emulator-for-tests';
import { MoneyApp } from '#testing/wise-money';

const wise = emulatorForTests();
type Rate = { rate: string; source: string; target: string; time: string };

describe('currencies', () => {
  // openapi.yml, the example of currenciesGet.
  it.each([
    {
      code: 'AUD',
      symbol: 'A$',
      name: 'Australian dollar',
      countryKeywords: ['AUD', 'AU', 'Australia', 'aus'],
      supportsDecimals: true,
    },
    {
      code: 'JPY',
      symbol: '¥',
      name: 'Japanese yen',
      countryKeywords: ['JPY', 'JP', 'Japan', 'jpn'],
      supportsDecimals: false,
    },
  ])('documented: $code', async (example) => {
    const { body } = await (await MoneyApp.connect(wise)).get('/v1/currencies');
    expect(body).toContainEqual(example);
  });

  it.each([
    ['de', 'Britisches Pfund'],
    ['de-AT,en;q=0.5', 'Britisches Pfund'],
    ['xx', 'British pound'],
    ['', 'British pound'],
    ['*', 'British pound'],
  ])('are named in the language %s', async (language, name) => {
    const app = await MoneyApp.connect(wise);
    const { body } = await app.call('GET', '/v1/currencies', { headers: { 'accept-language': language } });
    expect(body).toContainEqual(expect.objectContaining({ code: 'GBP', name }));
  });
});

describe('a CalVer version', () => {
  const ask = async (path: string) => (await fetch(`${wise.get().url}${path}`)).status;

  it('is asked for by its currencies, which anybody gets; by the classic path they want a token', async () => {
    expect(await ask('/2026Q4/currencies')).toBe(200);
    expect(await ask('/v1/currencies')).toBe(401);
    expect(await ask('/2026Q4/me')).toBe(401);
  });

  it('that has ended is 404 with all its paths, and the others stay', async () => {
    await wise.control('PUT', '/settings', { apiVersions: '2026Q4' });
    for (const path of ['currencies', 'me', 'oauth/token']) expect(await ask(`/2026Q3/${path}`)).toBe(404);
    expect(await ask('/2026Q4/currencies')).toBe(200);
    await wise.control('PUT', '/settings', { apiVersions: '' });
    expect([await ask('/2026Q4/currencies'), await ask('/v1/me')]).toEqual([404, 401]);
  });
});

describe('rates', () => {
  const ask = async (query: string) => (await MoneyApp.connect(wise)).get(`/v1/rates${query}`);

  it('are of every pair, of one side, or of one pair', async () => {
    expect((await ask('')).body).toHaveLength(12 * 11);
    expect((await ask('?source=EUR')).body).toHaveLength(11);
    const pair = (await ask('?source=EUR&target=USD')).body as Rate[];
    expect(pair).toMatchObject([{ source: 'EUR', target: 'USD', rate: '1.16374' }]);
    // openapi.yml, the example of a time: 2018-08-31T10:43:31+0000
    expect(pair[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/);
  });

  it.each([
    ['time=2019-02-13T14:53:01', '2019-02-13T14:53:01+0000'],
    ['time=2019-03-13T14:53:01+0100', '2019-03-13T13:53:01+0000'],
    ['time=2019-03-13T14:53:01%2B0100', '2019-03-13T13:53:01+0000'],
    ['time=2019-03-13T14:53:01Z', '2019-03-13T14:53:01+0000'],
  ])('of long ago are asked for by %s', async (query, time) => {
    const { body } = await ask(`?source=EUR&target=USD&${query}`);
    expect(body).toMatchObject([{ time }]);
    expect((await ask(`?source=EUR&target=USD&${query}`)).body).toEqual(body);
  });

  it.each([
    ['day', 29],
    ['hour', 28 * 24 + 1],
  ])('of a period come by the %s', async (group, count) => {
    const { body } = await ask(
      `?source=EUR&target=USD&from=2019-02-13T14:53:01&to=2019-03-13T14:53:01&group=${group}`,
    );
    expect(body).toHaveLength(count);
  });

  it.each([
    'source=EURO',
    'target=eur',
    'time=then',
    'time=2999-01-01',
    'time=2019-02-30T00:00:00',
    'source=EUR&target=USD&from=2019-02-13&group=week',
    'source=EUR&target=USD&from=2019-02-13&to=2019-02-15&group=constructor',
    'source=EUR&target=USD&from=2019-02-13&to=2019-02-12&group=day',
    'source=EUR&target=USD&from=2019-02-13&to=2020-02-12&group=minute',
    'from=2019-02-13&to=2019-02-15&group=day',
  ])('documented: 400 for %s', async (query) => {
    expect(await ask(`?${query}`)).toMatchObject({
      status: 400,
      body: { error: 'Bad Request', message: 'Invalid parameters', path: null, status: '400' },
    });
  });
});
