import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { AlarmBanner } from '#components/staff/alarm-banner';
import { BulkBar } from '#components/staff/bulk/bulk-bar';
import { BulkFlash } from '#components/staff/bulk/bulk-flash';
import { ConnectionTable } from '#components/staff/connection-table';
import { ExportForm } from '#components/staff/export-form';
import { FilterChips } from '#components/staff/filter-chips';
import { ListFilter } from '#components/staff/list-filter';
import { ListFlash } from '#components/staff/list-flash';
import { OwnAccounts } from '#components/staff/own-accounts';
import { ReferencedList } from '#components/staff/referenced';
import { SavedViews } from '#components/staff/saved-views';
import { type StatusTab, StatusTabs, shownCount } from '#components/staff/status-tabs';
import { ButtonLink } from '#components/ui/button';
import { EmptyState } from '#components/ui/empty-state';
import { Notice } from '#components/ui/notice';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { Pagination } from '#components/ui/pagination';
import { isAllowed } from '#lib/contract/people';
import { ConnectionStatus } from '#lib/db/generated/enums';
import type { StaffSession } from '#lib/sessions/session';
import { findByReference, type Referenced } from '#web/attempts/find-by-reference';
import { parseReference, type Reference } from '#web/attempts/reference';
import { listOpenAlarms } from '#web/connections/staff-alarms';
import type { StatusCounts } from '#web/connections/staff-counts';
import {
  isNarrowed,
  parseStaffFilter,
  type SearchParams,
  type StaffFilter,
  staffListHref,
  staffListQuery,
} from '#web/connections/staff-filter';
import { readStaffList } from '#web/connections/staff-list';
import { DEFAULT_COLUMNS, UNUSED_DAYS } from '#web/connections/staff-list-choices';
import { listOwnAccounts } from '#web/connections/staff-own-accounts';
import { listViews } from '#web/connections/staff-views';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { labels } from '#web/messages/labels';
import { staffConnectionsMessages as messages } from '#web/messages/staff/connections';
import { requireStaff } from '#web/staff/current';
import { draftsOf, VIEW_FORM } from '#web/staff/form-draft';
import { listStaffNames } from '#web/staff/people';
import { filterChips } from './filter-texts';

export const metadata: Metadata = { title: messages.title };

/** All connections of all customers, for every staff role. */
export default async function StaffConnectionsPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const params = await searchParams;
  const filter = parseStaffFilter(params);
  // A form without JavaScript also sends what was not filled in: the address that is kept is the short one.
  if (Object.values(params).includes('')) redirect(staffListHref(filter, filter.position));
  const reference = parseReference(filter.search);
  const [staff, { page, counts }, alarms, found, ownAccounts, colleagues, views] = await withUnavailablePage(
    '/staff/connections',
    () => read(filter, reference),
  );
  const { TIME_ZONE: timeZone } = webEnv();
  return (
    <Page width="wide">
      <PageHeader title={messages.title} lead={messages.lead} />
      <AlarmBanner alarms={alarms} timeZone={timeZone} />
      <ListFlash word={await currentFlash()} />
      <BulkFlash word={await currentFlash('bulk')} />
      <SavedViews
        views={views}
        current={staffListHref(filter)}
        query={staffListQuery(filter).toString()}
        csrf={csrfToken(staff.sessionId)}
        typed={draftsOf(await headers(), staff)(VIEW_FORM).name}
      />
      <ListFilter
        filter={filter}
        staff={colleagues}
        shown={filter.columns ?? DEFAULT_COLUMNS}
        unusedDays={UNUSED_DAYS}
        clearHref={isNarrowed(filter) ? staffListHref({ environment: filter.environment }) : undefined}
      />
      <FilterChips chips={filterChips(filter, colleagues)} />
      {reference !== undefined && isMeant(filter.search, found) ? (
        <ReferencedList reference={reference.text} found={found} timeZone={timeZone} />
      ) : null}
      <StatusTabs tabs={statusTabs(filter, counts)} />
      {page.isPartial === true ? <NarrowIt /> : null}
      {page.rows.length === 0 ? (
        <Nothing filter={filter} isPartial={page.isPartial === true} />
      ) : (
        <ConnectionTable
          rows={page.rows}
          shown={filter.columns ?? DEFAULT_COLUMNS}
          environment={filter.environment}
          timeZone={timeZone}
          isSelectable={isAllowed(staff.role, 'bulk_act')}
        />
      )}
      <Pagination
        label={messages.pages}
        texts={{ previous: messages.previous, next: messages.next }}
        previous={page.newer && staffListHref(filter, { direction: 'before', cursor: page.newer })}
        next={page.older && staffListHref(filter, { direction: 'after', cursor: page.older })}
      />
      {page.rows.length === 0 ? null : (
        <Acts staff={staff} filter={filter} counts={counts} colleagues={colleagues} />
      )}
      <OwnAccounts accounts={ownAccounts} timeZone={timeZone} />
    </Page>
  );
}

type ActsProps = {
  staff: StaffSession;
  filter: StaffFilter;
  counts: StatusCounts;
  colleagues: Awaited<ReturnType<typeof listStaffNames>>;
};

/** What can be done to all that the filter finds, by whoever may. */
function Acts({ staff, filter, counts, colleagues }: ActsProps) {
  const query = staffListQuery({ ...filter, columns: undefined }).toString();
  const csrf = csrfToken(staff.sessionId);
  return (
    <>
      {isAllowed(staff.role, 'bulk_act') ? (
        <BulkBar
          query={query}
          count={shownCount(...countOf(filter, counts))}
          // the filter has those too who may own none any more
          colleagues={colleagues.filter(({ mayOwn }) => mayOwn)}
          csrf={csrf}
        />
      ) : null}
      {isAllowed(staff.role, 'export_connections') ? <ExportForm query={query} csrf={csrf} /> : null}
    </>
  );
}

/** Eight letters may be a word that somebody looks for: without the hyphen only what was found counts. */
function isMeant(search: string, found: readonly Referenced[]): boolean {
  return found.length > 0 || /^[^-]{4}-[^-]{4}$/.test(search);
}

async function read(filter: StaffFilter, reference: Reference | undefined) {
  const staff = await requireStaff(undefined, '/staff/connections');
  return await Promise.all([
    staff,
    readStaffList(webDb(), staff, filter),
    listOpenAlarms(webDb(), staff),
    reference === undefined ? [] : findByReference(webDb(), staff, reference),
    // no customer's, so no search for one finds them
    isNarrowed(filter) || filter.position !== undefined ? [] : listOwnAccounts(webDb(), staff),
    listStaffNames(webDb(), filter.owner === 'none' ? undefined : filter.owner),
    listViews(webDb(), staff),
  ]);
}

function countOf({ status }: StaffFilter, counts: StatusCounts): [count: number, isAtLeast: boolean] {
  const counted = status ?? 'all';
  return [counts[counted], counts.atLeast?.includes(counted) ?? false];
}

function statusTabs(filter: StaffFilter, counts: StatusCounts): StatusTab[] {
  const tab = (label: string, count: number, status: ConnectionStatus | undefined): StatusTab => ({
    label,
    count,
    isAtLeast: counts.atLeast?.includes(status ?? 'all') ?? false,
    href: staffListHref({ ...filter, status }),
    isCurrent: filter.status === status,
  });
  return [
    tab(messages.allStatuses, counts.all, undefined),
    ...Object.values(ConnectionStatus).map((status) => tab(labels.status[status], counts[status], status)),
  ];
}

/** A search that would have to read every connection is broken off, and says so. */
function NarrowIt() {
  return (
    <div className="mb-6">
      <Notice tone="warn" title={messages.narrow.title}>
        <p>{messages.narrow.text}</p>
      </Notice>
    </div>
  );
}

function Nothing({ filter, isPartial }: { filter: StaffFilter; isPartial: boolean }) {
  if (isPartial) {
    return <EmptyState title={messages.noneSoFar.title}>{messages.noneSoFar.text}</EmptyState>;
  }
  if (filter.position !== undefined) {
    return (
      <EmptyState
        title={messages.noMore.title}
        action={<ButtonLink href={staffListHref(filter)}>{messages.noMore.back}</ButtonLink>}
      >
        {messages.noMore.text}
      </EmptyState>
    );
  }
  if (isNarrowed(filter)) {
    return (
      <EmptyState
        title={messages.noMatch.title}
        action={
          <ButtonLink href={staffListHref({ environment: filter.environment })}>
            {messages.noMatch.clear}
          </ButtonLink>
        }
      >
        {messages.noMatch.text}
      </EmptyState>
    );
  }
  return <EmptyState title={messages.none.title}>{messages.none.text}</EmptyState>;
}
