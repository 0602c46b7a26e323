import { AUTHORIZATION, CLIENT, type emulatorForTests } from './emulator-for-tests';

type Wise = ReturnType<typeof emulatorForTests>;

export const MADE = { email: 'pia@made.example', registrationCode: 'a]#Et6(yLW@mq4Ky_+EAjXxpHGq7*&lr' };

/** A partner's calls around a user whom it makes by API. */
export function userMaker(wise: Wise, authorization: string = AUTHORIZATION) {
  const applicationToken = async () =>
    (await wise.token({ grant_type: 'client_credentials' }, authorization)).body.access_token;
  const post = async (path: string, body: unknown, token: string) => {
    const response = await fetch(wise.get().url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return {
    signUp: async (body: unknown = MADE) =>
      post('/v1/user/signup/registration_code', body, await applicationToken()),
    exists: async (body: unknown) => post('/v1/users/exists', body, await applicationToken()),
    claim: (token: string, registrationCode: string = MADE.registrationCode) =>
      post('/v1/user/claim-account', { registrationCode }, token),
    tokens: (fields: Record<string, string> = {}) =>
      wise.token({ ...registrationOf(), ...fields }, authorization),
  };
}

/** The form of a registration_code grant. */
export function registrationOf(clientId: string = CLIENT.clientId): Record<string, string> {
  const { email, registrationCode } = MADE;
  return {
    grant_type: 'registration_code',
    client_id: clientId,
    email,
    registration_code: registrationCode,
  };
}
