import { CLIENT, emulatorForTests, exchangeOf, REDIRECT_URI, refreshOf } from '#testing/emulator-for-tests';
import type { Recorder } from './recorder';

/** Her ids are the same number once a double has rounded them: what loses a digit cannot hide. */
export const LIN = { userId: '9007199254740993017', profileId: '9007199254740993021' };

type Asked = {
  token?: string;
  json?: string;
  form?: Record<string, string>;
  headers?: Record<string, string>;
};

export type ContractWise = ReturnType<typeof contractWise>;

/** An emulator that is asked by paths of one version of Wise's API at a time, and whose every answer is recorded. */
export function contractWise(recorder: Recorder) {
  const wise = emulatorForTests({ recorder });
  let version = '';
  let userToken = '';
  const versioned = (path: string): string =>
    version === '' ? path : path.replace(/^\/(?:v\d+\/)?/, `/${version}/`);

  const ask = (method: string, path: string, { token, json, form, headers }: Asked = {}): Promise<Response> =>
    fetch(wise.get().url + versioned(path), {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: json }),
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });

  return {
    ...wise,
    ask,
    /** A classic path in the version that is spoken. */
    versioned,
    /** `''`: the classic paths. */
    speak: (spoken: string) => {
      version = spoken;
    },
    consentOfLin: () => wise.consent(LIN),
    /** A live token of Lin's business profile; the same one for as long as it lives. */
    userToken: async (): Promise<string> => {
      const { tokens, clock } = wise.get().state;
      if (tokens.findAccess(userToken, clock.now())) return userToken;
      const { code } = await wise.consent(LIN);
      userToken = (await wise.token(exchangeOf(code))).body.access_token;
      return userToken;
    },
    applicationToken: async (): Promise<string> =>
      (await wise.token({ grant_type: 'client_credentials' })).body.access_token,
    forms: { exchangeOf, refreshOf, clientId: CLIENT.clientId, redirectUri: REDIRECT_URI },
  };
}

/** A call of the contract's suite: what is asked, and which status has to come. */
export type ContractCall = {
  /** As openapi.yml names it: `GET /v2/profiles/{profileId}`. */
  operation: string;
  status: number;
  about: string;
  send(wise: ContractWise): Promise<{ status: number }>;
};

/** A call with the token of Lin's business profile. */
export function callOfLin(
  operation: string,
  status: number,
  about: string,
  send: (wise: ContractWise, token: string) => Promise<{ status: number }>,
): ContractCall {
  return { operation, status, about, send: async (wise) => send(wise, await wise.userToken()) };
}
