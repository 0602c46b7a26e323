import { invalidCode, REFUSALS } from '../token-errors';
import { type GrantHandler, grant, refuse, requireFields } from './grant-handler';

/** The code is spent by the first authenticated request that names it, even when that request is then refused. */
export const authorizationCode: GrantHandler = (state, client, form, now) => {
  const fields = requireFields(form, 'client_id', 'code', 'redirect_uri');
  if (!fields.ok) return refuse(fields.refusal);
  const { client_id: clientId, code, redirect_uri: redirectUri } = fields.values;
  if (clientId !== client.clientId) return refuse(REFUSALS.clientMismatch);
  const issued = state.codes.consume(code);
  if (!issued || issued.expiresAt <= now || issued.clientId !== clientId) return refuse(invalidCode(code));
  if (issued.redirectUri !== redirectUri) return refuse(REFUSALS.redirectMismatch);
  const { userId, profileId } = issued;
  if (!state.people.isActive(userId)) return refuse(REFUSALS.userDeactivated);

  const { accessTokenSeconds } = state.settings.current;
  const made = state.tokens.issueGrant({ clientId, userId, profileId }, now, accessTokenSeconds);
  return grant({
    access: made.grant.access,
    refreshExpiresAt: made.grant.refreshExpiresAt,
    previousAccessToken: null,
    replacedRefreshToken: made.replacedRefreshToken,
  });
};
