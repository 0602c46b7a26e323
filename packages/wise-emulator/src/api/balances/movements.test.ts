import { beforeEach, describe, expect, it } from 'vitest';
import { emulatorForTests } from '#testing/emulator-for-tests';
import { BEN, MoneyApp } from '#testing/wise-money';

const wise = emulatorForTests();
beforeEach(() => wise.control('PUT', '/settings', { scaCountries: '' }));

type Quote = { id: string; targetAmount: string };

const uuid = () => ({ 'X-idempotence-uuid': crypto.randomUUID() });
const move = (app: MoneyApp, json: string, header = uuid()) =>
  app.post(`/v2/profiles/${app.profileId}/balance-movements`, json, header);

async function quoteOf(app: MoneyApp, more = '"payOut":"BALANCE"', sourceAmount = '100'): Promise<Quote> {
  const json = `{"sourceCurrency":"GBP","targetCurrency":"EUR","sourceAmount":${sourceAmount},${more}}`;
  return (await app.post(`/v3/profiles/${app.profileId}/quotes`, json)).body as Quote;
}

async function jarOf(app: MoneyApp, currency = 'GBP'): Promise<string> {
  const json = `{"currency":"${currency}","type":"SAVINGS","name":"Holiday"}`;
  return ((await app.post(`/v4/profiles/${app.profileId}/balances`, json, uuid())).body as { id: string }).id;
}

const amounts = async (app: MoneyApp) =>
  Object.fromEntries(
    await Promise.all(['GBP', 'EUR'].map(async (code) => [code, Number((await app.balanceIn(code)).amount)])),
  ) as { GBP: number; EUR: number };

describe('a conversion by a quote', () => {
  it('takes from one balance and gives to the other what the quote said, once', async () => {
    const app = await MoneyApp.connect(wise);
    const before = await amounts(app);
    const { id, targetAmount } = await quoteOf(app);
    const header = uuid();
    const first = await move(app, `{"quoteId":"${id}"}`, header);
    expect(first).toMatchObject({
      status: 201,
      body: {
        type: 'CONVERSION',
        state: 'COMPLETED',
        sourceAmount: { value: '100', currency: 'GBP' },
        targetAmount: { value: targetAmount, currency: 'EUR' },
        rate: '1.15934',
        balancesAfter: [{ currency: 'GBP' }, { currency: 'EUR' }],
        steps: [{ type: 'CONVERSION' }],
      },
    });
    expect((await move(app, `{"quoteId":"${id}"}`, header)).text).toBe(first.text);
    const after = await amounts(app);
    expect(after.GBP).toBeCloseTo(before.GBP - 100, 2);
    expect(after.EUR).toBeCloseTo(before.EUR + Number(targetAmount), 2);
    expect((await move(app, `{"quoteId":"${id}"}`)).body).toMatchObject({
      errors: [{ path: 'quoteId', message: 'the quote is FUNDED' }],
    });
    expect(wise.events('balance.changed')).toMatchObject([
      { transactionType: 'debit', currency: 'GBP', channel: 'CONVERSION' },
      { transactionType: 'credit', currency: 'EUR', channel: 'CONVERSION' },
    ]);
  });

  it('shows in both statements', async () => {
    const app = await MoneyApp.connect(wise);
    await move(app, `{"quoteId":"${(await quoteOf(app)).id}"}`);
    for (const currency of ['GBP', 'EUR']) {
      const { id, amount } = await app.balanceIn(currency);
      expect((await app.statement(id, currency)).body).toMatchObject({
        transactions: expect.arrayContaining([
          expect.objectContaining({ details: expect.objectContaining({ type: 'CONVERSION' }) }),
        ]),
        endOfStatementBalance: { value: amount },
      });
    }
  });

  it('is refused without enough, by a quote for something else, and by that of another profile', async () => {
    const app = await MoneyApp.connect(wise);
    const ben = await MoneyApp.connect(wise, BEN);
    const quotes = [await quoteOf(app, '"payOut":"BALANCE"', '99999'), await quoteOf(app, '"payOut":null')];
    quotes.push(await quoteOf(ben));
    for (const { id } of quotes) expect((await move(app, `{"quoteId":"${id}"}`)).status).toBe(422);
    expect(wise.events('balance.changed')).toEqual([]);
  });
});

describe('a move between balances', () => {
  it('goes into a jar and out again', async () => {
    const app = await MoneyApp.connect(wise);
    const [{ id }, jar] = [await app.balanceIn('GBP'), await jarOf(app)];
    const before = await amounts(app);
    const json = (from: string, to: string) =>
      `{"sourceBalanceId":${from},"targetBalanceId":${to},"amount":{"value":12.34,"currency":"GBP"}}`;
    expect((await move(app, json(id, jar))).body).toMatchObject({
      type: 'DEPOSIT',
      balancesAfter: [{ id }, { id: jar, value: '12.34' }],
    });
    expect((await move(app, json(jar, id))).body).toMatchObject({
      type: 'WITHDRAWAL',
      balancesAfter: [{ id: jar, value: '0' }, { id }],
    });
    expect(await amounts(app)).toEqual(before);
    expect((await move(app, json(jar, id))).status).toBe(422);
  });

  it.each([
    ['{}', 'quoteId'],
    ['{"amount":{"value":1,"currency":"GBP"}}', 'sourceBalanceId'],
    ['{"amount":{"value":1,"currency":"GBP"},"sourceBalanceId":FROM}', 'targetBalanceId'],
    [
      '{"amount":{"value":1,"currency":"GBP"},"sourceBalanceId":FROM,"targetBalanceId":FROM}',
      'targetBalanceId',
    ],
    ['{"amount":{"value":1,"currency":"GBP"},"sourceBalanceId":FROM,"targetBalanceId":EUROS}', 'quoteId'],
    [
      '{"amount":{"value":1,"currency":"EUR"},"sourceBalanceId":FROM,"targetBalanceId":JAR}',
      'amount.currency',
    ],
    ['{"amount":{"value":0,"currency":"GBP"},"sourceBalanceId":FROM,"targetBalanceId":JAR}', 'amount.value'],
    [
      '{"amount":{"value":0.001,"currency":"GBP"},"sourceBalanceId":FROM,"targetBalanceId":JAR}',
      'amount.value',
    ],
  ])('is refused for %s', async (template, path) => {
    const app = await MoneyApp.connect(wise);
    const [from, euros, jar] = [await app.balanceIn('GBP'), await app.balanceIn('EUR'), await jarOf(app)];
    const json = template.replaceAll('FROM', from.id).replace('EUROS', euros.id).replace('JAR', jar);
    const { status, body } = await move(app, json);
    expect({ status, body }).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  });

  it('wants an X-idempotence-uuid', async () => {
    const app = await MoneyApp.connect(wise);
    const { body } = await app.post(`/v2/profiles/${app.profileId}/balance-movements`, '{}');
    expect(body).toMatchObject({ errors: [{ path: 'X-idempotence-uuid' }] });
  });
});
