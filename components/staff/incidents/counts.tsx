import type { IncidentCounts } from '#lib/contract/incidents';
import { LOCALE } from '#web/messages/language';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { DescriptionList } from '../../ui/description-list';

const { counted: messages } = guidedIncidentMessages.place;
const NUMBER = new Intl.NumberFormat(LOCALE);
const KINDS = ['connections', 'grants', 'apiKeys', 'staffSessions', 'customerSessions', 'uses'] as const;

/** What an incident covers, counted up to a bound. */
export function Counts({ counts }: { counts: IncidentCounts }) {
  const text = (kind: (typeof KINDS)[number]) => {
    const { [kind]: count, bound } = counts;
    if (count === null) return messages.unknown;
    const number = NUMBER.format(Math.min(count, bound));
    const isAtLeast = counts.isAtLeast === true && (kind === 'connections' || kind === 'grants');
    return isAtLeast || count > bound ? messages.atLeast(number) : number;
  };
  return <DescriptionList items={KINDS.map((kind) => ({ term: messages[kind], value: text(kind) }))} />;
}
