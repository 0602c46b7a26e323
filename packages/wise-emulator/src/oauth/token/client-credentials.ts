import { accessLifeSeconds } from '#emulator/kernel/settings/oauth';
import { type GrantHandler, grant } from './grant-handler';

/** An application token: no user, no refresh token, and other application tokens stay alive. */
export const clientCredentials: GrantHandler = (state, client, _form, now) => {
  const { current } = state.settings;
  const life = accessLifeSeconds(current);
  return grant({
    access: state.tokens.issueClientToken(client.clientId, now, life, current.applicationTokens),
    refreshExpiresAt: null,
    previousAccessToken: null,
    replacedRefreshToken: null,
  });
};
