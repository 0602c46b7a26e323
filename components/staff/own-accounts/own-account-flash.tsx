import { ownAccountsMessages } from '#web/messages/staff/own-accounts';
import { FlashNotice } from '../flash-notice';

const messages = ownAccountsMessages.flash;

const TONES = {
  stored: 'good',
  rotated: 'good',
  removed: 'good',
  refused: 'bad',
  not_allowed: 'bad',
  unavailable: 'warn',
  there: 'warn',
  other: 'bad',
  gone: 'info',
  no_token: 'bad',
  not_opened: 'warn',
  not_set_up: 'warn',
  not_sent: 'warn',
  unanswered: 'bad',
} as const satisfies Record<keyof typeof messages, string>;

/** What a form of the own accounts' page came to. */
export function OwnAccountFlash({ word }: { word: string | undefined }) {
  return <FlashNotice word={word} texts={messages} tones={TONES} />;
}
