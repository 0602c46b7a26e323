import { describe, expect, it } from 'vitest';
import { emulatorForTests } from '#testing/emulator-for-tests';
import { BEN, LIN, MoneyApp } from '#testing/wise-money';

const wise = emulatorForTests();
const uuid = () => ({ 'X-idempotence-uuid': crypto.randomUUID() });
const currencies = (body: unknown) => (body as { currency: string }[]).map(({ currency }) => currency);

describe('balances', () => {
  it.each([
    [undefined, ['GBP', 'EUR']],
    [BEN, ['GBP', 'EUR', 'USD']],
    [{ ...BEN, profileId: '30000004' }, undefined],
  ])('of a profile are there before anybody asked (%o)', async (who, expected) => {
    const { status, body } = await (await MoneyApp.connect(wise, who)).balances();
    expect(status).toBe(200);
    expect(currencies(body)).toEqual(expected ?? expect.arrayContaining(['EUR', 'GBP', 'USD']));
  });

  it('have other amounts for other profiles, and the same after a reset', async () => {
    const first = await (await MoneyApp.connect(wise)).balanceIn('GBP');
    const bens = await (await MoneyApp.connect(wise, BEN)).balanceIn('GBP');
    await wise.control('POST', '/reset');
    const again = await (await MoneyApp.connect(wise)).balanceIn('GBP');
    expect(bens.amount).not.toBe(first.amount);
    expect(again).toEqual(first);
  });

  it('are found by ids of 19 digits, and by no rounded one', async () => {
    const app = await MoneyApp.connect(wise, LIN);
    const { id } = await app.balanceIn('GBP');
    const path = `/v4/profiles/${app.profileId}/balances`;
    expect(id).toMatch(/^\d{19}$/);
    expect((await app.get(`${path}/${id}`)).body).toMatchObject({ id });
    expect((await app.get(`${path}/${BigInt(Number(id))}`)).status).toBe(404);
  });

  it('of a profile that was not granted are refused, of the same user too', async () => {
    const app = await MoneyApp.connect(wise, BEN);
    for (const other of ['30000002', '30000004', '30000001', '1', 'x']) {
      expect((await app.get(`/v4/profiles/${other}/balances?types=STANDARD`)).status).toBe(403);
    }
  });

  it.each(['?types=', '?types=JAR', '?types=STANDARD,JAR'])(
    'want to be asked for by type (%s)',
    async (query) => {
      const app = await MoneyApp.connect(wise);
      const { status, body } = await app.get(`/v4/profiles/${app.profileId}/balances${query}`);
      expect(status).toBe(422);
      expect(body).toMatchObject({ errors: [{ code: 'NOT_VALID', path: 'types' }] });
    },
  );

  it('are opened once for one X-idempotence-uuid, and once in a currency', async () => {
    const app = await MoneyApp.connect(wise);
    const path = `/v4/profiles/${app.profileId}/balances`;
    const json = '{"currency":"JPY","type":"STANDARD"}';
    const header = uuid();
    const first = await app.post(path, json, header);
    expect(first).toMatchObject({
      status: 201,
      body: { currency: 'JPY', amount: { value: '0' }, name: null },
    });
    expect((await app.post(path, json, header)).text).toBe(first.text);
    const newer = path.replace('/v4/', '/2026Q4/');
    expect((await app.post(newer, json, header)).text).toBe(first.text);
    expect((await app.post(path, json, uuid())).body).toMatchObject({ errors: [{ code: 'NOT_UNIQUE' }] });
    expect(currencies((await app.balances()).body)).toEqual(['GBP', 'EUR', 'JPY']);
  });

  it.each([
    ['{"currency":"XXX","type":"STANDARD"}', 'currency'],
    ['{"currency":"JPY","type":"JAR"}', 'type'],
    ['{"currency":"JPY","type":"SAVINGS"}', 'name'],
    ['[]', ''],
  ])('are not opened by %s', async (json, path) => {
    const app = await MoneyApp.connect(wise);
    const { status, body } = await app.post(`/v4/profiles/${app.profileId}/balances`, json, uuid());
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ code: 'NOT_VALID', path }] });
  });

  it('jars have names, and there may be two in a currency', async () => {
    const app = await MoneyApp.connect(wise);
    const path = `/v4/profiles/${app.profileId}/balances`;
    for (const name of ['Holiday', 'Car']) {
      const opened = await app.post(path, `{"currency":"EUR","type":"SAVINGS","name":"${name}"}`, uuid());
      expect(opened).toMatchObject({ status: 201, body: { name, icon: { type: 'EMOJI' } } });
    }
    expect((await app.get(`${path}?types=SAVINGS`)).body).toHaveLength(2);
    expect((await app.get(`${path}?types=SAVINGS,STANDARD`)).body).toHaveLength(4);
  });

  it('are closed when they are empty, and then are gone for good', async () => {
    const app = await MoneyApp.connect(wise);
    const path = `/v4/profiles/${app.profileId}/balances`;
    const full = await app.balanceIn('GBP');
    expect((await app.call('DELETE', `${path}/${full.id}`)).status).toBe(422);
    const { id } = (await app.post(path, '{"currency":"PLN","type":"STANDARD"}', uuid())).body as {
      id: string;
    };
    expect((await app.call('DELETE', `${path}/${id}`)).status).toBe(204);
    expect((await app.get(`${path}/${id}`)).status).toBe(404);
    const next = (await app.post(path, '{"currency":"PLN","type":"STANDARD"}', uuid())).body as {
      id: string;
    };
    expect(next.id).not.toBe(id);
  });
});

describe('a top-up', () => {
  it('adds to the cent, stands in the statement and is told', async () => {
    await wise.control('PUT', '/settings', { scaCountries: '' });
    const app = await MoneyApp.connect(wise);
    const before = await app.balanceIn('GBP');
    const { status, body } = await app.topUp(before.id, 'GBP', '900719925474099.93');
    const value = (await app.balanceIn('GBP')).amount;
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'COMPLETED',
      balancesAfter: [{ id: before.id, currency: 'GBP', value }],
    });
    expect(pence(value) - pence(before.amount)).toBe(90_071_992_547_409_993n);
    expect((await app.statement(before.id, 'GBP')).body).toMatchObject({
      transactions: [
        { type: 'CREDIT', amount: { value: '900719925474099.93' }, details: { type: 'MONEY_ADDED' } },
        { details: { type: 'TRANSFER' } },
        { details: { type: 'CONVERSION' } },
        { details: { type: 'DEPOSIT' } },
      ],
      endOfStatementBalance: { value, currency: 'GBP' },
    });
    expect(wise.events('balance.changed')).toMatchObject([
      { balanceId: before.id, transactionType: 'credit', amount: '900719925474099.93', balanceAfter: value },
    ]);
  });

  it.each([
    ['0', 'amount'],
    ['-5', 'amount'],
    ['1.001', 'amount'],
    ['1000000000000000', 'amount'],
    ['"much"', 'amount'],
    ['null', 'amount'],
  ])('of %s is refused', async (amount, path) => {
    const app = await MoneyApp.connect(wise);
    const { id } = await app.balanceIn('GBP');
    const { status, body } = await app.topUp(id, 'GBP', amount);
    expect({ status, body }).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    expect(wise.events('balance.changed')).toEqual([]);
  });

  it("is refused in another currency, for another's balance and for another profile", async () => {
    const app = await MoneyApp.connect(wise);
    const { id } = await app.balanceIn('GBP');
    expect((await app.topUp(id, 'EUR', '1')).status).toBe(422);
    expect((await app.topUp('1', 'EUR', '1')).status).toBe(404);
    const ben = await MoneyApp.connect(wise, BEN);
    const json = `{"profileId":30000001,"balanceId":${id},"currency":"GBP","amount":1}`;
    expect((await ben.post('/v1/simulation/balance/topup', json)).status).toBe(403);
  });
});

function pence(value: string): bigint {
  const [whole = '', fraction = ''] = value.split('.');
  return BigInt(whole + fraction.padEnd(2, '0'));
}
