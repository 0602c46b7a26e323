import type { Metadata } from 'next';
import { Counts } from '#components/staff/incidents/counts';
import { holdOptions } from '#components/staff/incidents/hold-options.ts';
import { PlaceIncidentForm } from '#components/staff/incidents/place-incident-form';
import { ScopeForm } from '#components/staff/incidents/scope-form';
import { Card } from '#components/ui/card';
import { Notice } from '#components/ui/notice';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { INCIDENT_TEXT_MAX_LENGTH, incidentScopeSchema } from '#lib/contract/incidents';
import { ALLOWED_ROLES } from '#lib/contract/people';
import { minuteOf } from '#web/connections/exposure-filter';
import { webDb } from '#web/db/web-db';
import { listHoldableKeys } from '#web/holds/holds';
import { csrfToken } from '#web/http/csrf';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { countIncident } from '#web/incidents/count-incident';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { requireStaff } from '#web/staff/current';

const { place: messages } = guidedIncidentMessages;
const PATH = '/staff/incidents/new';

export const metadata: Metadata = { title: messages.title };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** An incident before anybody approved it: what it is on, and what it would cover. For admins. */
export default async function NewIncidentPage({ searchParams }: Props) {
  const scope = readScope(await searchParams);
  const { staff, keys, counts } = await withUnavailablePage(PATH, async () => {
    const person = await requireStaff(ALLOWED_ROLES.run_incident, PATH);
    return {
      staff: person,
      keys: await listHoldableKeys(webDb(), person),
      counts: scope === undefined ? undefined : await countIncident(scope),
    };
  });
  return (
    <Page>
      <PageHeader
        back={{ href: '/staff/incidents', label: messages.back }}
        title={messages.title}
        lead={messages.lead}
      />
      <ScopeForm options={holdOptions(keys)} scope={scope} latest={minuteOf(new Date())} />
      {scope === undefined || counts === undefined ? null : (
        <section aria-labelledby="covered" className="mt-10">
          <h2 id="covered" className="mb-4 font-semibold text-xl">
            {messages.counted.title}
          </h2>
          {counts === 'unavailable' ? (
            <Notice tone="bad" title={messages.unavailable} role="alert" />
          ) : (
            <>
              <Card className="mb-10">
                <Counts counts={counts} />
              </Card>
              <h2 className="mb-2 font-semibold text-xl">{messages.confirm}</h2>
              <p className="mb-4 max-w-prose text-muted text-sm leading-6">{messages.confirmText}</p>
              <PlaceIncidentForm
                scope={scope}
                csrf={csrfToken(staff.sessionId)}
                textMaxLength={INCIDENT_TEXT_MAX_LENGTH}
              />
            </>
          )}
        </section>
      )}
    </Page>
  );
}

/** Whatever is not understood is asked for again, never an error page. */
function readScope({ on, since = '', endSessions, revokeKeys }: Awaited<Props['searchParams']>) {
  // a browser's local time without a zone is UTC here, as the label says
  const at = typeof since === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(since) ? `${since}:00Z` : since;
  return incidentScopeSchema.safeParse({ on, since: at, endSessions, revokeKeys }).data;
}
