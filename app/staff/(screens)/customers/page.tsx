import type { Metadata } from 'next';
import { CustomerSearch } from '#components/staff/customer-search';
import { CustomerTable } from '#components/staff/customer-table';
import { FilterChips } from '#components/staff/filter-chips';
import { ButtonLink } from '#components/ui/button';
import { EmptyState } from '#components/ui/empty-state';
import { Notice } from '#components/ui/notice';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { Pagination } from '#components/ui/pagination';
import { type CustomerFilter, customersHref, parseCustomerFilter } from '#web/customers/staff-filter';
import { listStaffCustomers } from '#web/customers/staff-list';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffCustomersMessages as messages } from '#web/messages/staff/customers';
import { requireStaff } from '#web/staff/current';

export const metadata: Metadata = { title: messages.title };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** All customers, for every staff role. */
export default async function StaffCustomersPage({ searchParams }: Props) {
  const filter = parseCustomerFilter(await searchParams);
  const page = await withUnavailablePage('/staff/customers', async () =>
    listStaffCustomers(webDb(), await requireStaff(undefined, '/staff/customers'), filter),
  );
  const first = { ...filter, after: undefined };
  return (
    <Page width="wide">
      <PageHeader title={messages.title} lead={messages.lead} />
      <CustomerSearch
        search={filter.search}
        environment={filter.environment}
        asksErasure={filter.asksErasure}
        clearHref={customersHref({ environment: filter.environment, asksErasure: filter.asksErasure })}
      />
      <FilterChips
        chips={
          filter.asksErasure
            ? [{ text: messages.asksErasure, href: customersHref({ ...first, asksErasure: false }) }]
            : []
        }
      />
      {page.isPartial ? (
        <div className="mb-6">
          <Notice tone="warn" title={messages.narrow.title}>
            <p>{messages.narrow.text}</p>
          </Notice>
        </div>
      ) : null}
      {page.rows.length === 0 ? (
        <Nothing filter={filter} isPartial={page.isPartial} />
      ) : (
        <CustomerTable rows={page.rows} timeZone={webEnv().TIME_ZONE} />
      )}
      <Pagination
        label={messages.pages}
        first={filter.after === undefined ? undefined : customersHref(first)}
        next={page.older === undefined ? undefined : customersHref({ ...filter, after: page.older })}
      />
    </Page>
  );
}

function Nothing({ filter, isPartial }: { filter: CustomerFilter; isPartial: boolean }) {
  if (isPartial) return <EmptyState title={messages.noneSoFar.title}>{messages.noneSoFar.text}</EmptyState>;
  if (filter.after !== undefined) {
    return (
      <EmptyState
        title={messages.noMore.title}
        action={
          <ButtonLink href={customersHref({ ...filter, after: undefined })}>
            {messages.noMore.back}
          </ButtonLink>
        }
      >
        {messages.noMore.text}
      </EmptyState>
    );
  }
  if (filter.search !== '' || filter.asksErasure) {
    return (
      <EmptyState
        title={messages.noMatch.title}
        action={
          <ButtonLink href={customersHref({ environment: filter.environment })}>
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
