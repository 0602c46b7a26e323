import { expect, it } from 'vitest';
import { describeCall } from './describe-call';

it.each([
  ['GET', '/v1/profiles/1/balance-statements/2/statement.json?currency=GBP', 'statement'],
  ['get', '/2026Q4/profiles/1/balance-statements/2/statement.pdf', 'statement'],
  ['POST', '/v3/profiles/1/transfers/2/payments', 'fund_transfer'],
  ['POST', '/v3/profiles/1/batch-payments/2/payments', 'fund_batch'],
  [
    'POST',
    '/v1/profiles/1/batch-groups/8e9b4a30-8b6d-4d3a-9d8e-0d6f4ddc4a52/payment-initiations',
    'fund_batch',
  ],
  ['POST', '/v3/spend/profiles/1/3dsecure/challenge-result', 'card_payment'],
  ['POST', '/twcard-data/v1/sensitive-card-data/details', 'card_details'],
  ['GET', '/v3/profiles/1/transfers/2/payments', 'other'],
  ['POST', '/v9/something/new', 'other'],
])('%s %s is %s', (method, path, operation) => {
  expect(describeCall({ method, path }).operation).toBe(operation);
});

it('what stands in a path besides plain words is not shown, however it is written', () => {
  const path = '/v1/profiles/12/Ada%20Lovelace/<script>/8e9b4a30-8b6d-4d3a-9d8e-0d6f4ddc4a52?iban=DE89';
  expect(describeCall({ method: 'GET', path }).pathTemplate).toBe('/v1/profiles/{id}/{id}/{id}/{id}');
});
