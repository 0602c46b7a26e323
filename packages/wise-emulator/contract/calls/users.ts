import { type ContractCall, LIN } from '../contract-wise';

export const USER_CALLS: readonly ContractCall[] = [
  {
    operation: 'GET /v1/me',
    status: 200,
    about: 'the user behind a token',
    send: async (wise) => wise.ask('GET', '/v1/me', { token: await wise.userToken() }),
  },
  {
    operation: 'GET /v1/users/{userId}',
    status: 200,
    about: 'the same user by id',
    send: async (wise) => wise.ask('GET', `/v1/users/${LIN.userId}`, { token: await wise.userToken() }),
  },
  {
    operation: 'GET /v1/users/{userId}',
    status: 403,
    about: 'somebody else',
    send: async (wise) => wise.ask('GET', '/v1/users/10000001', { token: await wise.userToken() }),
  },
  {
    operation: 'GET /v2/profiles',
    status: 200,
    about: 'all profiles of the user',
    send: async (wise) => wise.ask('GET', '/v2/profiles', { token: await wise.userToken() }),
  },
  {
    operation: 'GET /v2/profiles/{profileId}',
    status: 200,
    about: 'the granted profile',
    send: async (wise) => wise.ask('GET', `/v2/profiles/${LIN.profileId}`, { token: await wise.userToken() }),
  },
  {
    operation: 'GET /v2/profiles/{profileId}',
    status: 403,
    about: 'a profile that was not granted',
    send: async (wise) => wise.ask('GET', '/v2/profiles/30000001', { token: await wise.userToken() }),
  },
];
