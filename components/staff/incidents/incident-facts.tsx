import type { IncidentView } from '#web/incidents/incidents';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { Badge, Tag } from '../../ui/badge';
import { Bidi } from '../../ui/bidi';
import { Card } from '../../ui/card';
import { DescriptionList } from '../../ui/description-list';
import { Time } from '../../ui/time';
import { placedBy } from './by-name.ts';
import { Counts } from './counts';

const { incident, list, place, report } = guidedIncidentMessages;
const { facts: messages } = incident;

/** To who used what; `days`: so many, because since when is not known, or too long ago for one page. */
export type ExposureLink = { href: string; days?: number };

type IncidentFactsProps = {
  view: IncidentView;
  timeZone: string;
  /** Leads to who used what since it is suspected; a printed report has no links. */
  exposure?: ExposureLink;
};

/** What is suspected, by whom it was placed, and what it covers. */
export function IncidentFacts({ view, timeZone, exposure }: IncidentFactsProps) {
  const time = (at: Date) => <Time at={at} timeZone={timeZone} />;
  return (
    <Card className="mb-10">
      <DescriptionList
        items={[
          {
            term: messages.state,
            value: (
              <span className="flex flex-wrap items-center gap-2">
                <Badge tone={view.closedAt === null ? 'warn' : 'good'}>
                  {view.closedAt === null ? list.open : list.closed}
                </Badge>
                {view.isDrill ? <Tag>{list.drill}</Tag> : null}
              </span>
            ),
          },
          { term: messages.placed, value: time(view.placedAt) },
          {
            term: messages.by,
            value: <Bidi text={placedBy(view)} />,
          },
          { term: messages.since, value: view.since === null ? place.counted.unknown : time(view.since) },
          { term: messages.reason, value: <Bidi text={view.reason} className="whitespace-pre-wrap" /> },
          {
            term: messages.released,
            value:
              view.holdReleasedAt === null
                ? incident.percent(view.releasedPercent)
                : time(view.holdReleasedAt),
          },
          ...(view.closedAt === null ? [] : [{ term: messages.closed, value: time(view.closedAt) }]),
        ]}
      />
      <h2 className="mt-8 mb-3 font-semibold text-lg">{report.scope}</h2>
      <Counts counts={view.counts} />
      {exposure === undefined ? null : (
        <p className="mt-4" data-screen-only>
          <a href={exposure.href} className="link inline-flex min-h-11 items-center text-sm">
            {exposure.days === undefined ? incident.exposure : incident.exposureOfDays(exposure.days)}
          </a>
        </p>
      )}
    </Card>
  );
}
