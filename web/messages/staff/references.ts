import type { AttemptState } from '#web/attempts/outcomes';
import type { Refusal } from '#web/attempts/unclaimed-callback';
import { inLanguage } from '../language';

const attempts: Record<AttemptState, string> = {
  connected: 'Connected.',
  denied: 'The customer chose not to give access at Wise.',
  wise_error: 'Wise showed an error and sent the customer back.',
  expired: 'The customer came back too late, or with an approval that Wise no longer accepted.',
  not_yours: 'Someone came back with it in another browser or another sign-in. We stopped it for safety.',
  profile_mismatch: 'Wise didn’t confirm access to the profile. Nothing was kept.',
  no_profile: 'The Wise account has no profile yet.',
  identity_mismatch:
    'The Wise profile has another date of birth or name than the customer. Nothing was kept. The customer wasn’t told what differs.',
  identity_unknown:
    'There was nothing to compare the Wise profile with: neither the sign-in nor your app said a date of birth or name. Nothing was kept.',
  interrupted: 'Wise’s answer didn’t reach us in time. The approval can’t be used again.',
  wise_unavailable: 'We couldn’t reach Wise, or Wise didn’t respond properly.',
  configuration_wrong: 'Wise rejected our client credentials. An alarm says what to compare.',
  replaced: 'The same Wise profile was connected again before this finished, and that connection was kept.',
  pending: 'The customer is back from Wise, and we’re waiting for Wise’s answer.',
  held: 'Wise rejects our client credentials or certificate, so the approval waits unused. It’s sent once they work, for up to 25 minutes.',
  open: 'The customer hasn’t come back from Wise.',
};

const refusals: Record<Refusal | 'denied' | 'wise_error', string> = {
  unreadable: 'We couldn’t read the address they came back with.',
  unknown_state: 'It belongs to no attempt we know. It’s an old link, or one that was made up.',
  signed_out: 'Nobody was signed in in that browser.',
  other_customer: 'Another customer was signed in in that browser.',
  other_browser: 'It wasn’t the browser where the attempt started.',
  other_environment: 'It came back to the address of the other environment.',
  configuration_changed: 'Our client ID or address at Wise was changed while it was under way.',
  other_code: 'The attempt had been used before, with another approval.',
  expired: 'It came after the attempt had expired.',
  denied: 'The customer chose not to give access, and Wise didn’t say for which attempt.',
  wise_error: 'Wise showed an error, and didn’t say for which attempt.',
};

const en = {
  heading: <Part>(reference: Part): readonly (string | Part)[] => ['Reference ', reference],
  none: {
    title: 'Nothing has this reference',
    text: 'Attempts are kept for 30 days. If someone who wasn’t signed in came back from Wise with a link that belongs to nobody, the reference is only in web’s log.',
  },
  attempts,
  refusals,
  titles: {
    attempt: 'An attempt to connect',
    refusal: 'A return from Wise that was refused',
    connection: 'A connection',
  },
  facts: {
    why: 'Why',
    customer: 'Customer',
    environment: 'Environment',
    started: 'Started',
    cameBack: 'Back from Wise',
    notBack: 'No',
    connection: 'Connection',
    attempt: 'Attempt',
    attemptId: 'Attempt ID',
    signedIn: 'Signed in',
    nobody: 'Nobody',
    when: 'When',
    profile: 'Wise profile',
  },
  theirPage: 'Their page',
  open: 'Open',
};

/** What a reference that a customer quotes names, for staff. */
export const referenceMessages = inLanguage({ en });
