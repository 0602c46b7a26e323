import { beforeEach, describe, expect, it } from 'vitest';
import { emulatorForTests, exchangeOf, refreshOf } from '#testing/emulator-for-tests';
import { eventually } from '#testing/eventually';
import { cancel, create, fund, made, quoteOf, simulate, statusOf } from '#testing/transfer-acts';
import { MoneyApp } from '#testing/wise-money';
import { like, UTC_MILLISECONDS, UUID } from './example';

// What Wise's sandbox was recorded answering in July 2026, and real clients reported in August, where its document
// says otherwise or nothing. Each is the default here, and has a setting where the document says otherwise.
const wise = emulatorForTests();
let app: MoneyApp;
beforeEach(async () => {
  await wise.control('PUT', '/settings', { scaCountries: '' });
  app = await MoneyApp.connect(wise);
});

const settle = (settings: object) => wise.control('PUT', '/settings', settings);

describe('tokens', () => {
  const seconds = (from: unknown, to: unknown) =>
    Math.round((Date.parse(String(to)) - Date.parse(String(from))) / 1000);
  const connected = async () => (await wise.token(exchangeOf((await wise.consent()).code))).body;

  it('end 43,200 s after created_at, while expires_in is 43,199; a refreshed one too', async () => {
    const first = await connected();
    const { body: second } = await wise.token(refreshOf(first.refresh_token));
    for (const body of [first, second]) {
      expect([body.expires_in, seconds(body.created_at, body.expires_at)]).toEqual([43_199, 43_200]);
    }
  });

  it('of the app end a second after expires_in too, and work until then', async () => {
    wise.stopClock();
    const now = wise.get().state.clock.now();
    const { body } = await wise.token({ grant_type: 'client_credentials' });
    const endsIn = Date.parse(String(body.expires_at)) - now;
    expect([body.expires_in, endsIn]).toEqual([43_199, 43_200_000]);
    wise.passSeconds(43_199.5);
    expect((await wise.call('/v3/applications/test-app-key/subscriptions', body.access_token)).status).toBe(
      200,
    );
    wise.passSeconds(43_200);
    expect((await wise.call('/v3/applications/test-app-key/subscriptions', body.access_token)).status).toBe(
      401,
    );
  });

  it('documented, by a setting: expires_in and expires_at say the same', async () => {
    await settle({ expiresInIsRoundedDown: false });
    const body = await connected();
    expect([body.expires_in, seconds(body.created_at, body.expires_at)]).toEqual([43_199, 43_199]);
  });
});

describe('a new recipient', () => {
  const JOHN =
    '{"currency":"GBP","type":"sort_code","accountHolderName":"John Doe","details":{"legalType":"PRIVATE","sortCode":"040075","accountNumber":"37778842"}}';
  const ask = async () => {
    const { status, body } = await app.post('/v1/accounts', JOHN);
    return { status, body };
  };

  it('is answered in the older shape', async () => {
    expect(await ask()).toEqual({
      status: 200,
      body: {
        id: like(/^\d+$/),
        business: null,
        profile: '30000001',
        accountHolderName: 'John Doe',
        currency: 'GBP',
        country: 'GB',
        type: 'sort_code',
        details: { legalType: 'PRIVATE', sortCode: '040075', accountNumber: '37778842' },
        user: '10000001',
        active: true,
        ownedByCustomer: false,
      },
    });
  });

  it('documented, by a setting: in the shape of v2', async () => {
    await settle({ newRecipientAnswer: 'documented' });
    expect(await ask()).toMatchObject({ body: { profileId: '30000001', type: 'SortCode' } });
  });
});

describe('funding', () => {
  it('answers 201, and as if SCA had been asked for', async () => {
    const { status, headers, body } = await fund(app, (await made(app)).id);
    expect([status, body]).toEqual([
      201,
      { type: 'BALANCE', status: 'COMPLETED', balanceTransactionId: like(/^\d+$/) },
    ]);
    expect(headers.get('x-2fa-approval')).toMatch(UUID);
    expect(headers.get('x-2fa-approval-result')).toBe('APPROVED');
  });

  it('assumed: a rejection comes the same way, with its code', async () => {
    const { status, headers, body } = await fund(
      app,
      (await made(app, { quote: await quoteOf(app, '99999') })).id,
    );
    const rejected = { type: 'BALANCE', status: 'REJECTED', errorCode: 'transfer.insufficient_funds' };
    expect([status, headers.get('x-2fa-approval-result'), body]).toEqual([201, 'APPROVED', rejected]);
  });

  it('documented, by a setting: 200 with an errorCode, and none of the headers', async () => {
    await settle({ fundingAnswer: 'documented' });
    const { status, headers, body } = await fund(app, (await made(app)).id);
    expect([status, body]).toEqual([200, { type: 'BALANCE', status: 'COMPLETED', errorCode: null }]);
    expect(headers.get('x-2fa-approval')).toBeNull();
  });
});

describe('a transfer', () => {
  const spaced = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

  it.each([
    ['recorded', spaced],
    ['documented', UTC_MILLISECONDS],
  ])('says when it was made as %s, wherever it is shown', async (transferTimes, form) => {
    await settle({ transferTimes });
    const first = (await create(app)).body as { id: string; created: string };
    expect(first.created).toMatch(form);
    const list = (await app.get('/v1/transfers')).body as { created: string }[];
    const one = (await app.get(`/v1/transfers/${first.id}`)).body;
    const cancelled = (await cancel(app, first.id)).body;
    expect([list[0]?.created, one, cancelled]).toMatchObject([
      first.created,
      { created: first.created },
      { created: first.created },
    ]);
  });

  it('may wait before it moves, by a setting: paid, and not to be paid again', async () => {
    await settle({ fundedTransferWaitSeconds: 3_600 });
    const { id } = await made(app);
    const { amount } = await app.balanceIn('GBP');
    expect((await fund(app, id)).body).toMatchObject({ status: 'COMPLETED' });
    expect(await statusOf(app, id)).toBe('incoming_payment_waiting');
    expect(Number((await app.balanceIn('GBP')).amount)).toBeCloseTo(Number(amount) - 100, 2);
    expect((await fund(app, id)).body).toMatchObject({ errorCode: 'transfer.not_fundable' });
    expect((await simulate(app, id, 'processing')).body).toMatchObject({ status: 'processing' });
  });

  it('that waits gives the money back when it is cancelled, and does not move any more', async () => {
    await settle({ fundedTransferWaitSeconds: 0.05 });
    const [{ id }, { id: last }] = [await made(app), await made(app)];
    const { amount } = await app.balanceIn('GBP');
    await fund(app, id);
    expect((await cancel(app, id)).body).toMatchObject({ status: 'cancelled' });
    expect((await app.balanceIn('GBP')).amount).toBe(amount);
    // What was funded later has moved: the time of the first is over too.
    await fund(app, last);
    await eventually(async () => expect(await statusOf(app, last)).toBe('processing'));
    expect(await statusOf(app, id)).toBe('cancelled');
    expect(wise.events('transfer.state_changed').at(-1)).toMatchObject({
      transferId: last,
      previousState: 'incoming_payment_waiting',
      currentState: 'processing',
    });
  });

  it('that waits stays where it is when the emulator is reset', async () => {
    await settle({ fundedTransferWaitSeconds: 0.05 });
    await fund(app, (await made(app)).id);
    await wise.control('POST', '/reset');
    await settle({ scaCountries: '', fundedTransferWaitSeconds: 0.05 });
    const again = await MoneyApp.connect(wise);
    const { id } = await made(again);
    await fund(again, id);
    await eventually(async () => expect(await statusOf(again, id)).toBe('processing'));
    const moved = wise
      .events('transfer.state_changed')
      .map((event) => 'transferId' in event && event.transferId);
    expect(moved).toEqual([id, id]);
  });
});

describe('a quote', () => {
  const NOT_FOUND = { errors: [{ code: 'error.quote.not.found', message: 'Quote not found' }] };
  const NOBODY = crypto.randomUUID();

  it('that is unknown is not found, wherever it is named', async () => {
    const path = `/v3/profiles/${app.profileId}`;
    const answers = [
      await create(app, { quote: NOBODY }),
      await app.post(`${path}/balance-movements`.replace('v3', 'v2'), `{"quoteId":"${NOBODY}"}`, {
        'X-idempotence-uuid': crypto.randomUUID(),
      }),
      await app.get(`${path}/quotes/${NOBODY}`),
      await app.call('PATCH', `${path}/quotes/${NOBODY}`, { json: '{}' }),
      await app.get(`/v1/quotes/${NOBODY}/account-requirements`),
      await app.post(`/v1/quotes/${NOBODY}/account-requirements`, '{}'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 404, 404, 404, 404]);
    for (const { body } of answers) expect(body).toMatchObject(NOT_FOUND);
  });

  it('that has expired is as good as unknown to whoever would use it', async () => {
    wise.stopClock();
    const quote = await quoteOf(app);
    wise.passSeconds(31 * 60);
    const answers = [
      await create(app, { quote }),
      await app.call('PATCH', `/v3/profiles/${app.profileId}/quotes/${quote}`, {
        json: '{"payOut":"SWIFT"}',
      }),
    ];
    expect(answers).toMatchObject([
      { status: 422, body: NOT_FOUND },
      { status: 422, body: NOT_FOUND },
    ]);
  });
});

it('balances without types are 400', async () => {
  const { status, body } = await app.get(`/v4/profiles/${app.profileId}/balances`);
  expect([status, body]).toMatchObject([400, { status: '400', error: 'Bad Request' }]);
});

describe('a time in a query', () => {
  const WRONG = { status: 422, body: { errors: [{ code: 'wrong.date.format' }] } };
  const statement = async (intervalStart: string) =>
    app.statement((await app.balanceIn('GBP')).id, 'GBP', { intervalStart });
  const list = (createdDateStart: string) =>
    app.get(`/v1/transfers?${new URLSearchParams({ createdDateStart })}`);
  const yesterday = (offset: string) =>
    `${new Date(Date.now() - 86_400_000).toISOString().slice(0, 19)}${offset}`;

  it.each(['+02:00', '+0200', '-05:00', '+00:00'])(
    'with the offset %s has a wrong format',
    async (offset) => {
      expect(await statement(yesterday(offset))).toMatchObject(WRONG);
      expect(await list(yesterday(offset))).toMatchObject(WRONG);
    },
  );

  it.each(['+02:00', '+0200', '-05:00', ' 02:00'])(
    'with the offset "%s" is taken, by a setting',
    async (offset) => {
      await settle({ queryTimeOffsets: 'taken' });
      expect((await statement(yesterday(offset))).status).toBe(200);
      expect((await list(yesterday(offset))).status).toBe(200);
      expect((await list(yesterday(`${offset}x`))).status).toBe(422);
    },
  );

  it('with an offset is that time, by a setting', async () => {
    await settle({ queryTimeOffsets: 'taken' });
    const { body } = await statement('2026-01-01T00:30:00.5+02:00');
    expect(body).toMatchObject({ query: { intervalStart: '2025-12-31T22:30:00.500Z' } });
  });
});

describe('the first refusal of SCA', () => {
  const ask = async (settings: object = {}) => {
    await settle({ scaCountries: 'GB', ...settings });
    const { id } = await app.balanceIn('GBP');
    const { status, headers, text } = await app.statement(id, 'GBP');
    return [status, headers.get('x-2fa-approval-result'), text];
  };

  it('has an empty body of a statement, and JSON of funding', async () => {
    expect(await ask()).toEqual([403, 'REJECTED', '']);
    const { status, body } = await fund(app, (await made(app)).id);
    expect([status, body]).toMatchObject([403, { error: 'Forbidden' }]);
  });

  it('documented, by a setting: has JSON of both', async () => {
    const [status, result, text] = await ask({ scaStatementRefusal: 'as-funding' });
    expect([status, result, JSON.parse(String(text))]).toMatchObject([
      403,
      'REJECTED',
      { error: 'Forbidden' },
    ]);
  });
});
