import { type GrantHandler, refuse, requireFields } from './grant-handler';
import { issueUserGrant } from './issue-user-grant';
import { invalidRegistrationCode, REFUSALS } from './token-errors';

/** Of a user whom the partner made; as often as it likes, until the user takes the account over (7.3). */
export const registrationCode: GrantHandler = (state, client, form, now) => {
  const fields = requireFields(form, 'client_id', 'email', 'registration_code');
  if (!fields.ok) return refuse(fields.refusal);
  const { client_id: clientId, email, registration_code: code } = fields.values;
  if (clientId !== client.clientId) return refuse(REFUSALS.clientMismatch);
  const signUp = state.signUps.find(clientId, email, code);
  if (!signUp || !state.people.isActive(signUp.userId)) {
    return refuse(invalidRegistrationCode(state.settings.current));
  }
  return issueUserGrant(state, { clientId, userId: signUp.userId, profileId: null }, now);
};
