import { staffBulkMessages } from '#web/messages/staff/bulk';
import { FlashNotice } from '../flash-notice';

const { flash: texts } = staffBulkMessages;

const TONES = {
  none: 'warn',
  too_many: 'warn',
  too_slow: 'warn',
  started: 'good',
  waiting: 'info',
  count: 'bad',
  expired: 'warn',
  reason: 'warn',
  paused: 'good',
  resumed: 'good',
  cancelled: 'good',
  unchanged: 'info',
  approved: 'good',
  own: 'warn',
  passkey_too_new: 'warn',
  first_left: 'warn',
  unanswered: 'bad',
} as const satisfies Record<keyof typeof texts, string>;

/** What making a list, or an act on one, came to. */
export function BulkFlash({ word }: { word: string | undefined }) {
  return <FlashNotice word={word} texts={texts} tones={TONES} />;
}
