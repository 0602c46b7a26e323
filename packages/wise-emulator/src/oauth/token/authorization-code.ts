import { type GrantHandler, refuse, requireFields } from './grant-handler';
import { issueUserGrant } from './issue-user-grant';
import { invalidCode, REFUSALS } from './token-errors';

/** The code is spent by the first authenticated request that names it, even when that request is then refused. */
export const authorizationCode: GrantHandler = (state, client, form, now) => {
  const fields = requireFields(form, 'client_id', 'code', 'redirect_uri');
  if (!fields.ok) return refuse(fields.refusal);
  const { client_id: clientId, code, redirect_uri: redirectUri } = fields.values;
  if (clientId !== client.clientId) return refuse(REFUSALS.clientMismatch);
  const issued = state.codes.consume(code);
  if (!issued || issued.expiresAt <= now || issued.clientId !== clientId) {
    endWhatItGave(state, code);
    return refuse(invalidCode(code, state.settings.current));
  }
  if (issued.redirectUri !== redirectUri) return refuse(REFUSALS.redirectMismatch);
  const { userId, profileId } = issued;
  if (!state.people.isActive(userId)) return refuse(REFUSALS.userDeactivated);
  const outcome = issueUserGrant(state, { clientId, userId, profileId }, now);
  if (outcome.granted) state.codes.noteIssued(code, outcome.issued.access.refreshToken);
  return outcome;
};

/** RFC 6749 section 4.1.2: a code that comes again may have been stolen, and so may what it gave. */
function endWhatItGave(state: Parameters<GrantHandler>[0], code: string): void {
  const given = state.codes.issuedFor(code);
  if (given === undefined || !state.settings.current.codeReuseEndsGrant) return;
  state.tokens.end((grant) => grant.refreshToken === given, 'code_reused');
}
