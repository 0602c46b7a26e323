import type { IncidentCounts } from '#lib/contract/incidents';
import { LOCALE } from '#web/messages/language';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { DescriptionList } from '../../ui/description-list';

const { counted: messages } = guidedIncidentMessages.place;
const NUMBER = new Intl.NumberFormat(LOCALE);
const KINDS = ['connections', 'grants', 'apiKeys', 'staffSessions', 'customerSessions', 'uses'] as const;

/** What an incident covers, counted up to a bound. */
export function Counts({ counts }: { counts: IncidentCounts }) {
  const text = (count: number | null) => {
    if (count === null) return messages.unknown;
    const number = NUMBER.format(Math.min(count, counts.bound));
    return count > counts.bound ? messages.atLeast(number) : number;
  };
  return (
    <DescriptionList items={KINDS.map((kind) => ({ term: messages[kind], value: text(counts[kind]) }))} />
  );
}
