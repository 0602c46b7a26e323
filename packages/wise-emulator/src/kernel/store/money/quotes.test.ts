import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceOfSource, priceOfTarget } from '#emulator/api/quotes/price';
import { emulatorForTests } from '#testing/emulator-for-tests';
import { BEN, LIN, MoneyApp } from '#testing/wise-money';
import { CURRENCIES } from './currencies';

const wise = emulatorForTests();

type Option = {
  payIn: string;
  disabled: boolean;
  fee: { total: string };
  price: { total: { value: { amount: string; label: string } } };
};
type Quote = {
  id: string;
  sourceAmount: string;
  targetAmount: string;
  rate: string;
  status: string;
  payOut: string;
  paymentOptions: Option[];
};

const path = ({ profileId }: MoneyApp) => `/v3/profiles/${profileId}/quotes`;
const quoteOf = async (app: MoneyApp, json: string) => (await app.post(path(app), json)).body as Quote;
const patch = (app: MoneyApp, id: string, json: string) =>
  app.call('PATCH', `${path(app)}/${id}`, {
    json,
    headers: { 'content-type': 'application/merge-patch+json' },
  });
const EUROS = '{"sourceCurrency":"GBP","targetCurrency":"EUR","sourceAmount":100}';

describe('a price', () => {
  const currency = fc.constantFrom(...CURRENCIES);
  const units = fc.bigInt({ min: 10_000n, max: 10n ** 12n });

  it('by what is sent and by what arrives agree: the second is enough for the first, and no unit too much', () => {
    fc.assert(
      fc.property(currency, currency, units, (from, to, wanted) => {
        const asked = priceOfTarget({ units: wanted, currency: to }, from);
        expect(asked.fee.units).toBeGreaterThan(0n);
        const sent = priceOfSource(asked.source, to);
        expect(sent?.target.units).toBeGreaterThanOrEqual(wanted);
        expect(sent?.rate).toEqual(asked.rate);
      }),
    );
  });

  it('leaves nothing of what is less than the fee', () => {
    for (const currency of CURRENCIES) {
      expect(priceOfSource({ units: 1n, currency }, currency)).toBeUndefined();
    }
  });
});

describe('a quote', () => {
  it('has one option for each way to pay, the preferred first, each with the fee', async () => {
    const app = await MoneyApp.connect(wise);
    const quote = await quoteOf(app, EUROS);
    expect(quote).toMatchObject({
      sourceCurrency: 'GBP',
      targetCurrency: 'EUR',
      sourceAmount: '100',
      rate: '1.15934',
      payOut: 'BANK_TRANSFER',
      providedAmountType: 'SOURCE',
      status: 'PENDING',
      profile: '30000001',
      user: '10000001',
    });
    expect(quote.paymentOptions.map(({ payIn, disabled }) => [payIn, disabled])).toEqual([
      ['BANK_TRANSFER', false],
      ['BALANCE', false],
      ['CARD', true],
    ]);
    for (const { fee, price } of quote.paymentOptions) {
      expect(price.total.value).toMatchObject({ amount: fee.total, label: `${fee.total} GBP` });
      const expected = ((100 - Number(fee.total)) * 1.15934).toFixed(2);
      expect(Number(quote.targetAmount).toFixed(2)).toBe(expected);
    }
  });

  it('cannot be paid from a balance that there is not', async () => {
    const app = await MoneyApp.connect(wise);
    const json =
      '{"sourceCurrency":"JPY","targetCurrency":"EUR","targetAmount":100,"preferredPayIn":"BALANCE"}';
    const { paymentOptions } = await quoteOf(app, json);
    expect(paymentOptions[0]).toMatchObject({ payIn: 'BALANCE', disabled: true, disabledReason: {} });
  });

  it.each([
    ['{}', 'sourceCurrency'],
    ['{"sourceCurrency":"GBP","targetCurrency":"XXX","sourceAmount":1}', 'targetCurrency'],
    ['{"sourceCurrency":"GBP","targetCurrency":"EUR"}', 'sourceAmount'],
    ['{"sourceCurrency":"GBP","targetCurrency":"EUR","sourceAmount":9,"targetAmount":9}', 'sourceAmount'],
    ['{"sourceCurrency":"GBP","targetCurrency":"EUR","sourceAmount":0.01}', 'sourceAmount'],
    ['{"sourceCurrency":"GBP","targetCurrency":"EUR","sourceAmount":-1}', 'sourceAmount'],
    ['{"sourceCurrency":"GBP","targetCurrency":"JPY","targetAmount":1.5}', 'targetAmount'],
    ['{"sourceCurrency":"GBP","targetCurrency":"EUR","sourceAmount":9,"payOut":"PIGEON"}', 'payOut'],
    ['{"sourceCurrency":"GBP","targetCurrency":"EUR","sourceAmount":9,"targetAccount":1}', 'targetAccount'],
  ])('is not made by %s', async (json, field) => {
    const app = await MoneyApp.connect(wise);
    const { status, body } = await app.post(path(app), json);
    expect(status).toBe(422);
    expect(body).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ path: field })]),
    });
  });

  it('takes a recipient of its currency, who decides how it is paid out', async () => {
    const app = await MoneyApp.connect(wise, LIN);
    const { id } = await quoteOf(app, EUROS);
    const recipient = async (json: string) =>
      ((await app.post('/v1/accounts', json)).body as { id: string }).id;
    const details = '{"swiftCode":"DEUTDEFF","accountNumber":"DE89370400440532013000"}';
    const euros = await recipient(
      `{"currency":"EUR","type":"swift_code","accountHolderName":"Jo Do","details":${details}}`,
    );
    const pounds = await recipient(
      '{"currency":"GBP","type":"sort_code","accountHolderName":"Jo Do","details":{"sortCode":"040075","accountNumber":"37778842"}}',
    );
    expect(euros).toMatch(/^\d{19}$/);
    expect((await patch(app, id, `{"targetAccount":${euros}}`)).body).toMatchObject({ payOut: 'SWIFT' });
    expect((await app.get(`${path(app)}/${id}`)).body).toMatchObject({ payOut: 'SWIFT' });
    expect((await patch(app, id, `{"targetAccount":${euros},"payOut":"SWIFT_OUR"}`)).body).toMatchObject({
      payOut: 'SWIFT_OUR',
    });
    for (const wrong of [pounds, '1', String(Number(euros))]) {
      expect((await patch(app, id, `{"targetAccount":${wrong}}`)).status).toBe(422);
    }
  });

  it('documented: expires after 30 minutes and is gone after 48 hours', async () => {
    wise.stopClock();
    const app = await MoneyApp.connect(wise);
    const { id } = await quoteOf(app, EUROS);
    const status = async () => ((await app.get(`${path(app)}/${id}`)).body as Quote).status;
    wise.passSeconds(29 * 60);
    expect(await status()).toBe('PENDING');
    wise.passSeconds(31 * 60);
    expect(await status()).toBe('EXPIRED');
    expect((await patch(app, id, '{}')).status).toBe(422);
    wise.passSeconds(49 * 3_600);
    const later = await MoneyApp.connect(wise);
    expect((await later.get(`${path(later)}/${id}`)).status).toBe(404);
  });

  it("is its profile's own", async () => {
    const app = await MoneyApp.connect(wise);
    const { id } = await quoteOf(app, EUROS);
    const ben = await MoneyApp.connect(wise, BEN);
    expect((await ben.get(`${path(ben)}/${id}`)).status).toBe(404);
    expect((await ben.get(`${path(app)}/${id}`)).status).toBe(403);
    expect((await ben.post(path(app), EUROS)).status).toBe(403);
  });
});
