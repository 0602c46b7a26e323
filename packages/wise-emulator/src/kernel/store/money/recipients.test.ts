import { beforeEach, describe, expect, it } from 'vitest';
import { emulatorForTests } from '#testing/emulator-for-tests';
import { BEN, LIN, MoneyApp } from '#testing/wise-money';
import { isIban } from './recipient-types';

const wise = emulatorForTests();
// The older shape, which Wise was recorded answering: documented/recorded.test.ts.
beforeEach(() => wise.control('PUT', '/settings', { newRecipientAnswer: 'documented' }));

type Recipient = { id: string; currency: string; type: string; hash: string; active: boolean };
type Page = { content: Recipient[]; seekPositionForNext?: string; size: string };

const form = (type: string, currency: string, details: object, more: object = {}) =>
  JSON.stringify({ type, currency, accountHolderName: 'John Doe', details, ...more });
const JOHN = form('sort_code', 'GBP', {
  legalType: 'PRIVATE',
  sortCode: '040075',
  accountNumber: '37778842',
});
const create = async (app: MoneyApp, json = JOHN) => (await app.post('/v1/accounts', json)).body as Recipient;
const ids = (body: unknown) => (body as Page).content.map(({ id }) => id);

describe('a recipient', () => {
  it.each([
    ['iban', 'EUR', { iban: 'DE89 3704 0044 0532 0130 00' }, 'Iban', 'DE'],
    ['aba', 'USD', { abartn: '026009593', accountNumber: '12345678', accountType: 'CHECKING' }, 'Aba', 'US'],
    ['swift_code', 'INR', { swiftCode: 'HDFCINBB', accountNumber: '12345678' }, 'SwiftCode', 'IN'],
    ['email', 'EUR', { email: 'john.doe@transfer-world.com' }, 'Email', 'EU'],
  ])('by %s in %s', async (type, currency, details, name, country) => {
    const recipient = await create(await MoneyApp.connect(wise), form(type, currency, details));
    expect(recipient).toMatchObject({ type: name, currency, country, details });
  });

  it.each([
    ['ABA', 'USD', { abartn: '026009593', accountNumber: '12345678', accountType: 'checking' }],
    ['Aba', 'USD', { ABARTN: '026009593', ACCOUNTNUMBER: '12345678', accounttype: 'CHECKING' }],
  ])('by a type named %s, with details in any case', async (type, currency, details) => {
    const recipient = await create(await MoneyApp.connect(wise), form(type, currency, details));
    expect(recipient).toMatchObject({
      type: 'Aba',
      details: { abartn: '026009593', accountNumber: '12345678', accountType: 'CHECKING' },
    });
  });

  it.each([
    ['SORT_CODE', { SortCode: '040075', AccountNumber: '37778842', LEGALTYPE: 'business' }],
    ['SortCode', { sortcode: '040075', accountnumber: '37778842', LegalType: 'BUSINESS' }],
  ])('by a type named %s, of a legal type in any case', async (type, details) => {
    const recipient = await create(await MoneyApp.connect(wise), form(type, 'GBP', details));
    expect(recipient).toMatchObject({
      type: 'SortCode',
      legalEntityType: 'BUSINESS',
      details: { sortCode: '040075', accountNumber: '37778842' },
    });
  });

  it.each([
    [
      'IBAN',
      'EUR',
      { IBAN: 'DE89370400440532013000', BIC: 'DEUTDEFF' },
      { iban: 'DE89370400440532013000', bic: 'DEUTDEFF' },
    ],
    [
      'SWIFT_CODE',
      'CHF',
      { BIC: 'DEUTDEFF', IBAN: 'DE89370400440532013000' },
      { swiftCode: 'DEUTDEFF', accountNumber: 'DE89370400440532013000' },
    ],
  ])('by %s in %s with IBAN and BIC in capitals', async (type, currency, details, kept) => {
    const recipient = await create(await MoneyApp.connect(wise), form(type, currency, details));
    expect(recipient).toMatchObject({ country: 'DE', details: kept });
  });

  it('keeps the documented name when a detail came in two cases, and refuses a BIC that is none', async () => {
    const app = await MoneyApp.connect(wise);
    const twice = { IBAN: 'nonsense', iban: 'DE89370400440532013000' };
    expect(await create(app, form('iban', 'EUR', twice))).toMatchObject({ details: { iban: twice.iban } });
    const { status, body } = await app.post('/v1/accounts', form('iban', 'EUR', { ...twice, BIC: 'x' }));
    expect([status, body]).toMatchObject([400, { errors: [{ path: 'bic', arguments: ['bic', 'x'] }] }]);
  });

  it.each([
    [
      form('sort_code', 'GBP', { sortCode: '231479', accountNumber: '1' }),
      'accountNumber',
      ['accountNumber', '1'],
    ],
    [form('iban', 'EUR', { iban: 'DE88370400440532013000' }), 'iban', ['iban', 'DE88370400440532013000']],
    [
      form('aba', 'USD', { abartn: '026009594', accountNumber: '1234', accountType: 'SAVINGS' }),
      'abartn',
      undefined,
    ],
    [form('sort_code', 'EUR', {}), 'type', ['type', 'sort_code']],
    [form('iban', 'XXX', {}), 'currency', undefined],
    [form('email', 'EUR', { email: 'nobody' }), 'email', undefined],
    [form('email', 'EUR', { email: 'a@b.example', legalType: 'ROBOT' }), 'legalType', undefined],
    [
      form('email', 'EUR', { email: 'a@b.example' }, { accountHolderName: 'John' }),
      'accountHolderName',
      undefined,
    ],
    [
      form('email', 'EUR', { email: 'a@b.example' }, { accountHolderName: '<b>' }),
      'accountHolderName',
      undefined,
    ],
    ['{"currency":"EUR"}', 'details', undefined],
  ])('documented: 400 field by field for %s', async (json, path, words) => {
    const { status, body } = await (await MoneyApp.connect(wise)).post('/v1/accounts', json);
    expect(status).toBe(400);
    const error = { code: 'NOT_VALID', path, ...(words ? { arguments: words } : {}) };
    expect(body).toMatchObject({ errors: expect.arrayContaining([expect.objectContaining(error)]) });
  });

  it('of a business has one name', async () => {
    const details = { email: 'a@b.example', legalType: 'BUSINESS' };
    const json = form('email', 'EUR', details, { accountHolderName: 'A1' });
    expect(await create(await MoneyApp.connect(wise), json)).toMatchObject({ legalEntityType: 'BUSINESS' });
  });

  it('hashes the same for the same details, and otherwise for others', async () => {
    const app = await MoneyApp.connect(wise);
    const [one, same] = [await create(app), await create(app)];
    const other = await create(app, JOHN.replace('37778842', '37778843'));
    expect(same.hash).toBe(one.hash);
    expect(same.id).not.toBe(one.id);
    expect(other.hash).not.toBe(one.hash);
  });

  it('documented: is deactivated once; again is 403', async () => {
    const app = await MoneyApp.connect(wise);
    const { id } = await create(app);
    expect((await app.call('DELETE', `/v2/accounts/${id}`)).body).toMatchObject({ id, active: false });
    expect((await app.call('DELETE', `/v2/accounts/${id}`)).status).toBe(403);
    expect(ids((await app.get('/v2/accounts')).body)).not.toContain(id);
    expect(ids((await app.get('/v2/accounts?active=false')).body)).toEqual([id]);
  });

  it('keeps an id of 19 digits, in both shapes', async () => {
    const app = await MoneyApp.connect(wise, LIN);
    const { id } = await create(app, JOHN.replace('{', `{"profile":${LIN.profileId},`));
    expect(id).toMatch(/^\d{19}$/);
    expect((await app.get(`/v2/accounts/${id}`)).body).toMatchObject({ id, profileId: LIN.profileId });
    expect((await app.get(`/v1/accounts/${id}`)).body).toMatchObject({ id, business: LIN.profileId });
    expect((await app.get(`/v2/accounts/${BigInt(Number(id))}`)).status).toBe(404);
  });

  it('belongs to the granted profile, and to no other', async () => {
    const { id } = await create(await MoneyApp.connect(wise));
    const ben = await MoneyApp.connect(wise, BEN);
    expect((await ben.get(`/v2/accounts/${id}`)).status).toBe(404);
    expect((await ben.get('/v2/accounts?profile=30000001')).status).toBe(403);
    expect((await ben.get('/v1/accounts?profileId=30000002')).status).toBe(403);
    expect((await ben.post('/v1/accounts', JOHN.replace('{', '{"profile":30000002,'))).status).toBe(403);
  });
});

describe('the list of recipients', () => {
  it('comes in pages that follow each other', async () => {
    const app = await MoneyApp.connect(wise);
    for (const _ of [1, 2, 3]) await create(app);
    const all = ids((await app.get('/v2/accounts')).body);
    const read: string[] = [];
    for (let next: string | undefined = all[0]; next !== undefined; ) {
      const page = (await app.get(`/v2/accounts?size=2&seekPosition=${next}`)).body as Page;
      expect(page.content.length).toBeLessThanOrEqual(2);
      read.push(...ids(page));
      next = page.seekPositionForNext;
    }
    expect(read).toEqual(all);
    expect(all.length).toBeGreaterThanOrEqual(3);
  });

  it('is filtered and sorted as it is asked for', async () => {
    const app = await MoneyApp.connect(wise);
    const euros = await create(
      app,
      form('email', 'EUR', { email: 'a@b.example' }, { ownedByCustomer: true }),
    );
    const pounds = await create(app);
    const asked = async (query: string) => ids((await app.get(`/v2/accounts?${query}`)).body);
    expect(await asked('ownedByCustomer=true')).toEqual([euros.id]);
    expect(await asked('type=email,aba')).toEqual([euros.id]);
    expect(await asked('type=EMAIL,Aba')).toEqual([euros.id]);
    expect(await asked('ownedByCustomer=True')).toEqual([euros.id]);
    expect((await asked('currency=USD,GBP')).at(-1)).toBe(pounds.id);
    expect(await asked('creatorId=10000002')).toEqual([]);
    expect((await asked('sort=id,desc'))[0]).toBe(pounds.id);
    expect((await asked('sort=currency,asc')).indexOf(euros.id)).toBeLessThan(
      (await asked('sort=currency,asc')).indexOf(pounds.id),
    );
  });

  it.each(['size=0', 'size=21', 'size=x', 'seekPosition=x', 'sort=name', 'active=yes'])(
    'is refused for %s',
    async (query) => {
      const { status, body } = await (await MoneyApp.connect(wise)).get(`/v2/accounts?${query}`);
      expect({ status, body }).toMatchObject({
        status: 422,
        body: { errors: [{ path: query.split('=')[0] }] },
      });
    },
  );
});

describe('the forms of recipients', () => {
  type Form = {
    type: string;
    fields: { group: { key: string; example: string; validationRegexp?: string }[] }[];
  };
  const formsOf = async (app: MoneyApp, targetCurrency: string, wanted?: string) => {
    const quote = `{"sourceCurrency":"GBP","targetCurrency":"${targetCurrency}","sourceAmount":100}`;
    const { id } = (await app.post(`/v3/profiles/${app.profileId}/quotes`, quote)).body as { id: string };
    const path = `/v1/quotes/${id}/account-requirements`;
    return (await (wanted === undefined ? app.get(path) : app.post(path, wanted))).body as Form[];
  };

  it.each(['GBP', 'EUR', 'USD', 'CAD', 'JPY'])(
    'of %s, filled in with their own examples, make one',
    async (currency) => {
      const app = await MoneyApp.connect(wise);
      const forms = await formsOf(app, currency);
      expect(forms.length).toBeGreaterThanOrEqual(2);
      for (const { type, fields } of forms) {
        const group = fields.flatMap((field) => field.group);
        for (const { example, validationRegexp } of group) {
          if (validationRegexp !== undefined) expect(example).toMatch(new RegExp(validationRegexp));
        }
        const { accountHolderName, ...details } = Object.fromEntries(
          group.map(({ key, example }) => [key, example]),
        );
        const { status, text } = await app.post(
          '/v1/accounts',
          form(type, currency, details, { accountHolderName }),
        );
        expect(`${type} ${status} ${status === 200 ? '' : text}`).toBe(`${type} 200 `);
      }
    },
  );

  it('are told one by one when a type is given', async () => {
    const app = await MoneyApp.connect(wise);
    expect((await formsOf(app, 'GBP', '{"type":"iban"}')).map(({ type }) => type)).toEqual(['iban']);
    expect((await formsOf(app, 'GBP', '{"type":"SortCode"}')).map(({ type }) => type)).toEqual(['sort_code']);
    expect((await formsOf(app, 'GBP', '{}')).length).toBe((await formsOf(app, 'GBP')).length);
  });

  it("of another profile's quote are not told", async () => {
    const app = await MoneyApp.connect(wise);
    const quote = '{"sourceCurrency":"GBP","targetCurrency":"EUR","sourceAmount":100}';
    const { id } = (await app.post(`/v3/profiles/${app.profileId}/quotes`, quote)).body as { id: string };
    const ben = await MoneyApp.connect(wise, BEN);
    expect((await ben.get(`/v1/quotes/${id}/account-requirements`)).status).toBe(404);
  });
});

// The examples of the registry of IBANs, and one digit off.
it.each([
  ['GB29 NWBK 6016 1331 9268 19', true],
  ['DE89370400440532013000', true],
  ['PL61109010140000071219812874', true],
  ['PL61109010140000071219812875', false],
  ['DE8937040044053201300', false],
  ['', false],
])('IBAN %s: %s', (iban, is) => {
  expect(isIban(iban)).toBe(is);
});
