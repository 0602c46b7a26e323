import { beforeEach, describe, expect, it } from 'vitest';
import { CLIENT, emulatorForTests, exchangeOf } from '#testing/emulator-for-tests';
import { signByHand } from '#testing/jose-by-hand';
import { JosePartner } from '#testing/jose-partner';
import { create, fund, made, quoteOf, recipientOf } from '#testing/transfer-acts';
import { LIN, MoneyApp } from '#testing/wise-money';

const wise = emulatorForTests();
beforeEach(() => wise.control('PUT', '/settings', { scaCountries: '' }));

const transfersMade = () =>
  wise
    .events('transfer.state_changed')
    .filter((event) => (event as { previousState?: unknown }).previousState === null);

describe('an answer that is lost after the effect', () => {
  const dropAnswerOf = (endpoint: string) =>
    wise.control('POST', '/faults', { endpoint, kind: 'drop', when: 'after' });

  it('leaves one transfer when it is tried again with the same customerTransactionId', async () => {
    const app = await MoneyApp.connect(wise);
    const form = {
      quote: await quoteOf(app),
      account: await recipientOf(app),
      customerId: crypto.randomUUID(),
    };
    await dropAnswerOf('transfer:create');
    await expect(create(app, form)).rejects.toThrow();
    const { status, body } = await create(app, form);
    expect([status, transfersMade().length]).toEqual([200, 1]);
    expect(transfersMade()).toMatchObject([{ transferId: (body as { id: string }).id }]);
  });

  it('takes the money of a transfer once', async () => {
    const app = await MoneyApp.connect(wise);
    const { id } = await made(app);
    await dropAnswerOf('transfer:fund');
    await expect(fund(app, id)).rejects.toThrow();
    expect((await fund(app, id)).body).toMatchObject({ status: 'REJECTED' });
    expect(wise.events('balance.changed')).toHaveLength(1);
  });

  it('moves money once for one X-idempotence-uuid', async () => {
    const app = await MoneyApp.connect(wise);
    const quoteJson = '{"sourceCurrency":"GBP","targetCurrency":"EUR","sourceAmount":100,"payOut":"BALANCE"}';
    const quote = (await app.post(`/v3/profiles/${app.profileId}/quotes`, quoteJson)).body as { id: string };
    const header = { 'X-idempotence-uuid': crypto.randomUUID() };
    const move = () =>
      app.post(`/v2/profiles/${app.profileId}/balance-movements`, `{"quoteId":"${quote.id}"}`, header);
    await dropAnswerOf('balance:move');
    await expect(move()).rejects.toThrow();
    expect((await move()).body).toMatchObject({ state: 'COMPLETED' });
    expect(wise.events('balance.changed')).toHaveLength(2);
  });
});

describe('at the same time', () => {
  it('twenty requests with one customerTransactionId make one transfer', async () => {
    const app = await MoneyApp.connect(wise);
    const form = {
      quote: await quoteOf(app),
      account: await recipientOf(app),
      customerId: crypto.randomUUID(),
    };
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(app, form)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(transfersMade()).toHaveLength(1);
  });

  it('two transfers cannot spend the same money', async () => {
    const app = await MoneyApp.connect(wise);
    const { amount } = await app.balanceIn('GBP');
    const transfers = [
      await made(app, { quote: await quoteOf(app, amount) }),
      await made(app, { quote: await quoteOf(app, amount) }),
    ];
    const answers = await Promise.all(transfers.map(({ id }) => fund(app, id)));
    const statuses = answers.map(({ body }) => (body as { status: string }).status);
    expect(statuses.toSorted()).toEqual(['COMPLETED', 'REJECTED']);
    expect((await app.balanceIn('GBP')).amount).toBe('0');
  });
});

it('a signed body keeps every digit of its ids', async () => {
  const app = await MoneyApp.connect(wise, LIN);
  const [quote, account] = [await quoteOf(app), await recipientOf(app)];
  const partner = new JosePartner(wise);
  await partner.signIn();
  const { privateKey } = await partner.uploadSigningKey('ES256');
  const { code } = await wise.consent(LIN);
  partner.token = (await wise.token(exchangeOf(code, CLIENT.clientId))).body.access_token;
  const json = `{"targetAccount":${account},"quoteUuid":"${quote}","customerTransactionId":"${crypto.randomUUID()}"}`;
  const message = await signByHand('ES256', privateKey, { url: '/v1/transfers' }, json);
  expect((await partner.call('/v1/transfers', 'jws', message)).status).toBe(200);
  expect(transfersMade()).toMatchObject([{ accountId: account, profileId: LIN.profileId }]);
});
