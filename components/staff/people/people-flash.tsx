import { staffPeopleMessages } from '#web/messages/staff/people';
import { FlashNotice } from '../flash-notice';

const messages = staffPeopleMessages.flash;

const TONES = {
  invited: 'good',
  role: 'good',
  disabled: 'good',
  enabled: 'good',
  'signed-out': 'good',
  released: 'good',
  confirmed: 'good',
  'none-confirmed': 'info',
  'review-done': 'good',
  unchanged: 'info',
  own: 'warn',
  'last-admin': 'warn',
  taken: 'warn',
  'not-finished': 'warn',
  silent: 'bad',
} as const satisfies Record<keyof typeof messages, string>;

/** What a form of the pages on who works here came to, carried by the address as one word of a closed list. */
export function PeopleFlash({ word }: { word: string | undefined }) {
  return <FlashNotice word={word} texts={messages} tones={TONES} />;
}
