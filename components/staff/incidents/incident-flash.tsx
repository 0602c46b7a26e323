import { staffIncidentMessages } from '#web/messages/staff/incidents';
import { FlashNotice } from '../flash-notice';

const { flash: texts } = staffIncidentMessages;

const TONES = {
  placed: 'good',
  in_force: 'info',
  unknown: 'warn',
  released: 'good',
  unchanged: 'info',
  in_incident: 'warn',
  reason: 'warn',
  unanswered: 'bad',
} as const satisfies Record<keyof typeof texts, string>;

/** What placing or releasing a hold came to. */
export function IncidentFlash({ word }: { word: string | undefined }) {
  return <FlashNotice word={word} texts={texts} tones={TONES} />;
}
