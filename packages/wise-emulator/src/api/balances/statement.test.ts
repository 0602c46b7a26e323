import { beforeEach, describe, expect, it } from 'vitest';
import { emulatorForTests } from '#testing/emulator-for-tests';
import { BEN, LIN, MoneyApp } from '#testing/wise-money';

const wise = emulatorForTests();
const DAY_MS = 86_400_000;

type Money = { value: string; currency: string };
type Line = {
  type: string;
  amount: Money;
  totalFees: Money;
  runningBalance: Money;
  date: string;
  referenceNumber: string;
};
type Statement = { transactions: Line[]; endOfStatementBalance: Money };

const daysAgo = (days: number) => new Date(wise.get().state.clock.now() - days * DAY_MS).toISOString();
const cents = ({ value }: Money) => Math.round(Number(value) * 100);

// What SCA has to say about statements: sca/protected-calls.test.ts.
beforeEach(() => wise.control('PUT', '/settings', { scaCountries: '' }));

describe('a statement', () => {
  it.each([undefined, BEN, LIN])('adds up, line by line, to the balance (%o)', async (who) => {
    const app = await MoneyApp.connect(wise, who);
    for (const currency of ['GBP', 'EUR']) {
      const { id, amount } = await app.balanceIn(currency);
      for (const type of ['COMPACT', 'FLAT']) {
        const { body } = await app.statement(id, currency, { type });
        const { transactions, endOfStatementBalance } = body as Statement;
        expect(transactions.length).toBeGreaterThanOrEqual(2);
        expect(endOfStatementBalance).toEqual({ value: amount, currency });
        let running = 0;
        for (const line of transactions.toReversed()) {
          running += cents(line.amount);
          expect(cents(line.runningBalance)).toBe(running);
          expect(line.type).toBe(cents(line.amount) < 0 ? 'DEBIT' : 'CREDIT');
        }
        expect(running).toBe(cents(endOfStatementBalance));
      }
    }
  });

  it('shows fees in the line, or on lines of their own', async () => {
    const app = await MoneyApp.connect(wise);
    const { id } = await app.balanceIn('GBP');
    const compact = (await app.statement(id, 'GBP')).body as Statement;
    const flat = (await app.statement(id, 'GBP', { type: 'FLAT' })).body as Statement;
    const fees = compact.transactions.filter(({ totalFees }) => cents(totalFees) > 0);
    expect(fees.length).toBeGreaterThan(0);
    expect(flat.transactions).toHaveLength(compact.transactions.length + fees.length);
    for (const { totalFees, referenceNumber } of fees) {
      const line = flat.transactions.find((each) => each.referenceNumber === `FEE-${referenceNumber}`);
      expect(line?.amount.value).toBe(`-${totalFees.value}`);
    }
    expect(flat.transactions.every(({ totalFees }) => totalFees.value === '0')).toBe(true);
  });

  it('has what happened in the interval, newest first, and closes with what was there at its end', async () => {
    const app = await MoneyApp.connect(wise);
    const { id } = await app.balanceIn('GBP');
    const all = (await app.statement(id, 'GBP')).body as Statement;
    const dates = all.transactions.map(({ date }) => date);
    expect(dates).toEqual(dates.toSorted().toReversed());
    const early = { intervalStart: daysAgo(90), intervalEnd: daysAgo(80) };
    const { body } = await app.statement(id, 'GBP', early);
    expect(body).toMatchObject({
      transactions: [all.transactions.at(-1)],
      query: { ...early, accountId: id },
    });
    expect((body as Statement).endOfStatementBalance).toEqual(all.transactions.at(-1)?.runningBalance);
    const before = { intervalStart: daysAgo(99), intervalEnd: daysAgo(98) };
    expect((await app.statement(id, 'GBP', before)).body).toMatchObject({
      transactions: [],
      endOfStatementBalance: { value: '0' },
    });
  });

  it('names a person as its holder, in the language that is asked for', async () => {
    const app = await MoneyApp.connect(wise);
    const { id } = await app.balanceIn('GBP');
    expect((await app.statement(id, 'GBP', { statementLocale: 'de' })).body).toMatchObject({
      accountHolder: {
        type: 'PERSONAL',
        firstName: 'Ada',
        address: { countryName: 'Vereinigtes Königreich' },
      },
    });
  });

  it('documented: may be of 469 days, assumed: of one more is 422', async () => {
    const app = await MoneyApp.connect(wise);
    const { id } = await app.balanceIn('GBP');
    const intervalEnd = '2026-01-01T00:00:00.000Z';
    const start = (days: number) => new Date(Date.parse(intervalEnd) - days * DAY_MS).toISOString();
    const of = (days: number) => app.statement(id, 'GBP', { intervalStart: start(days), intervalEnd });
    expect((await of(469)).status).toBe(200);
    expect(await of(470)).toMatchObject({ status: 422, body: { errors: [{ path: 'intervalEnd' }] } });
  });

  it.each([
    [{ currency: 'EUR' }, 'currency'],
    [{ intervalStart: 'yesterday' }, 'intervalStart'],
    [{ intervalEnd: '2020-01-01T00:00:00Z' }, 'intervalEnd'],
    [{ type: 'LONG' }, 'type'],
  ])('is refused for %o', async (query, path) => {
    const app = await MoneyApp.connect(wise);
    const { id } = await app.balanceIn('GBP');
    const { status, body } = await app.statement(id, 'GBP', query);
    expect({ status, body }).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  });

  it("is of the granted profile's own balances only", async () => {
    const { id } = await (await MoneyApp.connect(wise)).balanceIn('GBP');
    const ben = await MoneyApp.connect(wise, BEN);
    expect((await ben.statement(id, 'GBP')).status).toBe(404);
    const path = `/v1/profiles/30000001/balance-statements/${id}/statement.json`;
    expect((await ben.get(path)).status).toBe(403);
  });
});
