import { AUTHORIZATION } from '#testing/emulator-for-tests';
import { MADE, PIA, registrationOf } from '#testing/made-user';
import type { ContractCall, ContractWise } from '../contract-wise';

const SIGN_UP = 'POST /v1/user/signup/registration_code';
const EXISTS = 'POST /v1/users/exists';
const CLAIM = 'POST /v1/user/claim-account';
const PROFILE = 'POST /v2/profiles/personal-profile';

async function signUp(wise: ContractWise, body: object = MADE) {
  const token = await wise.applicationToken();
  return wise.ask('POST', '/v1/user/signup/registration_code', { token, json: JSON.stringify(body) });
}

async function exists(wise: ContractWise, email: string) {
  return wise.ask('POST', '/v1/users/exists', {
    token: await wise.applicationToken(),
    json: JSON.stringify({ email }),
  });
}

function tokens(wise: ContractWise, fields: Record<string, string> = {}) {
  const form = { ...registrationOf(), ...fields };
  return wise.ask('POST', '/oauth/token', { form, headers: { authorization: AUTHORIZATION } });
}

/** A token of a user without a profile, who is another one for every version of a path. */
async function tokenOfMade(wise: ContractWise, email: string = MADE.email): Promise<string> {
  await signUp(wise, { ...MADE, email });
  return ((await (await tokens(wise, { email })).json()) as { access_token: string }).access_token;
}

async function makeProfile(wise: ContractWise, body: object, token: string) {
  return wise.ask('POST', '/v2/profiles/personal-profile', { token, json: JSON.stringify(body) });
}

async function claim(wise: ContractWise, registrationCode: string) {
  const token = await tokenOfMade(wise);
  return wise.ask('POST', '/v1/user/claim-account', { token, json: JSON.stringify({ registrationCode }) });
}

export const SIGN_UP_CALLS: readonly ContractCall[] = [
  {
    operation: SIGN_UP,
    status: 200,
    about: 'a new user',
    // asked by every version of the path in turn
    send: (wise) => signUp(wise, { ...MADE, email: `${crypto.randomUUID()}@made.example` }),
  },
  {
    operation: SIGN_UP,
    status: 409,
    about: 'an e-mail that is taken',
    send: (wise) => signUp(wise, { ...MADE, email: 'lin@wise-user.example' }),
  },
  { operation: SIGN_UP, status: 400, about: 'nothing', send: (wise) => signUp(wise, {}) },
  {
    operation: SIGN_UP,
    status: 422,
    about: 'no e-mail',
    send: (wise) => signUp(wise, { ...MADE, email: 'x' }),
  },
  {
    operation: EXISTS,
    status: 200,
    about: 'somebody',
    send: (wise) => exists(wise, 'lin@wise-user.example'),
  },
  { operation: EXISTS, status: 400, about: 'nothing', send: (wise) => exists(wise, '') },
  { operation: EXISTS, status: 422, about: 'no e-mail', send: (wise) => exists(wise, 'x') },
  {
    operation: 'POST /oauth/token',
    status: 200,
    about: 'registration_code',
    send: async (wise) => {
      await signUp(wise);
      return tokens(wise);
    },
  },
  {
    operation: 'POST /oauth/token',
    status: 401,
    about: 'a wrong registration code',
    send: (wise) => tokens(wise, { registration_code: 'b'.repeat(32) }),
  },
  {
    operation: CLAIM,
    status: 200,
    about: 'a link for the user',
    send: (wise) => claim(wise, MADE.registrationCode),
  },
  { operation: CLAIM, status: 400, about: 'nothing', send: (wise) => claim(wise, '') },
  {
    operation: CLAIM,
    status: 422,
    about: 'the code of somebody else',
    send: (wise) => claim(wise, 'b'.repeat(32)),
  },
  {
    operation: PROFILE,
    status: 200,
    about: 'the profile of a user who has none',
    send: async (wise) =>
      makeProfile(wise, PIA, await tokenOfMade(wise, `${crypto.randomUUID()}@made.example`)),
  },
  {
    operation: PROFILE,
    status: 409,
    about: 'a second one',
    send: async (wise) => makeProfile(wise, PIA, await wise.userToken()),
  },
  {
    operation: PROFILE,
    status: 422,
    about: 'nothing',
    send: async (wise) => makeProfile(wise, {}, await wise.userToken()),
  },
];
