import type { ListedIncident } from '#web/incidents/incidents';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { Badge } from '../../ui/badge';
import { Bidi } from '../../ui/bidi';
import { ButtonLink } from '../../ui/button';
import { CardCell, CardColumns, CardHead, CardRow, CardRows, Table, TableHead } from '../../ui/table';
import { Time } from '../../ui/time';
import { placedBy } from './by-name.ts';
import { holdName } from './hold-name.ts';
import { DrillTag } from './hold-title';

const { list: messages, incident: texts } = guidedIncidentMessages;

type IncidentTableProps = { incidents: readonly ListedIncident[]; timeZone: string; mayStart: boolean };

/** Guided incidents, and the way to a new one. */
export function GuidedIncidents({ incidents, timeZone, mayStart }: IncidentTableProps) {
  return (
    <section aria-labelledby="guided" className="mb-10">
      <h2 id="guided" className="mb-2 font-semibold text-xl">
        {messages.title}
      </h2>
      <p className="mb-4 max-w-prose text-muted text-sm leading-6">{messages.text}</p>
      {mayStart ? (
        <p className="mb-4">
          <ButtonLink href="/staff/incidents/new">{messages.start}</ButtonLink>
        </p>
      ) : (
        <p className="mb-4 text-muted text-sm">{messages.noRights}</p>
      )}
      {incidents.length === 0 ? null : <IncidentTable incidents={incidents} timeZone={timeZone} />}
    </section>
  );
}

function IncidentTable({ incidents, timeZone }: Omit<IncidentTableProps, 'mayStart'>) {
  return (
    <Table caption={messages.caption}>
      <CardColumns>
        {[messages.what, messages.placed, messages.state].map((name) => (
          <TableHead key={name}>{name}</TableHead>
        ))}
      </CardColumns>
      <CardRows>
        {incidents.map((incident) => (
          <CardRow key={incident.id}>
            <CardHead className="wrap-anywhere">
              <a href={`/staff/incidents/${incident.id}`} className="link">
                <Bidi text={holdName(incident)} />
              </a>
              {incident.isDrill ? <DrillTag /> : null}
            </CardHead>
            <CardCell label={messages.placed}>
              <Time at={incident.placedAt} timeZone={timeZone} />
              <span className="block text-muted">
                <Bidi text={texts.by(placedBy(incident))} />
              </span>
            </CardCell>
            <CardCell label={messages.state}>
              {incident.closedAt === null ? (
                <Badge tone="warn">{messages.open}</Badge>
              ) : (
                <Badge tone="good">{messages.closed}</Badge>
              )}
            </CardCell>
          </CardRow>
        ))}
      </CardRows>
    </Table>
  );
}
