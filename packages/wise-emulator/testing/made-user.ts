import { AUTHORIZATION, CLIENT, type emulatorForTests } from './emulator-for-tests';

type Wise = ReturnType<typeof emulatorForTests>;

/** The personal profile of openapi.yml's example, with what its country wants. */
export const PIA = {
  firstName: 'Pia',
  lastName: 'Made',
  dateOfBirth: '1977-07-01',
  address: {
    addressFirstLine: '50 Sunflower Ave',
    city: 'Phoenix',
    countryIso3Code: 'usa',
    postCode: '10025',
    stateCode: 'AZ',
  },
  contactDetails: { email: 'pia@made.example', phoneNumber: '+3725064992' },
};

export const MADE = { email: 'pia@made.example', registrationCode: 'a]#Et6(yLW@mq4Ky_+EAjXxpHGq7*&lr' };

/** A partner's calls around a user whom it makes by API. */
export function userMaker(wise: Wise, authorization: string = AUTHORIZATION) {
  const applicationToken = async () =>
    (await wise.token({ grant_type: 'client_credentials' }, authorization)).body.access_token;
  const post = async (path: string, body: unknown, token: string, headers: Record<string, string> = {}) => {
    const response = await fetch(wise.get().url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
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
    makeProfile: (token: string, body: unknown = PIA, once?: string) =>
      post(
        '/v2/profiles/personal-profile',
        body,
        token,
        once === undefined ? {} : { 'x-idempotence-uuid': once },
      ),
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
