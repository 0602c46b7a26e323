import type { MoneyReason, MoneyState } from '#lib/contract/standings';
import { inLanguage } from './language';

type Text = { what: string; next: string };

const ASK_WISE = 'Sign in at Wise to see why, and what Wise needs.';

const customer: Record<MoneyReason, Text> = {
  user_deactivated: { what: 'Wise has closed your Wise account.', next: ASK_WISE },
  user_withdraw_only: {
    what: 'You can only withdraw money from your Wise account. Wise allows this for 90 days.',
    next: ASK_WISE,
  },
  user_view_only: { what: 'You can only view your Wise account.', next: ASK_WISE },
  user_state_unknown: { what: 'Wise has restricted your Wise account.', next: ASK_WISE },
  profile_deactivated: { what: 'Wise has closed this profile.', next: ASK_WISE },
  profile_withdraw_only: { what: 'You can only withdraw money from this profile.', next: ASK_WISE },
  profile_view_only: { what: 'You can only view this profile.', next: ASK_WISE },
  profile_state_unknown: { what: 'Wise has restricted this profile.', next: ASK_WISE },
  profile_not_verified: {
    what: 'Wise hasn’t verified this profile, so payments won’t be processed.',
    next: 'Sign in at Wise and finish the verification.',
  },
  evidence_required: {
    what: 'Wise asks for documents about this profile.',
    next: 'Sign in at Wise and send them.',
  },
  review_waits_for_customer: {
    what: 'Wise is reviewing this profile and waits for you.',
    next: 'Sign in at Wise and answer what Wise asks.',
  },
  review_requirements_due: {
    what: 'Wise needs more information about this profile.',
    next: 'Sign in at Wise and give it in time. Otherwise Wise may stop payments.',
  },
};

const staff: Record<MoneyReason, string> = {
  user_deactivated: 'The Wise user was deactivated',
  user_withdraw_only: 'The Wise user may only withdraw money',
  user_view_only: 'The Wise user may only view',
  user_state_unknown: 'The Wise user is in a state we don’t know',
  profile_deactivated: 'The profile was deactivated',
  profile_withdraw_only: 'The profile may only withdraw money',
  profile_view_only: 'The profile may only be viewed',
  profile_state_unknown: 'The profile is in a state we don’t know',
  profile_not_verified: 'The profile isn’t verified: payments aren’t processed',
  evidence_required: 'Wise asks for evidence',
  review_waits_for_customer: 'A review at Wise waits for the customer',
  review_requirements_due: 'Wise needs more information by a deadline',
};

const states: Record<MoneyState, string> = {
  no_restriction_known: 'No restriction known',
  limited: 'Limited',
  blocked: 'Blocked',
};

const en = {
  customer: {
    titles: { limited: 'Wise limits this profile', blocked: 'Wise has blocked payments' },
    stillConnected: 'This isn’t about your connection, which stays as it is.',
    dueBy: <Part>(at: Part): readonly (string | Part)[] => ['Due by ', at, '. '],
    reasons: customer,
    hosted: {
      open: 'Finish verification at Wise',
      opening: 'Opening Wise…',
      hint: 'Opens a page of Wise. Its link works for a few minutes, so finish it there in one go.',
      redirect: 'Wise asks you there for what it needs about this profile. Then it brings you back here.',
    },
  },
  staff: {
    title: 'Money movement',
    label: (state: MoneyState) => `Money movement: ${states[state].toLowerCase()}`,
    states,
    reasons: staff,
    customerCanFinish:
      'The customer has a button for this on their page of this connection. It leads to Wise’s own page, which staff can’t open for them.',
    note: 'As far as Wise has told us. The connection’s status is separate.',
    since: <Part>(at: Part): readonly (string | Part)[] => ['since ', at],
    due: <Part>(at: Part): readonly (string | Part)[] => [', due by ', at],
  },
};

/** Whether money can move (W16): for the customer with the next step, for staff as facts. */
export const moneyMessages = inLanguage({ en });
