import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { secondApprovalMessages } from '#web/messages/staff/second-approvals';
import { FlashNotice } from '../flash-notice';

const { flash } = guidedIncidentMessages;
const { flash: approvals } = secondApprovalMessages;

const TONES = {
  done: 'good',
  saved: 'good',
  signed: 'good',
  unchanged: 'info',
  closed: 'info',
  same_secret: 'warn',
  same_key: 'warn',
  not_refreshed: 'warn',
  steps_open: 'warn',
  on_hold: 'warn',
  no_waves: 'warn',
  waits: 'good',
  already_waits: 'info',
  open: 'info',
  unknown: 'warn',
  no_drill: 'warn',
  held: 'warn',
  text: 'warn',
  unanswered: 'bad',
} as const satisfies Record<keyof typeof flash, string>;

const APPROVAL_TONES = {
  done: 'good',
  unchanged: 'info',
  refused: 'info',
  withdrawn: 'info',
  own: 'warn',
  gone: 'info',
  first_left: 'warn',
  passkey_too_new: 'warn',
} as const satisfies Record<keyof typeof approvals, string>;

type Word = { word: string | undefined };

/** What an act on an incident came to. */
export function GuidedFlash({ word }: Word) {
  return <FlashNotice word={word} texts={flash} tones={TONES} />;
}

/** What a second person's answer came to. */
export function ApprovalFlash({ word }: Word) {
  return <FlashNotice word={word} texts={approvals} tones={APPROVAL_TONES} />;
}
