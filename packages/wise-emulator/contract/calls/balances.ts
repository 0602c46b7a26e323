import { CURRENCIES } from '#emulator/kernel/store/money/currencies';
import { type ContractCall, type ContractWise, LIN } from '../contract-wise';

const BALANCES = '/v4/profiles/{profileId}/balances';
const STATEMENT = '/v1/profiles/{profileId}/balance-statements/{balanceId}/statement.json';
const TOP_UP = '/v1/simulation/balance/topup';
const LINS = `/v4/profiles/${LIN.profileId}/balances`;

/** Her first balance, in pounds; asking for the list makes it be there. */
export async function balanceOfLin(wise: ContractWise, token: string): Promise<string> {
  await wise.ask('GET', `${LINS}?types=STANDARD`, { token });
  return wise.get().state.balances.of(LIN.profileId)[0]?.id ?? '';
}

type Sent = { wise: ContractWise; token: string; balanceId: string };

function call(
  operation: string,
  status: number,
  about: string,
  send: (sent: Sent) => Promise<{ status: number }>,
): ContractCall {
  return {
    operation,
    status,
    about,
    send: async (wise) => {
      const token = await wise.userToken();
      return send({ wise, token, balanceId: await balanceOfLin(wise, token) });
    },
  };
}

const wanted = { currency: 'JPY', type: 'STANDARD' };

/** A currency that she has no balance in: each version of the path opens one. */
function another({ wise }: Sent): string {
  const { balances } = wise.get().state;
  return CURRENCIES.find((currency) => !balances.standard(LIN.profileId, currency))?.code ?? '';
}

function open({ wise, token }: Sent, balance: object) {
  return wise.ask('POST', LINS, {
    token,
    json: JSON.stringify(balance),
    headers: { 'X-idempotence-uuid': crypto.randomUUID() },
  });
}

async function statement(sent: Sent, balanceId: string, query: Record<string, string> = {}) {
  await sent.wise.control('PUT', '/settings', { scaCountries: '' });
  return protectedStatement(sent, balanceId, query);
}

function protectedStatement({ wise, token }: Sent, balanceId: string, query: Record<string, string> = {}) {
  const asked = new URLSearchParams({
    currency: 'GBP',
    intervalStart: new Date(Date.now() - 100 * 86_400_000).toISOString(),
    intervalEnd: new Date().toISOString(),
    ...query,
  });
  const path = `/v1/profiles/${LIN.profileId}/balance-statements/${balanceId}/statement.json`;
  return wise.ask('GET', `${path}?${asked}`, { token });
}

function topUp({ wise, token }: Sent, balanceId: string, amount: string) {
  const json = `{"profileId":${LIN.profileId},"balanceId":${balanceId},"currency":"GBP","amount":${amount}}`;
  return wise.ask('POST', TOP_UP, { token, json });
}

export const BALANCE_CALLS: readonly ContractCall[] = [
  call(`GET ${BALANCES}`, 200, 'all of a profile', ({ wise, token }) =>
    wise.ask('GET', `${LINS}?types=STANDARD,SAVINGS`, { token }),
  ),
  call(`GET ${BALANCES}`, 400, 'of no type', ({ wise, token }) => wise.ask('GET', LINS, { token })),
  call(`GET ${BALANCES}`, 422, 'of a type that there is not', ({ wise, token }) =>
    wise.ask('GET', `${LINS}?types=COINS`, { token }),
  ),
  call(`GET ${BALANCES}/{balanceId}`, 200, 'one', ({ wise, token, balanceId }) =>
    wise.ask('GET', `${LINS}/${balanceId}`, { token }),
  ),
  call(`GET ${BALANCES}/{balanceId}`, 404, 'none', ({ wise, token }) =>
    wise.ask('GET', `${LINS}/1`, { token }),
  ),
  call(`POST ${BALANCES}`, 201, 'another currency', (sent) =>
    open(sent, { ...wanted, currency: another(sent) }),
  ),
  call(`POST ${BALANCES}`, 201, 'a jar', (sent) =>
    open(sent, { ...wanted, type: 'SAVINGS', name: 'Holiday' }),
  ),
  call(`POST ${BALANCES}`, 422, 'a jar without a name', (sent) => open(sent, { ...wanted, type: 'SAVINGS' })),
  call(`DELETE ${BALANCES}/{balanceId}`, 204, 'an empty one', async (sent) => {
    await open(sent, { ...wanted, currency: another(sent) });
    const opened = sent.wise.get().state.balances.of(LIN.profileId).at(-1)?.id;
    return sent.wise.ask('DELETE', `${LINS}/${opened}`, { token: sent.token });
  }),
  call(`DELETE ${BALANCES}/{balanceId}`, 404, 'none', ({ wise, token }) =>
    wise.ask('DELETE', `${LINS}/1`, { token }),
  ),
  call(`DELETE ${BALANCES}/{balanceId}`, 422, 'one with money in it', ({ wise, token, balanceId }) =>
    wise.ask('DELETE', `${LINS}/${balanceId}`, { token }),
  ),
  call(`GET ${STATEMENT}`, 200, 'COMPACT', (sent) => statement(sent, sent.balanceId)),
  call(`GET ${STATEMENT}`, 200, 'FLAT', (sent) => statement(sent, sent.balanceId, { type: 'FLAT' })),
  call(`GET ${STATEMENT}`, 403, 'not before SCA', (sent) => protectedStatement(sent, sent.balanceId)),
  call(`GET ${STATEMENT}`, 403, 'not before SCA, as documented', async (sent) => {
    await sent.wise.control('PUT', '/settings', { scaStatementRefusal: 'as-funding' });
    return protectedStatement(sent, sent.balanceId);
  }),
  call(`GET ${STATEMENT}`, 404, 'of no balance', (sent) => statement(sent, '1')),
  call(`GET ${STATEMENT}`, 422, 'in another currency', (sent) =>
    statement(sent, sent.balanceId, { currency: 'EUR' }),
  ),
  call(`POST ${TOP_UP}`, 200, 'a hundred', (sent) => topUp(sent, sent.balanceId, '100')),
  call(`POST ${TOP_UP}`, 404, 'of no balance', (sent) => topUp(sent, '1', '100')),
  call(`POST ${TOP_UP}`, 422, 'of less than a penny', (sent) => topUp(sent, sent.balanceId, '0.001')),
];
