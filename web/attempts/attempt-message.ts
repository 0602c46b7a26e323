import { type AttemptText, attemptMessages } from '#web/messages/customer/attempts';
import { ATTEMPT_MINUTES } from './limits';
import type { AttemptState } from './outcomes';

export type AttemptMessage = AttemptText & {
  tone: 'good' | 'info' | 'warn' | 'bad';
  /** What the page offers: a new attempt, or only the way to the person's connections. */
  next: 'retry' | 'connections' | 'wait';
};

const LOOKS: Record<AttemptState, Pick<AttemptMessage, 'tone' | 'next'>> = {
  connected: { tone: 'good', next: 'connections' },
  denied: { tone: 'info', next: 'retry' },
  wise_error: { tone: 'warn', next: 'retry' },
  expired: { tone: 'info', next: 'retry' },
  not_yours: { tone: 'warn', next: 'retry' },
  profile_mismatch: { tone: 'warn', next: 'retry' },
  no_profile: { tone: 'info', next: 'retry' },
  identity_mismatch: { tone: 'warn', next: 'retry' },
  identity_unknown: { tone: 'info', next: 'connections' },
  interrupted: { tone: 'warn', next: 'retry' },
  wise_unavailable: { tone: 'warn', next: 'retry' },
  configuration_wrong: { tone: 'bad', next: 'connections' },
  replaced: { tone: 'info', next: 'connections' },
  pending: { tone: 'info', next: 'wait' },
  held: { tone: 'info', next: 'wait' },
  open: { tone: 'info', next: 'retry' },
};

/** An attempt's state in plain words, with the next step. Never says anything about another person. */
export function attemptMessage(state: AttemptState, partner: string): AttemptMessage {
  return { ...LOOKS[state], ...attemptMessages.outcomes[state]({ partner, minutes: ATTEMPT_MINUTES }) };
}

/** An attempt that connected Wise, looked at again after the connection was lost or disconnected. */
export function changedSinceMessage(partner: string): AttemptMessage {
  return { tone: 'info', next: 'connections', ...attemptMessages.changedSince({ partner }) };
}
