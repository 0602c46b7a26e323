import { beforeEach, expect } from 'vitest';
import { emulatorForTests } from '#testing/emulator-for-tests';
import { cancel, create, fund, made, quoteOf, simulate } from '#testing/transfer-acts';
import { MoneyApp } from '#testing/wise-money';
import { describeExamples, type Example, like, UTC_MILLISECONDS } from './example';

// The examples of openapi.yml for what is about money; what was recorded against it: recorded.test.ts. Numbers are
// read as their digits.
const wise = emulatorForTests();
let app: MoneyApp;
beforeEach(async () => {
  await wise.control('PUT', '/settings', {
    scaCountries: '',
    newRecipientAnswer: 'documented',
    fundingAnswer: 'documented',
  });
  app = await MoneyApp.connect(wise);
});

type Spoken = { status: number; body: unknown };
const said = ({ status, body }: Spoken): Spoken => ({ status, body });
const anything = (): unknown => expect.anything();
const validation = (error: Record<string, unknown>) => ({
  timestamp: like(UTC_MILLISECONDS),
  errors: [{ message: anything(), ...error }],
});

const john = (sortCode: string) =>
  `{"currency":"GBP","type":"sort_code","profile":30000001,"ownedByCustomer":true,"accountHolderName":"John Doe","details":{"legalType":"PRIVATE","sortCode":"${sortCode}","accountNumber":"37778842","dateOfBirth":"1961-01-01"}}`;

const EXAMPLES: readonly Example[] = [
  {
    section: 'rateGet',
    what: 'parameters that are none',
    source: 'documented',
    ask: async () => said(await app.get('/v1/rates?source=nothing')),
    says: {
      status: 400,
      body: {
        error: 'Bad Request',
        message: 'Invalid parameters',
        path: null,
        status: '400',
        timestamp: anything(),
      },
    },
  },
  {
    section: 'simulationBalanceTopup',
    what: 'a hundred into an empty balance',
    source: 'documented',
    ask: async () => {
      const opened = await app.post(
        `/v4/profiles/${app.profileId}/balances`,
        '{"currency":"PLN","type":"STANDARD"}',
        { 'X-idempotence-uuid': crypto.randomUUID() },
      );
      return said(await app.topUp((opened.body as { id: string }).id, 'PLN', '100'));
    },
    says: {
      status: 200,
      body: {
        transactionId: like(/^\d+$/),
        state: 'COMPLETED',
        balancesAfter: [{ id: like(/^\d+$/), value: '100', currency: 'PLN' }],
      },
    },
  },
  {
    section: 'transferFund',
    what: 'from a balance',
    source: 'documented',
    ask: async () => said(await fund(app, (await made(app)).id)),
    says: { status: 200, body: { type: 'BALANCE', status: 'COMPLETED', errorCode: null } },
  },
  {
    section: 'transferFund',
    what: 'from a balance that has not enough',
    source: 'documented',
    ask: async () => said(await fund(app, (await made(app, { quote: await quoteOf(app, '99999') })).id)),
    says: {
      status: 200,
      body: { type: 'BALANCE', status: 'REJECTED', errorCode: 'transfer.insufficient_funds' },
    },
  },
  {
    section: 'transferFund',
    what: 'a second time: the error code',
    source: 'assumed',
    ask: async () => {
      const { id } = await made(app);
      await fund(app, id);
      return said(await fund(app, id));
    },
    says: { status: 200, body: { type: 'BALANCE', status: 'REJECTED', errorCode: 'transfer.not_fundable' } },
  },
  {
    section: 'transferCancel',
    what: 'once the funds are converted: shape and words',
    source: 'assumed',
    ask: async () => {
      const { id } = await made(app);
      await fund(app, id);
      await simulate(app, id, 'funds_converted');
      return said(await cancel(app, id));
    },
    says: {
      status: 409,
      body: validation({ code: 'transfer.cancellation.not.allowed', path: 'transferId' }),
    },
  },
  {
    section: 'transferCreate',
    what: 'by a quote that is not there: status and words (its code was observed)',
    source: 'assumed',
    ask: async () => said(await create(app, { quote: crypto.randomUUID() })),
    says: {
      status: 422,
      body: validation({ code: 'error.quote.not.found', path: 'quoteUuid', arguments: ['quoteUuid'] }),
    },
  },
  {
    section: 'recipientCreate',
    what: 'a sort code that is none: field and value',
    source: 'documented',
    ask: async () => said(await app.post('/v1/accounts', john('23147'))),
    says: {
      status: 400,
      body: validation({ code: 'NOT_VALID', path: 'sortCode', arguments: ['sortCode', '23147'] }),
    },
  },
  {
    section: 'recipientCreate',
    what: 'John Doe',
    source: 'documented',
    ask: async () => said(await app.post('/v1/accounts', john('040075'))),
    says: {
      status: 200,
      body: {
        id: like(/^\d+$/),
        creatorId: '10000001',
        profileId: '30000001',
        name: {
          fullName: 'John Doe',
          givenName: null,
          familyName: null,
          middleName: null,
          patronymicName: null,
          cannotHavePatronymicName: null,
        },
        currency: 'GBP',
        country: 'GB',
        type: 'SortCode',
        legalEntityType: 'PERSON',
        active: true,
        details: {
          reference: null,
          sortCode: '040075',
          accountNumber: '37778842',
          hashedByLooseHashAlgorithm: like(/^[0-9a-f]{64}$/),
        },
        commonFieldMap: { accountNumberField: 'accountNumber', bankCodeField: 'sortCode' },
        hash: like(/^[0-9a-f]{64}$/),
        accountSummary: '(04-00-75) 37778842',
        longAccountSummary: 'GBP account ending in 8842',
        displayFields: [
          { key: 'details/sortCode', label: 'UK sort code', value: '04-00-75' },
          { key: 'details/accountNumber', label: 'Account number', value: '37778842' },
        ],
        isInternal: false,
        ownedByCustomer: true,
      },
    },
  },
];

describeExamples('money', EXAMPLES);
