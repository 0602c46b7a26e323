import type { Withdrawal, WithdrawalChannel } from '#lib/contract/withdrawals';
import type { WithdrawalProblem } from '#web/connections/withdrawal-form';
import { labels } from '../labels';
import { formatDay, inLanguage } from '../language';

type Problem = { field: keyof Withdrawal; text: string };

const problems = (maxLength: number): Record<WithdrawalProblem, Problem> => ({
  channel: { field: 'channel', text: 'Choose how they told you.' },
  day: { field: 'receivedOn', text: 'Enter a date.' },
  future: { field: 'receivedOn', text: 'This date is in the future.' },
  before: { field: 'receivedOn', text: 'This date is before the connection was made.' },
  reference: { field: 'reference', text: `Please use at most ${maxLength} characters.` },
});

const en = {
  open: 'Record a withdrawal…',
  question: 'Record a withdrawal of consent?',
  pageTitle: (profile: string) => `Record a withdrawal for ${profile}`,
  points: [
    'The customer told you that they withdraw their consent. They don’t have to say why.',
    'From then on, no tokens are issued for this connection.',
    'We ask Wise to cancel the tokens, then delete ours.',
    'You can’t undo this. The customer is told how and when they withdrew, and can connect again.',
    'You approve it with your passkey.',
  ],
  channel: 'How they told you',
  choose: 'Choose…',
  channels: {
    post: 'Letter',
    phone: 'Phone',
    email: 'Email',
    in_person: 'In person',
  } satisfies Record<WithdrawalChannel, string>,
  receivedOn: 'Received on',
  receivedOnHint: 'The day it reached you, even if you record it later.',
  reference: 'Reference (optional)',
  referenceHint: 'Where to find the letter, email or call, such as its number. Visible to all staff.',
  problems,
  /** On the connection's page afterwards. */
  fact: 'Consent withdrawn',
  how: (channel: WithdrawalChannel, receivedOn: Date) =>
    `${capital(labels.withdrew[channel])}, received on ${formatDay(receivedOn)}`,
  referenceOf: <Part>(reference: Part): readonly (string | Part)[] => ['Reference: ', reference],
  health: (channel: WithdrawalChannel) => `The customer withdrew their consent ${labels.withdrew[channel]}.`,
};

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A customer's withdrawal that staff record. */
export const staffWithdrawalMessages = inLanguage({ en });
