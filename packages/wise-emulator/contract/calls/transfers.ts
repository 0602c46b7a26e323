import { type ContractCall, type ContractWise, callOfLin, LIN } from '../contract-wise';
import { recipientOfLin } from './accounts';
import { quoteOfLin } from './quotes';

const TRANSFERS = '/v1/transfers';
const FUNDING = '/v3/profiles/{profileId}/transfers/{transferId}/payments';
const SIMULATION = '/v1/simulation/transfers/{transferId}/{status}';

type Sent = { wise: ContractWise; token: string };

async function create({ wise, token }: Sent, quoteUuid?: string) {
  const form = {
    quoteUuid: quoteUuid ?? (await quoteOfLin(wise, token)),
    customerTransactionId: crypto.randomUUID(),
    details: { reference: 'Invoice 2026-001' },
  };
  const recipientId = await recipientOfLin(wise, token);
  const json = JSON.stringify(form).replace('{', `{"targetAccount":${recipientId},`);
  return wise.ask('POST', TRANSFERS, { token, json });
}

async function made(sent: Sent): Promise<string> {
  await create(sent);
  return sent.wise.get().state.transfers.of(LIN.profileId)[0]?.id ?? '';
}

async function fund({ wise, token }: Sent, id: string, type = 'BALANCE') {
  await wise.control('PUT', '/settings', { scaCountries: '' });
  const path = `/v3/profiles/${LIN.profileId}/transfers/${id}/payments`;
  return wise.ask('POST', path, { token, json: JSON.stringify({ type }) });
}

async function simulate(sent: Sent, id: string, ...statuses: string[]) {
  let last = { status: 0 };
  for (const status of statuses) {
    last = await sent.wise.ask('GET', `/v1/simulation/transfers/${id}/${status}`, { token: sent.token });
  }
  return last;
}

function call(
  operation: string,
  status: number,
  about: string,
  send: (sent: Sent) => Promise<{ status: number }>,
): ContractCall {
  return callOfLin(operation, status, about, (wise, token) => send({ wise, token }));
}

const get = ({ wise, token }: Sent, path: string) => wise.ask('GET', path, { token });
const cancel = ({ wise, token }: Sent, id: string) => wise.ask('PUT', `${TRANSFERS}/${id}/cancel`, { token });
const NOBODY = crypto.randomUUID();

export const TRANSFER_CALLS: readonly ContractCall[] = [
  call(`POST ${TRANSFERS}`, 200, 'by a quote', (sent) => create(sent)),
  call(`POST ${TRANSFERS}`, 422, 'by a quote that there is not', (sent) => create(sent, NOBODY)),
  call(`GET ${TRANSFERS}`, 200, 'all', async (sent) => {
    await made(sent);
    return get(sent, TRANSFERS);
  }),
  call(`GET ${TRANSFERS}`, 403, 'of a profile that was not granted', (sent) =>
    get(sent, `${TRANSFERS}?profile=30000001`),
  ),
  call(`GET ${TRANSFERS}`, 422, 'by a status that there is not', (sent) =>
    get(sent, `${TRANSFERS}?status=lost`),
  ),
  call(`GET ${TRANSFERS}/{transferId}`, 200, 'one', async (sent) =>
    get(sent, `${TRANSFERS}/${await made(sent)}`),
  ),
  call(`GET ${TRANSFERS}/{transferId}`, 200, 'one, its times as documented', async (sent) => {
    await sent.wise.control('PUT', '/settings', { transferTimes: 'documented' });
    return get(sent, `${TRANSFERS}/${await made(sent)}`);
  }),
  call(`GET ${TRANSFERS}/{transferId}`, 404, 'none', (sent) => get(sent, `${TRANSFERS}/1`)),
  call(`GET ${TRANSFERS}/{transferId}/payments`, 200, 'of one that was funded', async (sent) => {
    const id = await made(sent);
    await fund(sent, id);
    return get(sent, `${TRANSFERS}/${id}/payments`);
  }),
  call(`GET ${TRANSFERS}/{transferId}/payments`, 404, 'of none', (sent) =>
    get(sent, `${TRANSFERS}/1/payments`),
  ),
  call('GET /v1/delivery-estimates/{transferId}', 200, 'in a time zone', async (sent) =>
    get(sent, `/v1/delivery-estimates/${await made(sent)}?timezone=Asia/Singapore`),
  ),
  call('GET /v1/delivery-estimates/{transferId}', 404, 'of none', (sent) =>
    get(sent, '/v1/delivery-estimates/1'),
  ),
  call('GET /v1/delivery-estimates/{transferId}', 422, 'in no time zone', async (sent) =>
    get(sent, `/v1/delivery-estimates/${await made(sent)}?timezone=Atlantis`),
  ),
  call(`PUT ${TRANSFERS}/{transferId}/cancel`, 200, 'one that waits', async (sent) =>
    cancel(sent, await made(sent)),
  ),
  call(`PUT ${TRANSFERS}/{transferId}/cancel`, 404, 'none', (sent) => cancel(sent, '1')),
  call(`PUT ${TRANSFERS}/{transferId}/cancel`, 409, 'twice', async (sent) => {
    const id = await made(sent);
    await cancel(sent, id);
    return cancel(sent, id);
  }),
  ...([201, 200] as const).flatMap((status) => {
    const fundingAnswer = status === 201 ? 'recorded' : 'documented';
    const settle = ({ wise }: Sent) => wise.control('PUT', '/settings', { fundingAnswer });
    return [
      call(`POST ${FUNDING}`, status, `from a balance, as ${fundingAnswer}`, async (sent) => {
        await settle(sent);
        return fund(sent, await made(sent));
      }),
      call(`POST ${FUNDING}`, status, `twice, as ${fundingAnswer}: rejected`, async (sent) => {
        await settle(sent);
        const id = await made(sent);
        await fund(sent, id);
        return fund(sent, id);
      }),
    ];
  }),
  call(`POST ${FUNDING}`, 403, 'without strong customer authentication', async (sent) => {
    const id = await made(sent);
    await sent.wise.control('PUT', '/settings', { scaCountries: '*' });
    const path = `/v3/profiles/${LIN.profileId}/transfers/${id}/payments`;
    return sent.wise.ask('POST', path, { token: sent.token, json: '{"type":"BALANCE"}' });
  }),
  call(`POST ${FUNDING}`, 404, 'none', (sent) => fund(sent, '1')),
  call(`POST ${FUNDING}`, 422, 'in coins', async (sent) => fund(sent, await made(sent), 'COINS')),
  call(`GET ${SIMULATION}`, 200, 'all the way and back', async (sent) => {
    const id = await made(sent);
    await fund(sent, id);
    const forth = ['processing', 'funds_converted', 'outgoing_payment_sent'];
    return simulate(sent, id, ...forth, 'bounced_back', 'funds_refunded');
  }),
  call(`GET ${SIMULATION}`, 404, 'none', (sent) => simulate(sent, '1', 'processing')),
  call(`GET ${SIMULATION}`, 422, 'not funded', async (sent) =>
    simulate(sent, await made(sent), 'processing'),
  ),
  call('POST /v1/simulation/profiles/{profileId}/verifications', 200, 'of the granted profile', (sent) =>
    sent.wise.ask('POST', `/v1/simulation/profiles/${LIN.profileId}/verifications`, { token: sent.token }),
  ),
  call('POST /v1/simulation/verify-profile', 200, 'of all profiles of the user', (sent) =>
    sent.wise.ask('POST', '/v1/simulation/verify-profile', { token: sent.token }),
  ),
];
