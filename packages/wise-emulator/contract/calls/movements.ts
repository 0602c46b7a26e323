import { type ContractCall, type ContractWise, LIN } from '../contract-wise';
import { balanceOfLin } from './balances';
import { quoteOfLin } from './quotes';

const operation = 'POST /v2/profiles/{profileId}/balance-movements';

async function move(wise: ContractWise, json: (token: string) => Promise<string>) {
  const token = await wise.userToken();
  return wise.ask('POST', `/v2/profiles/${LIN.profileId}/balance-movements`, {
    token,
    json: await json(token),
    headers: { 'X-idempotence-uuid': crypto.randomUUID() },
  });
}

async function toJar(wise: ContractWise, token: string, value: string): Promise<string> {
  const from = await balanceOfLin(wise, token);
  await wise.ask('POST', `/v4/profiles/${LIN.profileId}/balances`, {
    token,
    json: '{"currency":"GBP","type":"SAVINGS","name":"Holiday"}',
    headers: { 'X-idempotence-uuid': crypto.randomUUID() },
  });
  const to = wise.get().state.balances.of(LIN.profileId).at(-1)?.id;
  return `{"sourceBalanceId":${from},"targetBalanceId":${to},"amount":{"value":${value},"currency":"GBP"}}`;
}

export const MOVEMENT_CALLS: readonly ContractCall[] = [
  {
    operation,
    status: 201,
    about: 'converted by a quote',
    send: (wise) =>
      move(wise, async (token) => {
        const quote = { sourceCurrency: 'GBP', targetCurrency: 'EUR', sourceAmount: 10, payOut: 'BALANCE' };
        return JSON.stringify({ quoteId: await quoteOfLin(wise, token, quote) });
      }),
  },
  {
    operation,
    status: 201,
    about: 'into a jar',
    send: (wise) => move(wise, (token) => toJar(wise, token, '10')),
  },
  {
    operation,
    status: 422,
    about: 'more than there is',
    send: (wise) => move(wise, (token) => toJar(wise, token, '1000000')),
  },
];
