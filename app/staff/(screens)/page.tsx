import type { Metadata } from 'next';
import { AlarmBanner } from '#components/staff/alarm-banner';
import { ConnectionTable } from '#components/staff/connection-table';
import { ReferencedList } from '#components/staff/referenced';
import { SearchForm } from '#components/staff/search-form';
import { type StatusTab, StatusTabs } from '#components/staff/status-tabs';
import { STATUS_LABELS } from '#components/staff/words.ts';
import { ButtonLink } from '#components/ui/button';
import { EmptyState } from '#components/ui/empty-state';
import { Notice } from '#components/ui/notice';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { Pagination } from '#components/ui/pagination';
import { ConnectionStatus } from '#lib/db/generated/enums';
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
} from '#web/connections/staff-filter';
import { readStaffList } from '#web/connections/staff-list';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { requireStaff } from '#web/staff/current';

// The layout's template is for the segments below it, not for this page beside it.
export const metadata: Metadata = { title: 'Connections · Staff' };

/** All connections of all customers, for every staff role. */
export default async function StaffPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = parseStaffFilter(await searchParams);
  const reference = parseReference(filter.search);
  const [{ page, counts }, alarms, found] = await withUnavailablePage('/staff', () =>
    read(filter, reference),
  );
  const { TIME_ZONE: timeZone } = webEnv();
  return (
    <Page width="wide">
      <PageHeader title="Connections" lead="Every customer’s connection to Wise, newest first." />
      <AlarmBanner alarms={alarms} timeZone={timeZone} />
      <SearchForm
        search={filter.search}
        status={filter.status}
        environment={filter.environment}
        clearHref={isNarrowed(filter) ? '/staff' : undefined}
      />
      {reference !== undefined && isMeant(filter.search, found) ? (
        <ReferencedList reference={reference.text} found={found} timeZone={timeZone} />
      ) : null}
      <StatusTabs tabs={statusTabs(filter, counts)} />
      {page.isPartial === true ? <NarrowIt /> : null}
      {page.rows.length === 0 ? (
        <Nothing filter={filter} isPartial={page.isPartial === true} />
      ) : (
        <ConnectionTable rows={page.rows} timeZone={timeZone} />
      )}
      <Pagination
        label="Pages of connections"
        previous={page.newer && staffListHref(filter, { direction: 'before', cursor: page.newer })}
        next={page.older && staffListHref(filter, { direction: 'after', cursor: page.older })}
      />
    </Page>
  );
}

/** Eight letters may be a word that somebody looks for: without the hyphen only what was found counts. */
function isMeant(search: string, found: readonly Referenced[]): boolean {
  return found.length > 0 || /^[^-]{4}-[^-]{4}$/.test(search);
}

async function read(filter: StaffFilter, reference: Reference | undefined) {
  const staff = await requireStaff(undefined, '/staff');
  return await Promise.all([
    readStaffList(webDb(), staff, filter),
    listOpenAlarms(webDb(), staff),
    reference === undefined ? [] : findByReference(webDb(), staff, reference),
  ]);
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
    tab('All', counts.all, undefined),
    ...Object.values(ConnectionStatus).map((status) => tab(STATUS_LABELS[status], counts[status], status)),
  ];
}

/** A search that would have to read every connection is broken off, and says so. */
function NarrowIt() {
  return (
    <div className="mb-6">
      <Notice tone="warn" title="Narrow your search">
        <p>
          We stopped early because a full search would take too long, so some matches may be missing. Try more
          letters, a whole email address or a profile number.
        </p>
      </Notice>
    </div>
  );
}

function Nothing({ filter, isPartial }: { filter: StaffFilter; isPartial: boolean }) {
  if (isPartial) {
    return (
      <EmptyState title="No match so far">
        None of the connections we searched matches. “Older” searches further back.
      </EmptyState>
    );
  }
  if (filter.position !== undefined) {
    return (
      <EmptyState
        title="Nothing further on"
        action={<ButtonLink href={staffListHref(filter)}>Back to the newest</ButtonLink>}
      >
        There are no older connections than the ones you have seen.
      </EmptyState>
    );
  }
  if (isNarrowed(filter)) {
    return (
      <EmptyState
        title="No connection matches"
        action={<ButtonLink href="/staff">Clear search and filters</ButtonLink>}
      >
        The search looks for a part of the customer’s name, e-mail address or subject, and of the profile’s
        name or number. A connection id or customer id has to be whole.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No connections yet">
      A connection stands here as soon as the first customer has connected Wise.
    </EmptyState>
  );
}
