import { beforeEach, describe, expect, it } from 'vitest';
import { emulatorForTests } from '#testing/emulator-for-tests';
import {
  cancel,
  create,
  fund,
  made,
  quoteOf,
  recipientOf,
  simulate,
  statesTold,
  statusOf,
  type Transfer,
} from '#testing/transfer-acts';
import { BEN, LIN, MoneyApp } from '#testing/wise-money';

const wise = emulatorForTests();
// What is said here is said to whoever passed it; that funding has to pass it stands at the end.
beforeEach(() => wise.control('PUT', '/settings', { scaCountries: '' }));

const told = () => statesTold(wise);

describe('a transfer', () => {
  it('waits for money, is told, and is found by its id', async () => {
    const app = await MoneyApp.connect(wise, BEN);
    const { status, body } = await create(app, { more: ',"details":{"reference":"Invoice 2026-001"}' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      user: BEN.userId,
      business: BEN.profileId,
      status: 'incoming_payment_waiting',
      reference: 'Invoice 2026-001',
      details: { reference: 'Invoice 2026-001' },
      hasActiveIssues: false,
      sourceCurrency: 'GBP',
      sourceAccount: null,
    });
    const { id, sourceValue, targetValue } = body as Transfer;
    expect(targetValue).toBe(sourceValue);
    expect((await app.get(`/v1/transfers/${id}`)).body).toEqual(body);
    expect(wise.events('transfer.state_changed')).toMatchObject([
      { transferId: id, profileId: BEN.profileId, clientId: 'test-app', previousState: null },
    ]);
  });

  it('documented: the same customerTransactionId again is the same transfer, with another quote too', async () => {
    const app = await MoneyApp.connect(wise);
    const customerId = crypto.randomUUID();
    const first = await create(app, { customerId });
    const again = await create(app, { customerId, quote: await quoteOf(app, '200') });
    expect(again.text).toBe(first.text);
    expect(told()).toHaveLength(1);
    const ben = await MoneyApp.connect(wise, BEN);
    expect((await made(ben, { customerId })).id).not.toBe((first.body as Transfer).id);
  });

  it('documented: one for one quote', async () => {
    const app = await MoneyApp.connect(wise);
    const quote = await quoteOf(app);
    await create(app, { quote });
    expect(await create(app, { quote })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'quoteUuid', message: 'the quote is ACCEPTED' }] },
    });
  });

  it.each([
    ['{}', ['targetAccount', 'quoteUuid', 'customerTransactionId']],
    [
      `{"targetAccount":1,"quoteUuid":"x","customerTransactionId":"y"}`,
      ['quoteUuid', 'customerTransactionId'],
    ],
  ])('is not made by %s', async (json, paths) => {
    const { status, body } = await (await MoneyApp.connect(wise)).post('/v1/transfers', json);
    expect(status).toBe(422);
    expect((body as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual(paths);
  });

  it("is not made by another profile's quote or recipient, an expired quote, or in another currency", async () => {
    wise.stopClock();
    const app = await MoneyApp.connect(wise);
    const ben = await MoneyApp.connect(wise, BEN);
    const [quote, account] = [await quoteOf(ben), await recipientOf(ben)];
    const euros =
      '{"currency":"EUR","type":"email","accountHolderName":"Jo Do","details":{"email":"a@b.example"}}';
    const other = ((await app.post('/v1/accounts', euros)).body as { id: string }).id;
    const late = await quoteOf(app);
    const refused = [
      await create(app, { quote }),
      await create(app, { account }),
      await create(app, { account: other }),
      await create(app, { more: ',"sourceAccount":1' }),
    ];
    wise.passSeconds(31 * 60);
    refused.push(await create(app, { quote: late }));
    expect(refused.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422]);
    expect(told()).toEqual([]);
  });

  it('keeps its ids of 19 digits', async () => {
    const app = await MoneyApp.connect(wise, LIN);
    const { id } = await made(app);
    expect(id).toMatch(/^\d{19}$/);
    expect((await app.get(`/v1/transfers/${BigInt(Number(id))}`)).status).toBe(404);
    expect((await fund(app, id)).body).toMatchObject({ status: 'COMPLETED' });
  });

  it("is its profile's own", async () => {
    const { id } = await made(await MoneyApp.connect(wise));
    const ben = await MoneyApp.connect(wise, BEN);
    expect((await ben.get(`/v1/transfers/${id}`)).status).toBe(404);
    expect((await cancel(ben, id)).status).toBe(404);
    expect((await simulate(ben, id, 'processing')).status).toBe(404);
    expect((await ben.get('/v1/transfers?profile=30000001')).status).toBe(403);
    expect((await ben.post(`/v3/profiles/30000001/transfers/${id}/payments`, '{}')).status).toBe(403);
  });
});

describe('what else there is to know of a transfer', () => {
  it('how it was paid: not at all, or by a balance', async () => {
    const app = await MoneyApp.connect(wise);
    const { id } = await made(app);
    const payments = async () => (await app.get(`/v1/transfers/${id}/payments`)).body;
    expect(await payments()).toEqual([]);
    await fund(app, id);
    expect(await payments()).toMatchObject([{ method: 'BALANCE', amount: '100', currency: 'GBP' }]);
  });

  it('when it arrives: a day after it was made, by the clock that is asked for', async () => {
    const app = await MoneyApp.connect(wise);
    await wise.control('PUT', '/settings', { transferTimes: 'documented' });
    const { id, created } = (await create(app)).body as { id: string; created: string };
    const { body } = await app.get(`/v1/delivery-estimates/${id}?timezone=Asia/Singapore`);
    const tomorrow = new Date(Date.parse(created) + 86_400_000);
    const day = tomorrow.toLocaleDateString('en-US', {
      month: 'short',
      day: 'numeric',
      timeZone: 'Asia/Singapore',
    });
    expect(body).toEqual({
      estimatedDeliveryDate: tomorrow.toISOString().replace('Z', '+0000'),
      formattedEstimatedDeliveryDate: `by ${day}`,
    });
    expect((await app.get(`/v1/delivery-estimates/${id}?timezone=Atlantis`)).status).toBe(422);
  });
});

describe('the list of transfers', () => {
  it('has one from before, and what was made since, newest first', async () => {
    wise.stopClock();
    const app = await MoneyApp.connect(wise);
    const before = (await app.get('/v1/transfers')).body as Transfer[];
    expect(before).toMatchObject([{ status: 'outgoing_payment_sent', targetCurrency: 'EUR' }]);
    const { id } = await made(app);
    const ids = async (query: string) =>
      ((await app.get(`/v1/transfers?${query}`)).body as Transfer[]).map((each) => each.id);
    const old = before[0]?.id;
    expect(await ids('')).toEqual([id, old]);
    expect(await ids('limit=1&offset=1')).toEqual([old]);
    expect(await ids('status=processing,outgoing_payment_sent')).toEqual([old]);
    expect(await ids('targetCurrency=GBP')).toEqual([id]);
    expect(await ids('sourceCurrency=EUR')).toEqual([]);
    const yesterday = new Date(wise.get().state.clock.now() - 86_400_000).toISOString();
    expect(await ids(`createdDateStart=${yesterday}`)).toEqual([id]);
    expect(await ids(`createdDateEnd=${yesterday.slice(0, 10)}`)).toEqual([old]);
  });

  it.each(['status=lost', 'limit=0', 'offset=-1', 'createdDateStart=soon'])(
    'is refused for %s',
    async (query) => {
      const app = await MoneyApp.connect(wise);
      expect((await app.get(`/v1/transfers?${query}`)).status).toBe(422);
    },
  );
});

describe('funding', () => {
  it('documented: takes the money and the fee from the balance, and the transfer goes on', async () => {
    const app = await MoneyApp.connect(wise);
    const before = Number((await app.balanceIn('GBP')).amount);
    const { id, quoteUuid } = await made(app);
    expect(await fund(app, id)).toMatchObject({
      status: 201,
      body: { type: 'BALANCE', status: 'COMPLETED' },
    });
    expect(await statusOf(app, id)).toBe('processing');
    const { amount, id: balanceId } = await app.balanceIn('GBP');
    expect(Number(amount)).toBeCloseTo(before - 100, 2);
    const { body } = await app.statement(balanceId, 'GBP');
    expect(body).toMatchObject({
      transactions: [
        { type: 'DEBIT', amount: { value: '-100' }, referenceNumber: `TRANSFER-${id}` },
        {},
        {},
        {},
      ],
      endOfStatementBalance: { value: amount },
    });
    const quote = await app.get(`/v3/profiles/${app.profileId}/quotes/${quoteUuid}`);
    expect(quote.body).toMatchObject({ status: 'FUNDED' });
    expect(wise.events('balance.changed')).toMatchObject([
      { transactionType: 'debit', amount: '100', channel: 'TRANSFER' },
    ]);
  });

  it('documented: without enough it is rejected, moves nothing, and works once there is enough', async () => {
    const app = await MoneyApp.connect(wise);
    const { id: balanceId, amount } = await app.balanceIn('GBP');
    const { id } = await made(app, { quote: await quoteOf(app, '5000') });
    expect(await fund(app, id)).toMatchObject({
      status: 201,
      body: { type: 'BALANCE', status: 'REJECTED', errorCode: 'transfer.insufficient_funds' },
    });
    expect([await statusOf(app, id), (await app.balanceIn('GBP')).amount]).toEqual([
      'incoming_payment_waiting',
      amount,
    ]);
    await app.topUp(balanceId, 'GBP', '5000');
    expect((await fund(app, id)).body).toMatchObject({ status: 'COMPLETED' });
  });

  it('twice takes the money once', async () => {
    const app = await MoneyApp.connect(wise);
    const { id } = await made(app);
    await fund(app, id);
    const { amount } = await app.balanceIn('GBP');
    expect((await fund(app, id)).body).toMatchObject({ status: 'REJECTED' });
    expect((await app.balanceIn('GBP')).amount).toBe(amount);
  });

  it('by bulk settlement takes nothing from a balance', async () => {
    const app = await MoneyApp.connect(wise);
    const { amount } = await app.balanceIn('GBP');
    const { id } = await made(app);
    const json = '{"type":"TRUSTED_PRE_FUND_BULK","partnerReference":"11111"}';
    expect((await fund(app, id, json)).body).toMatchObject({ status: 'COMPLETED' });
    expect(await statusOf(app, id)).toBe('processing');
    expect((await app.balanceIn('GBP')).amount).toBe(amount);
  });

  it('documented: is for a profile of the UK behind strong customer authentication, each time', async () => {
    const app = await MoneyApp.connect(wise);
    const { id } = await made(app);
    await wise.control('PUT', '/settings', { scaCountries: 'GB' });
    const { status, headers } = await fund(app, id);
    expect([status, headers.get('x-2fa-approval-result')]).toEqual([403, 'REJECTED']);
    expect(await statusOf(app, id)).toBe('incoming_payment_waiting');
  });
});
