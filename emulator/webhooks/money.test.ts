import { parse } from 'lossless-json';
import { expect, it } from 'vitest';
import { webhookPartner } from '#emulator/testing/webhook-partner';
import { LIN, MoneyApp } from '#emulator/testing/wise-money';

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
