import { FlashNotice } from '#components/staff/flash-notice';
import { isConsistent } from '#web/connections/flash-consistency';
import type { StaffConnection } from '#web/connections/staff-detail';
import { staffFlashMessages } from '#web/messages/staff/flash';

const TONES = {
  healthy: 'good',
  needs_reconnect: 'warn',
  unavailable: 'warn',
  client_refused: 'bad',
  recent: 'info',
  frozen: 'info',
  disconnected: 'info',
  'check-failed': 'bad',
  failed: 'bad',
  'now-frozen': 'good',
  'now-released': 'good',
  unchanged: 'info',
  'link-queued': 'good',
  'link-recent': 'info',
  'link-frozen': 'info',
  'note-added': 'good',
  'note-empty': 'warn',
  'note-long': 'warn',
  'note-withdrawn': 'good',
  'owner-changed': 'good',
  'owner-nobody': 'warn',
  snoozed: 'good',
  'snooze-ended': 'good',
  'snooze-invalid': 'warn',
  'already-disconnected': 'warn',
  'disconnect-failed': 'bad',
} as const satisfies Record<keyof typeof staffFlashMessages, string>;

type FlashProps = { word: string | undefined; connection: StaffConnection };

/** The answer to what was just asked for, as one word of a closed list. */
export function Flash({ word, connection }: FlashProps) {
  if (word !== undefined && isKnown(word) && !isConsistent(word, connection, new Date())) return null;
  return <FlashNotice word={word} texts={staffFlashMessages} tones={TONES} />;
}

function isKnown(value: string): value is keyof typeof TONES {
  return Object.hasOwn(TONES, value);
}
