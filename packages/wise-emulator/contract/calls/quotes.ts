import { type ContractCall, type ContractWise, callOfLin as call, LIN } from '../contract-wise';
import { recipientOfLin } from './accounts';

const QUOTES = '/v3/profiles/{profileId}/quotes';
const LINS = `/v3/profiles/${LIN.profileId}/quotes`;
const POUNDS = { sourceCurrency: 'GBP', targetCurrency: 'GBP', sourceAmount: 100, targetAmount: null };

function create(wise: ContractWise, token: string, form: object = POUNDS) {
  return wise.ask('POST', LINS, { token, json: JSON.stringify(form) });
}

export async function quoteOfLin(wise: ContractWise, token: string, form: object = POUNDS): Promise<string> {
  return ((await (await create(wise, token, form)).json()) as { id: string }).id;
}

async function update(wise: ContractWise, token: string, id: string, json: string) {
  const headers = { 'content-type': 'application/merge-patch+json' };
  return wise.ask('PATCH', `${LINS}/${id}`, { token, json, headers });
}

const NOBODY = crypto.randomUUID();

const REQUIREMENTS = '/v1/quotes/{quoteId}/account-requirements';

function require(wise: ContractWise, token: string, quoteId: string, json?: string) {
  const path = `/v1/quotes/${quoteId}/account-requirements`;
  return wise.ask(json === undefined ? 'GET' : 'POST', path, { token, ...(json !== undefined && { json }) });
}

export const QUOTE_CALLS: readonly ContractCall[] = [
  call(`GET ${REQUIREMENTS}`, 200, 'all forms', async (wise, token) =>
    require(wise, token, await quoteOfLin(wise, token)),
  ),
  call(`GET ${REQUIREMENTS}`, 404, 'of no quote', (wise, token) => require(wise, token, NOBODY)),
  call(`POST ${REQUIREMENTS}`, 200, 'one form', async (wise, token) =>
    require(wise, token, await quoteOfLin(wise, token), '{"type":"iban"}'),
  ),
  call(`POST ${REQUIREMENTS}`, 404, 'of no quote', (wise, token) => require(wise, token, NOBODY, '{}')),
  call(`POST ${QUOTES}`, 200, 'by what is sent', (wise, token) => create(wise, token)),
  call(`POST ${QUOTES}`, 200, 'by what arrives, in a currency without decimals', (wise, token) =>
    create(wise, token, {
      sourceCurrency: 'PLN',
      targetCurrency: 'JPY',
      targetAmount: 10_000,
      preferredPayIn: 'BALANCE',
      payOut: 'BALANCE',
    }),
  ),
  call(`POST ${QUOTES}`, 422, 'by both', (wise, token) =>
    create(wise, token, { ...POUNDS, targetAmount: 100 }),
  ),
  call(`GET ${QUOTES}/{quoteId}`, 200, 'one', async (wise, token) =>
    wise.ask('GET', `${LINS}/${await quoteOfLin(wise, token)}`, { token }),
  ),
  call(`GET ${QUOTES}/{quoteId}`, 404, 'none', (wise, token) =>
    wise.ask('GET', `${LINS}/${NOBODY}`, { token }),
  ),
  call(`PATCH ${QUOTES}/{quoteId}`, 200, 'with a recipient', async (wise, token) => {
    const recipientId = await recipientOfLin(wise, token);
    return update(wise, token, await quoteOfLin(wise, token), `{"targetAccount":${recipientId}}`);
  }),
  call(`PATCH ${QUOTES}/{quoteId}`, 404, 'none', (wise, token) => update(wise, token, NOBODY, '{}')),
  call(`PATCH ${QUOTES}/{quoteId}`, 422, 'with a recipient that there is not', async (wise, token) =>
    update(wise, token, await quoteOfLin(wise, token), '{"targetAccount":1}'),
  ),
];
