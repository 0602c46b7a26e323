import { staffConnectionsMessages } from '#web/messages/staff/connections';
import { FlashNotice } from './flash-notice';

const { flash: texts } = staffConnectionsMessages;

const TONES = {
  'view-saved': 'good',
  'view-no-name': 'bad',
  'view-full': 'bad',
  'view-removed': 'good',
} as const satisfies Record<keyof typeof texts, string>;

/** What became of the form that led to the list. */
export function ListFlash({ word }: { word: string | undefined }) {
  return <FlashNotice word={word} texts={texts} tones={TONES} />;
}
