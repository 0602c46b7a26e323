import { staffCustomerMessages } from '#web/messages/staff/customer';
import { Notice } from '../../ui/notice';

const messages = staffCustomerMessages.flash;

const TONES = {
  'signed-out': 'good',
  'not-signed-in': 'info',
  'export-failed': 'bad',
  'erase-failed': 'bad',
} as const satisfies Record<keyof typeof messages, string>;

/** What a form of the customer's page came to, carried by the address as one word of a closed list. */
export function CustomerFlash({ word }: { word: string | string[] | undefined }) {
  if (typeof word !== 'string' || !isKnown(word)) return null;
  const { title, text } = messages[word];
  return (
    <div className="mb-6">
      <Notice tone={TONES[word]} title={title} role="status">
        <p>{text}</p>
      </Notice>
    </div>
  );
}

function isKnown(word: string): word is keyof typeof messages {
  return Object.hasOwn(messages, word);
}
