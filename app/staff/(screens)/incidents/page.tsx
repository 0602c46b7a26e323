import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { GuidedFlash } from '#components/staff/incidents/guided-flash';
import { holdOptions } from '#components/staff/incidents/hold-options.ts';
import { HoldsInForce } from '#components/staff/incidents/holds-in-force';
import { IncidentFlash } from '#components/staff/incidents/incident-flash';
import { GuidedIncidents } from '#components/staff/incidents/incident-table';
import { PlaceForm } from '#components/staff/incidents/place-form';
import { ReleasedHolds } from '#components/staff/incidents/released-holds';
import { TurnedDownList, WaitingList } from '#components/staff/incidents/waiting-list';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { HOLD_REASON_MAX_LENGTH } from '#lib/contract/holds';
import { isAllowed } from '#lib/contract/people';
import { readEnvironment } from '#lib/env/wise';
import type { SearchParams } from '#web/connections/staff-filter';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { listHoldableKeys, listHolds } from '#web/holds/holds';
import { csrfToken } from '#web/http/csrf';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { listIncidents } from '#web/incidents/incidents';
import { listTurnedDown, listWaiting } from '#web/incidents/second-approvals';
import { staffExposureMessages } from '#web/messages/staff/exposure';
import { staffIncidentMessages as messages } from '#web/messages/staff/incidents';
import { requireStaff } from '#web/staff/current';
import { draftsOf, PLACE_FORM, releaseForm } from '#web/staff/form-draft';
import { staffHref } from '#web/staff/navigation';

export const metadata: Metadata = { title: messages.title };

/** What is on hold, for every staff role; placing and releasing by role and passkey. */
export default async function StaffIncidentsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { staff, holds, keys, waiting, turnedDown, incidents } = await withUnavailablePage(
    '/staff/incidents',
    read,
  );
  const environment = readEnvironment((await searchParams).environment);
  const { TIME_ZONE: timeZone } = webEnv();
  const typed = draftsOf(await headers(), staff);
  const csrf = csrfToken(staff.sessionId);
  const inForce = holds.filter(({ releasedAt }) => releasedAt === null);
  const released = holds.filter(({ releasedAt }) => releasedAt !== null);
  return (
    <Page width="wide">
      <PageHeader title={messages.title} lead={messages.lead} />
      <IncidentFlash word={await currentFlash()} />
      <GuidedFlash word={await currentFlash('guided')} />
      <WaitingList waiting={waiting} timeZone={timeZone} />
      <TurnedDownList turnedDown={turnedDown} />
      <section aria-labelledby="in-force" className="mb-10">
        <h2 id="in-force" className="mb-4 font-semibold text-xl">
          {messages.inForce.title}
        </h2>
        <HoldsInForce
          holds={inForce}
          incidents={incidents}
          timeZone={timeZone}
          reasonMaxLength={HOLD_REASON_MAX_LENGTH}
          csrf={isAllowed(staff.role, 'release_hold') ? csrf : undefined}
          typed={(holdId) => typed(releaseForm(holdId)).reason}
        />
      </section>
      <GuidedIncidents
        incidents={incidents}
        timeZone={timeZone}
        mayStart={isAllowed(staff.role, 'run_incident')}
      />
      <p className="mb-10">
        <a
          href={staffHref('/staff/incidents/exposure', { environment })}
          className="link inline-flex min-h-11 items-center"
        >
          {staffExposureMessages.link}
        </a>
      </p>
      <section aria-labelledby="place" className="mb-10">
        <h2 id="place" className="mb-4 font-semibold text-xl">
          {messages.place.title}
        </h2>
        {keys === undefined ? (
          <p className="text-muted">{messages.place.noRights}</p>
        ) : (
          <PlaceForm
            options={holdOptions(keys)}
            reasonMaxLength={HOLD_REASON_MAX_LENGTH}
            csrf={csrf}
            typed={typed(PLACE_FORM)}
          />
        )}
      </section>
      {released.length === 0 ? null : (
        <section aria-labelledby="released">
          <h2 id="released" className="mb-4 font-semibold text-xl">
            {messages.past.title}
          </h2>
          <ReleasedHolds holds={released} timeZone={timeZone} />
        </section>
      )}
    </Page>
  );
}

async function read() {
  const staff = await requireStaff(undefined, '/staff/incidents');
  const [holds, waiting, turnedDown, incidents, keys] = await Promise.all([
    listHolds(webDb(), staff),
    listWaiting(webDb(), staff),
    listTurnedDown(webDb(), staff),
    listIncidents(webDb(), staff),
    isAllowed(staff.role, 'place_hold') ? listHoldableKeys(webDb(), staff) : undefined,
  ]);
  return { staff, holds, keys, waiting, turnedDown, incidents };
}
