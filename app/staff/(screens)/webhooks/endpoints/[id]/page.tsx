import type { Metadata } from 'next';
import { EndpointActs } from '#components/staff/endpoints/endpoint-acts';
import { EndpointFacts } from '#components/staff/endpoints/endpoint-facts';
import { EndpointFlash } from '#components/staff/endpoints/endpoint-flash';
import { EndpointBadge, EndpointProblem } from '#components/staff/endpoints/endpoint-state';
import { EventLog } from '#components/staff/endpoints/event-log';
import { titleText } from '#components/staff/title-text.ts';
import { ButtonLink } from '#components/ui/button';
import { EmptyState } from '#components/ui/empty-state';
import { LinkTabs } from '#components/ui/link-tabs';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { Pagination } from '#components/ui/pagination';
import { DELIVERY_STATES } from '#lib/contract/event-endpoints';
import { isAllowed } from '#lib/contract/people';
import { readEnvironment } from '#lib/env/wise';
import { idInAddress } from '#lib/text/uuid';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffEndpointMessages as messages } from '#web/messages/staff/endpoints';
import { staffHref } from '#web/staff/navigation';
import {
  type EventLogFilter,
  listEventDeliveries,
  parseEventLogFilter,
} from '#web/webhooks/event-deliveries';
import { loadEndpoint } from './load-endpoint';

type SearchParams = Readonly<Record<string, string | string[] | undefined>>;
type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: Pick<Props, 'params'>): Promise<Metadata> {
  const { endpoint } = await loadEndpoint(idInAddress((await params).id));
  return { title: titleText(endpoint.address) };
}

/** One address that events are sent to, and what came of each, for every staff role; acts by role. */
export default async function StaffEndpointPage({ params, searchParams }: Props) {
  const { staff, endpoint } = await loadEndpoint(idInAddress((await params).id));
  const query = await searchParams;
  const filter = parseEventLogFilter(query);
  const path = `/staff/webhooks/endpoints/${endpoint.id}`;
  const environment = readEnvironment(query.environment);
  const href: Href = (words) => staffHref(path, { ...words, environment });
  const { rows, older } = await withUnavailablePage(path, () =>
    listEventDeliveries(webDb(), staff, endpoint.id, filter),
  );
  const { TIME_ZONE: timeZone } = webEnv();
  const csrf = isAllowed(staff.role, 'manage_events') ? csrfToken(staff.sessionId) : undefined;
  const isDisabled = endpoint.state !== 'enabled' && endpoint.state !== 'failing';
  const again = csrf === undefined || isDisabled ? undefined : { action: `${path}/act`, csrf };
  return (
    <Page width="wide">
      <PageHeader
        back={{ href: staffHref('/staff/webhooks/endpoints', { environment }), label: messages.back }}
        title={<bdi className="wrap-anywhere">{endpoint.address}</bdi>}
        aside={<EndpointBadge state={endpoint.state} />}
      />
      <EndpointFlash word={await currentFlash()} />
      <EndpointProblem endpoint={endpoint} timeZone={timeZone} />
      <div className="mb-10 grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <EndpointFacts endpoint={endpoint} timeZone={timeZone} />
        <EndpointActs endpoint={endpoint} csrf={csrf} />
      </div>
      <section>
        <div className="mb-2 flex flex-wrap items-center justify-between gap-x-6">
          <h2 className="font-semibold text-xl">{messages.log.title}</h2>
          <a href={href({ state: filter.state })} className="link inline-flex min-h-11 items-center text-sm">
            {messages.log.refresh}
          </a>
        </div>
        <StateTabs href={href} filter={filter} />
        {rows.length > 0 ? (
          <EventLog
            rows={rows}
            timeZone={timeZone}
            isDisabled={isDisabled}
            restsUntil={endpoint.restsUntil}
            again={again}
          />
        ) : (
          <NoRows href={href} filter={filter} />
        )}
        <Pagination
          label={messages.log.pages}
          first={filter.before === undefined ? undefined : href({ state: filter.state })}
          next={older === undefined ? undefined : href({ state: filter.state, before: older })}
        />
      </section>
    </Page>
  );
}

type Href = (words: Partial<EventLogFilter>) => string;
type LogProps = { href: Href; filter: EventLogFilter };

function StateTabs({ href, filter }: LogProps) {
  const tabs = [undefined, ...DELIVERY_STATES].map((state) => ({
    label: state === undefined ? messages.log.all : messages.log.states[state],
    href: href({ state }),
    isCurrent: filter.state === state,
  }));
  return <LinkTabs label={messages.log.filter} tabs={tabs} />;
}

function NoRows({ href, filter }: LogProps) {
  const { none, noMatch } = messages.log;
  if (filter.state === undefined && filter.before === undefined)
    return <EmptyState title={none.title}>{none.text}</EmptyState>;
  return (
    <EmptyState title={noMatch.title} action={<ButtonLink href={href({})}>{noMatch.clear}</ButtonLink>}>
      {noMatch.text}
    </EmptyState>
  );
}
