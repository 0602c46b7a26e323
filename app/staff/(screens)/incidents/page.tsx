import type { Metadata } from 'next';
import { holdName } from '#components/staff/incidents/hold-name.ts';
import { HoldsInForce } from '#components/staff/incidents/holds-in-force';
import { IncidentFlash } from '#components/staff/incidents/incident-flash';
import { PlaceForm } from '#components/staff/incidents/place-form';
import { ReleasedHolds } from '#components/staff/incidents/released-holds';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { HOLD_REASON_MAX_LENGTH, type HoldScope } from '#lib/contract/holds';
import { isAllowed } from '#lib/contract/people';
import { ENVIRONMENTS } from '#lib/env/wise';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { type HoldableKey, listHoldableKeys, listHolds } from '#web/holds/holds';
import { csrfToken } from '#web/http/csrf';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffIncidentMessages as messages } from '#web/messages/staff/incidents';
import { requireStaff } from '#web/staff/current';

export const metadata: Metadata = { title: messages.title };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What is on hold, for every staff role; placing and releasing by role and passkey. */
export default async function StaffIncidentsPage({ searchParams }: Props) {
  const { flash } = await searchParams;
  const { staff, holds, keys } = await withUnavailablePage('/staff/incidents', read);
  const { TIME_ZONE: timeZone } = webEnv();
  const csrf = csrfToken(staff.sessionId);
  const inForce = holds.filter(({ releasedAt }) => releasedAt === null);
  const released = holds.filter(({ releasedAt }) => releasedAt !== null);
  return (
    <Page width="wide">
      <PageHeader title={messages.title} lead={messages.lead} />
      <IncidentFlash word={flash} />
      <section aria-labelledby="in-force" className="mb-10">
        <h2 id="in-force" className="mb-4 font-semibold text-xl">
          {messages.inForce.title}
        </h2>
        <HoldsInForce
          holds={inForce}
          timeZone={timeZone}
          reasonMaxLength={HOLD_REASON_MAX_LENGTH}
          csrf={isAllowed(staff.role, 'release_hold') ? csrf : undefined}
        />
      </section>
      <section aria-labelledby="place" className="mb-10">
        <h2 id="place" className="mb-4 font-semibold text-xl">
          {messages.place.title}
        </h2>
        {keys === undefined ? (
          <p className="text-muted">{messages.place.noRights}</p>
        ) : (
          <PlaceForm options={optionsOf(keys)} reasonMaxLength={HOLD_REASON_MAX_LENGTH} csrf={csrf} />
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
  const [holds, keys] = await Promise.all([
    listHolds(webDb(), staff),
    isAllowed(staff.role, 'place_hold') ? listHoldableKeys(webDb(), staff) : undefined,
  ]);
  return { staff, holds, keys };
}

/** The widest first: in doubt, more is stopped. */
function optionsOf(keys: readonly HoldableKey[]) {
  const option = (scope: HoldScope, value: string | null, keyName: string | null = null) => ({
    word: value === null ? scope : `${scope}:${value}`,
    name: holdName({ scope, value, keyName }),
  });
  return [
    option('everything', null),
    ...ENVIRONMENTS.toReversed().map((environment) => option('environment', environment)),
    ...keys.map(({ scope, value, name }) => option(scope, value, name)),
  ];
}
