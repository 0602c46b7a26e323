import { parse } from 'lossless-json';
import { expect, it } from 'vitest';
import { fund, made, simulate } from '#testing/transfer-acts';
import { webhookPartner } from '#testing/webhook-partner';
import { LIN, MoneyApp } from '#testing/wise-money';

const partner = webhookPartner();
const { receiver } = partner;

const digits = (json: string) => parse(json, undefined, (literal) => literal) as { data: object };

it('a top-up by the API is told as balances#update, with the balance after it and no digit lost', async () => {
  const app = await MoneyApp.connect(partner, LIN);
  const { id } = await app.balanceIn('GBP');
  await partner.subscribeApp({ trigger_on: 'balances#update', version: '4.0.0' });
  expect((await app.topUp(id, 'GBP', '0.10')).status).toBe(200);
  const after = (await app.balanceIn('GBP')).amount;
  const [came] = await receiver.until(1);
  expect(digits(came?.body ?? '{}').data).toMatchObject({
    resource: { id, profile_id: LIN.profileId, type: 'balance-account' },
    balance_id: id,
    transaction_type: 'credit',
    currency: 'GBP',
    post_transaction_balance_amount: after,
  });
  expect(partner.deliveries()).toHaveLength(1);
});

it('a transfer made, funded and sent by the API is told step by step, and the balance that paid for it', async () => {
  await partner.control('PUT', '/settings', { scaCountries: '' });
  const app = await MoneyApp.connect(partner, LIN);
  await partner.subscribeApp({ trigger_on: 'transfers#state-change', url: receiver.url('/transfers') });
  await partner.subscribeApp({
    trigger_on: 'balances#update',
    version: '3.0.0',
    url: receiver.url('/balances'),
  });
  const { id } = await made(app);
  await fund(app, id);
  for (const status of ['funds_converted', 'outgoing_payment_sent']) await simulate(app, id, status);
  const came = await receiver.until(5);
  const at = (path: string) => came.filter((each) => each.path === path).map(({ body }) => digits(body).data);
  const resource = expect.objectContaining({ type: 'transfer', id, profile_id: LIN.profileId });
  expect(at('/transfers')).toMatchObject([
    { resource, previous_state: null, current_state: 'incoming_payment_waiting' },
    { resource, previous_state: 'incoming_payment_waiting', current_state: 'processing' },
    { resource, previous_state: 'processing', current_state: 'funds_converted' },
    { resource, previous_state: 'funds_converted', current_state: 'outgoing_payment_sent' },
  ]);
  expect(at('/balances')).toMatchObject([{ transaction_type: 'debit', currency: 'GBP', amount: '100' }]);
});

it('verification is told by the simulation, and lost and found again by hand', async () => {
  const app = await MoneyApp.connect(partner, LIN);
  await partner.subscribeApp({ trigger_on: 'profiles#verification-state-change' });
  await app.post(`/v1/simulation/profiles/${LIN.profileId}/verifications`, '');
  for (const act of ['lose-verification', 'verify']) {
    await partner.control('POST', `/users/${LIN.userId}/${act}`);
  }
  const told = (await receiver.until(3)).map(({ body }) => digits(body).data);
  const resource = { type: 'profile', id: LIN.profileId };
  expect(told).toMatchObject([
    { resource, current_state: 'verified' },
    { resource, current_state: 'not_verified' },
    { resource, current_state: 'verified' },
  ]);
});
