import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { CountedScope, Covered } from '#components/staff/incidents/counted-scope';
import { GuidedFlash } from '#components/staff/incidents/guided-flash';
import { holdOptions } from '#components/staff/incidents/hold-options.ts';
import { PlaceIncidentForm } from '#components/staff/incidents/place-incident-form';
import { ScopeForm } from '#components/staff/incidents/scope-form';
import { scopeName } from '#components/staff/incidents/scope-name.ts';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { canBeDrill, INCIDENT_TEXT_MAX_LENGTH, incidentScopeSchema } from '#lib/contract/incidents';
import { ALLOWED_ROLES } from '#lib/contract/people';
import { minuteOf } from '#web/connections/exposure-filter';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { listIncidentKeys } from '#web/holds/holds';
import { csrfToken } from '#web/http/csrf';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { countIncident } from '#web/incidents/count-incident';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { requireStaff } from '#web/staff/current';
import { ASK_FORM, draftsOf } from '#web/staff/form-draft';

const { place: messages } = guidedIncidentMessages;
const PATH = '/staff/incidents/new';

export const metadata: Metadata = { title: messages.title };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/**
 * An incident before anybody approved it, for admins: what it is on, then what that covers. Once counted it stands there to read,
 * without fields: what is approved is what is shown, with and without JavaScript.
 */
export default async function NewIncidentPage({ searchParams }: Props) {
  const query = await searchParams;
  const scope = readScope(query);
  const { staff, keys, counts } = await withUnavailablePage(PATH, async () => {
    const person = await requireStaff(ALLOWED_ROLES.run_incident, PATH);
    return {
      staff: person,
      keys: await listIncidentKeys(webDb(), person),
      counts: scope === undefined || query.change !== undefined ? undefined : await countIncident(scope),
    };
  });
  const options = holdOptions(keys);
  return (
    <Page>
      <PageHeader
        back={{ href: '/staff/incidents', label: messages.back }}
        title={messages.title}
        lead={messages.lead}
      />
      <GuidedFlash word={await currentFlash('guided')} />
      {counts === undefined || scope === undefined ? (
        <ScopeForm options={options} scope={scope} latest={minuteOf(new Date())} />
      ) : (
        <>
          <CountedScope
            scope={scope}
            name={options.find(({ word }) => word === scope.on)?.name ?? scopeName(scope.on)}
            timeZone={webEnv().TIME_ZONE}
            changeHref={`${PATH}?${new URLSearchParams({ ...scope, change: 'yes' })}`}
          />
          <Covered counts={counts} />
          {counts === 'unavailable' ? null : (
            <>
              <h2 className="mb-2 font-semibold text-xl">{messages.confirm}</h2>
              <p className="mb-4 max-w-prose text-muted text-sm leading-6">{messages.confirmText}</p>
              <PlaceIncidentForm
                scope={scope}
                csrf={csrfToken(staff.sessionId)}
                textMaxLength={INCIDENT_TEXT_MAX_LENGTH}
                mayDrill={canBeDrill(scope)}
                typed={draftsOf(await headers(), staff)(ASK_FORM)}
              />
            </>
          )}
        </>
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
