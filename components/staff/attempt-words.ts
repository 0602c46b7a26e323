import type { AttemptState } from '#web/attempts/outcomes';

/** What became of an attempt, for staff. */
export const ATTEMPT_WORDS: Record<AttemptState, string> = {
  connected: 'Connected.',
  denied: 'The customer chose not to give access at Wise.',
  wise_error: 'Wise showed an error and sent the customer back.',
  expired: 'The customer came back too late, or with an approval that Wise no longer took.',
  not_yours: 'Somebody came back with it in another browser or another sign-in. It was ended for safety.',
  profile_mismatch: 'Wise did not confirm access to the profile. Nothing was kept.',
  no_profile: 'The Wise account has no profile yet.',
  interrupted: 'Wise’s answer did not reach us in time. The approval cannot be used again.',
  wise_unavailable: 'Wise could not be reached or did not respond properly.',
  configuration_wrong: 'Wise refused our client. An alarm says what to compare.',
  replaced: 'The same Wise profile was connected again meanwhile, and that connection was kept.',
  pending: 'The customer is back from Wise, and we wait for Wise’s answer.',
  open: 'The customer has not come back from Wise.',
};

const REFUSAL_WORDS: Readonly<Record<string, string>> = {
  unreadable: 'The address that they came back with could not be read.',
  unknown_state: 'It belongs to no attempt that we know: an old link, or one that was made up.',
  signed_out: 'Nobody was signed in in that browser.',
  other_customer: 'Another customer was signed in in that browser.',
  other_browser: 'It was not the browser in which the attempt began.',
  other_environment: 'It came back to the address of the other environment.',
  configuration_changed: 'Our client id or address at Wise was changed while it was under way.',
  other_code: 'The attempt had been used before, with another approval.',
  expired: 'It came after the attempt had expired.',
  denied: 'The customer chose not to give access, and Wise did not say for which attempt.',
  wise_error: 'Wise showed an error, and did not say for which attempt.',
};

/** Why a way back from Wise was refused; a word that is not known here is shown as it is. */
export function refusalWords(reason: string): string {
  return (Object.hasOwn(REFUSAL_WORDS, reason) ? REFUSAL_WORDS[reason] : undefined) ?? reason;
}
