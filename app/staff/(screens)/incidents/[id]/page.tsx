import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { GuidedFlash } from '#components/staff/incidents/guided-flash';
import { holdName } from '#components/staff/incidents/hold-name.ts';
import { type ExposureLink, IncidentFacts } from '#components/staff/incidents/incident-facts';
import { IncidentSteps } from '#components/staff/incidents/incident-steps';
import { CloseForm } from '#components/staff/incidents/step-forms';
import { ButtonLink } from '#components/ui/button';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { INCIDENT_TEXT_MAX_LENGTH } from '#lib/contract/incidents';
import { isAllowed } from '#lib/contract/people';
import { readEnvironment } from '#lib/env/wise';
import { idInAddress } from '#lib/text/uuid';
import { EXPOSURE_MAX_DAYS, exposureHref } from '#web/connections/exposure-filter';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { type IncidentView, readIncident } from '#web/incidents/incidents';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { staffIncidentMessages } from '#web/messages/staff/incidents';
import { requireStaff } from '#web/staff/current';
import { draftsOf, incidentForm } from '#web/staff/form-draft';

const { incident: messages } = guidedIncidentMessages;

export const metadata: Metadata = { title: staffIncidentMessages.title };

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** One incident: what it is about and its steps, for every staff role; what to do, for admins. */
export default async function IncidentPage({ params, searchParams }: Props) {
  const path = `/staff/incidents/${idInAddress((await params).id)}`;
  const { staff, view } = await withUnavailablePage(path, async () => {
    const person = await requireStaff(undefined, path);
    return { staff: person, view: await readIncident(webDb(), person, (await params).id) };
  });
  if (view === undefined) redirect('/staff/not-found');
  const { at } = await searchParams;
  const notice = <GuidedFlash word={await currentFlash()} />;
  const drafts = draftsOf(await headers(), staff);
  const typed = (place: string) => drafts(incidentForm(view.id, place));
  const { TIME_ZONE: timeZone } = webEnv();
  const isAdmin = isAllowed(staff.role, 'run_incident');
  const csrf = isAdmin && view.closedAt === null ? csrfToken(staff.sessionId) : undefined;
  const isClosing = csrf !== undefined && view.holdReleasedAt !== null;
  const places = [...view.steps.map(({ step }) => step), ...(isClosing ? (['close'] as const) : [])];
  const place = places.find((each) => each === at);
  const textMaxLength = INCIDENT_TEXT_MAX_LENGTH;
  return (
    <Page width="wide">
      <PageHeader
        back={{ href: '/staff/incidents', label: messages.back }}
        title={messages.title(holdName(view))}
        aside={
          view.closedAt === null ? undefined : (
            <ButtonLink href={`${path}/report`}>{messages.report}</ButtonLink>
          )
        }
      />
      {place === undefined ? notice : null}
      <IncidentFacts view={view} timeZone={timeZone} exposure={exposureOf(view)} />
      {isAdmin ? null : <p className="mb-4 text-muted text-sm">{messages.noRights}</p>}
      <IncidentSteps
        incident={view}
        timeZone={timeZone}
        csrf={csrf}
        textMaxLength={textMaxLength}
        typed={typed}
        said={{ at: place, notice }}
      />
      {isClosing ? (
        <CloseForm
          incidentId={view.id}
          csrf={csrf}
          textMaxLength={textMaxLength}
          typed={typed('close')}
          said={place === 'close' ? notice : null}
        />
      ) : null}
    </Page>
  );
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Who used what it is on, from when it is suspected until it was closed, or now; of a time that is long ago or unknown as far back
 * as the page reads.
 */
function exposureOf({ since, closedAt, scope, value }: IncidentView): ExposureLink {
  // an address has minutes: the one that has begun belongs to it
  const to = new Date((closedAt ?? new Date()).getTime() + MINUTE_MS);
  const earliest = to.getTime() - EXPOSURE_MAX_DAYS * DAY_MS;
  const from = new Date(Math.max(earliest, since?.getTime() ?? earliest));
  const environment = scope === 'environment' ? readEnvironment(value) : undefined;
  const keyId = scope === 'api_key' && value !== null ? value : undefined;
  const ringKeyId = scope === 'ring_key' && value !== null ? value : undefined;
  return {
    href: exposureHref({ from, to, environment, keyId, ringKeyId }),
    ...(since?.getTime() !== from.getTime() && { days: EXPOSURE_MAX_DAYS }),
  };
}
