import { type ContractCall, type ContractWise, callOfLin as call, LIN } from '../contract-wise';

const ACCOUNTS = '/v2/accounts';

/** openapi.yml, the example of recipientCreate. */
export const JOHN_DOE = {
  currency: 'GBP',
  type: 'sort_code',
  ownedByCustomer: true,
  accountHolderName: 'John Doe',
  details: { legalType: 'PRIVATE', sortCode: '040075', accountNumber: '37778842', dateOfBirth: '1961-01-01' },
};

function create(wise: ContractWise, token: string, form: object) {
  const json = JSON.stringify(form).replace('"LIN"', LIN.profileId);
  return wise.ask('POST', '/v1/accounts', { token, json });
}

/** A recipient of hers, by the id that was not rounded. */
export async function recipientOfLin(wise: ContractWise, token: string, form: object = JOHN_DOE) {
  await create(wise, token, form);
  return wise.get().state.recipients.of(LIN.profileId).at(-1)?.id ?? '';
}

type Send = (wise: ContractWise, token: string) => Promise<{ status: number }>;

function one(method: string, path: string): Send {
  return async (wise, token) => wise.ask(method, `${path}/${await recipientOfLin(wise, token)}`, { token });
}

function none(method: string, path: string): Send {
  return (wise, token) => wise.ask(method, `${path}/1`, { token });
}

export const ACCOUNT_CALLS: readonly ContractCall[] = [
  call('POST /v1/accounts', 200, "the file's example", (wise, token) =>
    create(wise, token, { ...JOHN_DOE, profile: 'LIN' }),
  ),
  call('POST /v1/accounts', 200, 'as documented', async (wise, token) => {
    await wise.control('PUT', '/settings', { newRecipientAnswer: 'documented' });
    return create(wise, token, JOHN_DOE);
  }),
  call('POST /v1/accounts', 200, 'by e-mail', (wise, token) =>
    create(wise, token, {
      accountHolderName: 'John Doe',
      currency: 'EUR',
      type: 'email',
      details: { email: 'john.doe@transfer-world.com' },
    }),
  ),
  call('POST /v1/accounts', 400, 'a sort code of five digits', (wise, token) =>
    create(wise, token, { ...JOHN_DOE, details: { ...JOHN_DOE.details, sortCode: '23147' } }),
  ),
  call(`GET ${ACCOUNTS}`, 200, 'some, sorted, of several', async (wise, token) => {
    await recipientOfLin(wise, token);
    await recipientOfLin(wise, token);
    return wise.ask('GET', `${ACCOUNTS}?profileId=${LIN.profileId}&size=1&sort=id,desc`, { token });
  }),
  call(`GET ${ACCOUNTS}`, 403, 'of a profile that was not granted', (wise, token) =>
    wise.ask('GET', `${ACCOUNTS}?profileId=30000001`, { token }),
  ),
  call(`GET ${ACCOUNTS}`, 422, 'too many at once', (wise, token) =>
    wise.ask('GET', `${ACCOUNTS}?size=21`, { token }),
  ),
  call(`GET ${ACCOUNTS}/{accountId}`, 200, 'one', one('GET', ACCOUNTS)),
  call(`GET ${ACCOUNTS}/{accountId}`, 404, 'none', none('GET', ACCOUNTS)),
  call(`DELETE ${ACCOUNTS}/{accountId}`, 200, 'one', one('DELETE', ACCOUNTS)),
  call(`DELETE ${ACCOUNTS}/{accountId}`, 404, 'none', none('DELETE', ACCOUNTS)),
  call(`DELETE ${ACCOUNTS}/{accountId}`, 403, 'one that is inactive', async (wise, token) => {
    const path = `${ACCOUNTS}/${await recipientOfLin(wise, token)}`;
    await wise.ask('DELETE', path, { token });
    return wise.ask('DELETE', path, { token });
  }),
  call('GET /v1/accounts', 200, 'all', async (wise, token) => {
    await recipientOfLin(wise, token);
    return wise.ask('GET', '/v1/accounts', { token });
  }),
  call('GET /v1/accounts/{accountId}', 200, 'one', one('GET', '/v1/accounts')),
  call('GET /v1/accounts/{accountId}', 404, 'none', none('GET', '/v1/accounts')),
];
