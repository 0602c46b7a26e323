import type { BulkActView } from '#web/bulk/bulk-acts';
import { staffBulkMessages } from '#web/messages/staff/bulk';
import { Badge, type Tone } from '../../ui/badge';

const TONES: Record<BulkActView['state'], Tone> = {
  collecting: 'neutral',
  preview: 'neutral',
  waiting: 'warn',
  running: 'info',
  paused: 'warn',
  cancelled: 'neutral',
  finished: 'good',
};

/** How a list is, in a word. */
export function StateBadge({ state }: { state: BulkActView['state'] }) {
  return <Badge tone={TONES[state]}>{state === 'collecting' ? null : staffBulkMessages.states[state]}</Badge>;
}
