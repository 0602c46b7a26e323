import type { ListedHold } from '#web/holds/holds';
import type { ListedIncident } from '#web/incidents/incidents';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { staffIncidentMessages } from '#web/messages/staff/incidents';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { DescriptionList } from '../../ui/description-list';
import { EmptyState } from '../../ui/empty-state';
import { Textarea } from '../../ui/field';
import { Time } from '../../ui/time';
import { StepUpForm } from '../step-up-form';
import { byName } from './by-name.ts';
import { holdName } from './hold-name';
import { HoldTitle } from './hold-title';

const { inForce: messages, release } = staffIncidentMessages;
const { incident: guided } = guidedIncidentMessages;

type HoldsInForceProps = {
  holds: readonly ListedHold[];
  /** Those that are open have their hold among these, and release it. */
  incidents: readonly ListedIncident[];
  timeZone: string;
  /** Undefined: this role releases none. */
  csrf: string | undefined;
  reasonMaxLength: number;
  /** What whoever looks had typed as the reason to release one. */
  typed: (holdId: string) => string | undefined;
};

/** Every hold that stops something now, with the form that releases it. */
export function HoldsInForce({ holds, incidents, ...rest }: HoldsInForceProps) {
  if (holds.length === 0) return <EmptyState title={messages.none}>{messages.noneText}</EmptyState>;
  const open = incidents.filter(({ closedAt }) => closedAt === null);
  return (
    <ul className="space-y-4">
      {holds.map((hold) => (
        <li key={hold.id}>
          <HoldInForce hold={hold} incident={open.find(({ holdId }) => holdId === hold.id)} {...rest} />
        </li>
      ))}
    </ul>
  );
}

type HoldProps = Omit<HoldsInForceProps, 'holds' | 'incidents'> & {
  hold: ListedHold;
  incident: ListedIncident | undefined;
};

function HoldInForce({ hold, incident, timeZone, csrf, reasonMaxLength, typed }: HoldProps) {
  return (
    <Card>
      <h3 className="mb-3 font-semibold text-lg wrap-anywhere">
        <HoldTitle hold={hold} />
      </h3>
      <DescriptionList
        items={[
          { term: messages.since, value: <Time at={hold.placedAt} timeZone={timeZone} /> },
          { term: messages.by, value: <Bidi text={byName(hold.placedBy)} /> },
          { term: messages.reason, value: <Bidi text={hold.reason} className="whitespace-pre-wrap" /> },
          ...(incident === undefined || incident.releasedPercent === 0
            ? []
            : [{ term: guided.facts.released, value: guided.percent(incident.releasedPercent) }]),
        ]}
      />
      {incident !== undefined ? (
        <p className="mt-4 text-sm">
          {release.ofIncident}{' '}
          <a href={`/staff/incidents/${incident.id}`} className="link">
            {release.seeIncident}
          </a>
        </p>
      ) : csrf === undefined ? (
        <p className="mt-4 text-muted text-sm">{release.noRights}</p>
      ) : (
        <ReleaseForm hold={hold} csrf={csrf} reasonMaxLength={reasonMaxLength} typed={typed(hold.id)} />
      )}
    </Card>
  );
}

/** Folded, so that nobody releases a hold by a slip. */
function ReleaseForm({
  hold,
  csrf,
  reasonMaxLength,
  typed,
}: {
  hold: ListedHold;
  csrf: string;
  reasonMaxLength: number;
  typed: string | undefined;
}) {
  return (
    <details className="mt-4" open={typed !== undefined} data-screen-only>
      <summary className="link inline-flex min-h-11 cursor-pointer items-center text-sm">
        {release.open}
        <span className="sr-only">: {release.title(holdName(hold))}</span>
      </summary>
      <p className="mt-2 mb-4 max-w-prose text-sm">{release.text}</p>
      <StepUpForm
        action={`/staff/incidents/${hold.id}/release`}
        csrf={csrf}
        act={{ act: 'hold.release', holdId: hold.id }}
        fields={['reason']}
        className="max-w-prose space-y-4"
      >
        <Textarea
          id={`reason-${hold.id}`}
          label={release.reason}
          name="reason"
          hint={release.reasonHint}
          defaultValue={typed}
          required
          maxLength={reasonMaxLength}
        />
        <Button tone="danger" busy={release.busy}>
          {release.submit}
        </Button>
      </StepUpForm>
    </details>
  );
}
