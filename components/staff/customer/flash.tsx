import { staffCustomerMessages } from '#web/messages/staff/customer';
import { FlashNotice } from '../flash-notice';

const messages = staffCustomerMessages.flash;

const TONES = {
  'signed-out': 'good',
  'not-signed-in': 'info',
  'export-failed': 'bad',
  'erase-failed': 'bad',
} as const satisfies Record<keyof typeof messages, string>;

/** What a form of the customer's page came to, carried by the address as one word of a closed list. */
export function CustomerFlash({ word }: { word: string | undefined }) {
  return <FlashNotice word={word} texts={messages} tones={TONES} />;
}
