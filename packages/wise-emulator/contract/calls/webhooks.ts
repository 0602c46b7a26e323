import { CLIENT } from '#testing/emulator-for-tests';
import { type ContractCall, type ContractWise, LIN } from '../contract-wise';

// Nobody listens there: what is sent is refused at once, and this suite is about the answers of the API.
const URL_OF_NOBODY = 'http://localhost:1/wise';

const PLACES = [
  {
    path: `/v3/applications/${CLIENT.clientId}-key/subscriptions`,
    operation: '/v3/applications/{clientKey}/subscriptions',
    token: (wise: ContractWise) => wise.applicationToken(),
  },
  {
    path: `/v3/profiles/${LIN.profileId}/subscriptions`,
    operation: '/v3/profiles/{profileId}/subscriptions',
    token: (wise: ContractWise) => wise.userToken(),
  },
];

const NOBODY = '00000000-0000-4000-8000-000000000000';

function form(fields: object = {}): string {
  return JSON.stringify({
    name: 'Webhook Subscription #1',
    trigger_on: 'transfers#state-change',
    delivery: { version: '4.0.0', url: URL_OF_NOBODY },
    ...fields,
  });
}

async function made(wise: ContractWise, path: string, token: string): Promise<string> {
  const answer = await wise.ask('POST', path, { token, json: form() });
  return ((await answer.json()) as { id: string }).id;
}

function callsOf({ path, operation, token: tokenOf }: (typeof PLACES)[number]): ContractCall[] {
  const withOne =
    (method: string, tail = '') =>
    async (wise: ContractWise) => {
      const token = await tokenOf(wise);
      const id = await made(wise, path, token);
      return wise.ask(method, `${path}/${id}${tail}`, { token });
    };
  const withNone =
    (method: string, tail = '') =>
    async (wise: ContractWise) =>
      wise.ask(method, `${path}/${NOBODY}${tail}`, { token: await tokenOf(wise) });
  const post = (json: string) => async (wise: ContractWise) =>
    wise.ask('POST', path, { token: await tokenOf(wise), json });
  const one = `${operation}/{subscriptionId}`;
  return [
    { operation: `POST ${operation}`, status: 200, about: 'a new subscription', send: post(form()) },
    {
      operation: `POST ${operation}`,
      status: 422,
      about: 'an event type that there is not',
      send: post(form({ trigger_on: 'users#revoked' })),
    },
    {
      operation: `GET ${operation}`,
      status: 200,
      about: 'all of them',
      send: async (wise) => {
        const token = await tokenOf(wise);
        await made(wise, path, token);
        return wise.ask('GET', path, { token });
      },
    },
    { operation: `GET ${one}`, status: 200, about: 'one of them', send: withOne('GET') },
    { operation: `GET ${one}`, status: 404, about: 'none of them', send: withNone('GET') },
    { operation: `DELETE ${one}`, status: 204, about: 'one of them', send: withOne('DELETE') },
    { operation: `DELETE ${one}`, status: 404, about: 'none of them', send: withNone('DELETE') },
    ...(operation.includes('applications')
      ? [
          {
            operation: `POST ${one}/test-notifications`,
            status: 200,
            about: 'a test notification',
            send: withOne('POST', '/test-notifications'),
          },
          {
            operation: `POST ${one}/test-notifications`,
            status: 404,
            about: 'of no subscription',
            send: withNone('POST', '/test-notifications'),
          },
        ]
      : []),
  ];
}

export const WEBHOOK_CALLS: readonly ContractCall[] = PLACES.flatMap(callsOf);
