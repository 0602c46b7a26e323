import type { ContractCall } from '../contract-wise';

function ask(path: string): ContractCall['send'] {
  return async (wise) => wise.ask('GET', path, { token: await wise.userToken() });
}

export const RATE_CALLS: readonly ContractCall[] = [
  { operation: 'GET /v1/currencies', status: 200, about: 'all', send: ask('/v1/currencies') },
  { operation: 'GET /v1/rates', status: 200, about: 'of every pair', send: ask('/v1/rates') },
  {
    operation: 'GET /v1/rates',
    status: 200,
    about: 'of a period',
    send: ask('/v1/rates?source=EUR&target=USD&from=2026-01-01&to=2026-01-08&group=day'),
  },
  {
    operation: 'GET /v1/rates',
    status: 400,
    about: 'an unknown currency',
    send: ask('/v1/rates?source=EURO'),
  },
];
