import type { UndocumentedStatus } from './undocumented';

const BALANCES = '/v4/profiles/{profileId}/balances';
const QUOTES = '/v3/profiles/{profileId}/quotes';
const FUNDING = '/v3/profiles/{profileId}/transfers/{transferId}/payments';
const SIMULATION = '/v1/simulation/transfers/{transferId}/{status}';
const STATEMENT = '/v1/profiles/{profileId}/balance-statements/{balanceId}/statement.json';

/** openapi.yml has next to no refusals for what is about money: shapes 2 and 3 of docs/wise.md 8.1 are assumed. */
export const UNDOCUMENTED_OF_MONEY: readonly UndocumentedStatus[] = [
  {
    status: 400,
    operation: `GET ${BALANCES}`,
    shape: 'gateway',
    source: 'recorded in July 2026: without `types`; the body is assumed',
  },
  ...[
    `GET ${QUOTES}/{quoteId}`,
    `PATCH ${QUOTES}/{quoteId}`,
    'POST /v1/quotes/{quoteId}/account-requirements',
  ].map((operation) => ({
    status: 404,
    operation,
    shape: 'validation' as const,
    source: 'recorded in July 2026: error.quote.not.found; the status is assumed',
  })),
  ...[
    `GET ${BALANCES}`,
    `POST ${BALANCES}`,
    `DELETE ${BALANCES}/{balanceId}`,
    `GET ${STATEMENT}`,
    'POST /v1/simulation/balance/topup',
    'POST /v2/profiles/{profileId}/balance-movements',
    `POST ${QUOTES}`,
    `PATCH ${QUOTES}/{quoteId}`,
    'GET /v1/delivery-estimates/{transferId}',
    'GET /v2/accounts',
    'POST /v1/transfers',
    'GET /v1/transfers',
    `POST ${FUNDING}`,
    `GET ${SIMULATION}`,
  ].map((operation) => ({
    status: 422,
    operation,
    shape: 'validation' as const,
    source: 'assumed: what is wrong with the request, field by field',
  })),
  ...[
    `GET ${BALANCES}/{balanceId}`,
    `DELETE ${BALANCES}/{balanceId}`,
    `GET ${STATEMENT}`,
    'POST /v1/simulation/balance/topup',
    'GET /v1/accounts/{accountId}',
    'GET /v2/accounts/{accountId}',
    'DELETE /v2/accounts/{accountId}',
    `GET ${SIMULATION}`,
    'GET /v1/delivery-estimates/{transferId}',
  ].map((operation) => ({
    status: 404,
    operation,
    shape: 'gateway' as const,
    source: "assumed: nothing of the profile's has this id",
  })),
];
