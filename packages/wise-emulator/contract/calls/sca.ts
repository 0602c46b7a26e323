import type { Spoken } from '#testing/sca-partner';
import { type ContractCall, LIN } from '../contract-wise';
import { SCA_FACTOR_CALLS } from './sca-factors';
import { type Scene, scaCall } from './sca-scene';

const withToken = (token: string) => ({ headers: { 'one-time-token': token } });

const TOKENS: readonly ContractCall[] = [
  ...['GET /v1/one-time-token/status', 'GET /v1/identity/one-time-token/status'].flatMap((operation) => [
    scaCall(operation, 200, 'what is left to pass', async ({ partner }, { method, path }) =>
      partner.call(method, path, withToken(await partner.openSession())),
    ),
    scaCall(operation, 400, 'an unknown one', ({ partner }, { method, path }) =>
      partner.call(method, path, withToken(crypto.randomUUID())),
    ),
  ]),
  scaCall('POST /v2/profiles/{profileId}/sca-sessions/authorise', 200, 'by hand', ({ partner }, address) =>
    partner.call(address.method, address.path),
  ),
  scaCall('GET /v1/facetec/public-key', 200, 'as text', ({ partner }, { method, path }) =>
    partner.call(method, path),
  ),
];

const PHONE_CODES: readonly ContractCall[] = ['sms', 'whatsapp', 'voice'].flatMap((name) => {
  const [trigger, verify] = [
    `POST /v1/one-time-token/${name}/trigger`,
    `POST /v1/one-time-token/${name}/verify`,
  ];
  const send = async ({ partner, at }: Scene) => {
    const token = await partner.openSession();
    const { method, path } = at(trigger);
    return { token, answer: await partner.call(method, path, withToken(token)) };
  };
  const enter =
    (otpCode: string) =>
    async (scene: Scene, { method, path }: { method: string; path: string }) => {
      const { token } = await send(scene);
      return scene.partner.call(method, path, { json: { otpCode }, ...withToken(token) });
    };
  return [
    scaCall(trigger, 200, 'a code is sent', async (scene) => (await send(scene)).answer),
    scaCall(trigger, 400, 'no one-time token', ({ partner }, { method, path }) => partner.call(method, path)),
    scaCall(verify, 200, 'the code', enter('111111')),
    scaCall(verify, 400, 'a wrong code', enter('111112')),
  ];
});

const LIST = '/v1/application/users/{userId}/phone-numbers';
const ONE = `${LIST}/{phoneNumberId}`;
const NUMBER = { phoneNumber: '+6588888888' };

async function changeNumber(scene: Scene, method: string, json?: unknown): Promise<Spoken> {
  const create = scene.at(`POST ${LIST}`);
  const { body } = await scene.partner.admin(create.method, create.path, NUMBER);
  const { id } = body as { id: number };
  return scene.partner.admin(method, scene.at(`${method} ${ONE}`, { phoneNumberId: String(id) }).path, json);
}

const PHONE_NUMBERS: readonly ContractCall[] = [
  scaCall(`POST ${LIST}`, 200, 'given', ({ partner }, { method, path }) =>
    partner.admin(method, path, NUMBER),
  ),
  scaCall(`POST ${LIST}`, 422, "somebody else's", ({ partner }, { method, path }) =>
    partner.admin(method, path, { phoneNumber: '+447700900001' }),
  ),
  scaCall(`GET ${LIST}`, 200, 'all', async ({ partner }, { method, path }) => {
    await partner.admin('POST', path, NUMBER);
    return partner.admin(method, path);
  }),
  ...['GET', 'POST'].map((name) =>
    scaCall(`${name} ${LIST}`, 404, 'of a stranger', ({ partner }, { method, path }) =>
      partner.admin(method, path.replace(LIN.userId, '99'), method === 'POST' ? NUMBER : undefined),
    ),
  ),
  scaCall(`PUT ${ONE}`, 200, 'changed', (scene) =>
    changeNumber(scene, 'PUT', { phoneNumber: '+6581234567' }),
  ),
  scaCall(`PUT ${ONE}`, 422, 'no number', (scene) => changeNumber(scene, 'PUT', { phoneNumber: '' })),
  scaCall(`DELETE ${ONE}`, 204, 'taken back', (scene) => changeNumber(scene, 'DELETE')),
  ...['PUT', 'DELETE'].map((name) =>
    scaCall(`${name} ${ONE}`, 404, 'that there is not', ({ partner }, { method, path }) =>
      partner.admin(method, path, method === 'PUT' ? NUMBER : undefined),
    ),
  ),
];

export const SCA_CALLS: readonly ContractCall[] = [
  ...TOKENS,
  ...PHONE_CODES,
  ...PHONE_NUMBERS,
  ...SCA_FACTOR_CALLS,
];
