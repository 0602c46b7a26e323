import type { IncidentCounts } from '#lib/contract/incidents';
import { LOCALE } from '#web/messages/language';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { staffIncidentMessages } from '#web/messages/staff/incidents';
import { DescriptionList } from '../../ui/description-list';

const { counted: messages } = guidedIncidentMessages.place;
const { environments } = staffIncidentMessages;
const NUMBER = new Intl.NumberFormat(LOCALE);
const KINDS = ['connections', 'grants', 'apiKeys', 'staffSessions', 'customerSessions', 'uses'] as const;

const isOfConnections = (kind: (typeof KINDS)[number]) => kind === 'connections' || kind === 'grants';

/** What an incident covers, counted up to a bound. */
export function Counts({ counts }: { counts: IncidentCounts }) {
  const text = (kind: (typeof KINDS)[number]) => {
    const { [kind]: count, bound } = counts;
    if (count === null) return messages.unknown;
    const number = NUMBER.format(Math.min(count, bound));
    const isAtLeast = kind === 'uses' ? counts.isUsesAtLeast : isOfConnections(kind) && counts.isAtLeast;
    if (isAtLeast !== true && count <= bound) return number;
    // "0 or more" would read as none
    return count === 0 ? messages.tooMany : messages.atLeast(number);
  };
  const term = (kind: (typeof KINDS)[number]) => {
    if (kind === 'uses') return usesTerm(counts);
    return kind === 'connections' && counts.usesUnder === 'ring_key'
      ? messages.connectionsUnderKey
      : messages[kind];
  };
  // no API key is in scope of an encryption key
  const kinds = KINDS.filter((kind) => kind !== 'apiKeys' || counts.usesUnder !== 'ring_key');
  return <DescriptionList items={kinds.map((kind) => ({ term: term(kind), value: text(kind) }))} />;
}

/** What the number of uses is of: an incident keeps the counts of the day on which it was placed. */
function usesTerm({ usesIn, usesUnder }: IncidentCounts): string {
  if (usesUnder === 'ring_key') return messages.usesUnderKey;
  return usesIn === undefined ? messages.uses : messages.usesIn(environments[usesIn]);
}
