import { AUTHORIZATION } from '#testing/emulator-for-tests';
import type { ContractCall, ContractWise } from '../contract-wise';

function ask(wise: ContractWise, form: Record<string, string>, authorization = AUTHORIZATION) {
  return wise.ask('POST', '/oauth/token', { form, headers: { authorization } });
}

const operation = 'POST /oauth/token';

export const TOKEN_CALLS: readonly ContractCall[] = [
  {
    operation,
    status: 200,
    about: 'client_credentials',
    send: (wise) => ask(wise, { grant_type: 'client_credentials' }),
  },
  {
    operation,
    status: 200,
    about: 'authorization_code',
    send: async (wise) => ask(wise, wise.forms.exchangeOf((await wise.consentOfLin()).code)),
  },
  {
    operation,
    status: 200,
    about: 'refresh_token, with a correlation id',
    send: async (wise) => {
      const { code } = await wise.consentOfLin();
      const { body } = await wise.token(wise.forms.exchangeOf(code));
      return wise.ask('POST', '/oauth/token', {
        form: wise.forms.refreshOf(body.refresh_token),
        headers: { authorization: AUTHORIZATION, 'x-external-correlation-id': crypto.randomUUID() },
      });
    },
  },
  {
    operation,
    status: 400,
    about: 'no grant type',
    send: (wise) => ask(wise, {}),
  },
  {
    operation,
    status: 400,
    about: 'a refresh token that nobody issued',
    send: (wise) => ask(wise, wise.forms.refreshOf('never-issued')),
  },
  {
    operation,
    status: 401,
    about: 'a wrong client secret',
    send: (wise) => ask(wise, { grant_type: 'client_credentials' }, 'Basic bm9ib2R5OndoYXRldmVy'),
  },
];
