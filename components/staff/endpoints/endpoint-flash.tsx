import { staffEndpointMessages } from '#web/messages/staff/endpoints';
import { FlashNotice } from '../flash-notice';

const messages = staffEndpointMessages.flash;

const TONES = {
  enabled: 'good',
  disabled: 'good',
  unchanged: 'info',
  tested: 'good',
  disabled_now: 'warn',
  sent_again: 'good',
  none: 'info',
  unanswered: 'bad',
} as const satisfies Record<keyof typeof messages, string>;

/** What a form of an endpoint's page came to. */
export function EndpointFlash({ word }: { word: string | undefined }) {
  return <FlashNotice word={word} texts={messages} tones={TONES} />;
}
