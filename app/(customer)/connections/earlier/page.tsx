import type { Metadata } from 'next';
import { EndedList } from '#components/customer/connection-history';
import { ButtonLink } from '#components/ui/button';
import { EmptyState } from '#components/ui/empty-state';
import { PageHeader } from '#components/ui/page-header';
import { Pagination } from '#components/ui/pagination';
import { formatCursor, parseCursor } from '#lib/text/cursor';
import { listEndedConnections } from '#web/connections/customer-lists';
import { requireCustomer } from '#web/customers/current';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { connectionMessages } from '#web/messages/customer/connection';
import { pastConnectionsMessages as messages } from '#web/messages/customer/past-connections';
import { CustomerFrame } from '../../../customer-frame';

const { none, noMore } = messages;

export const metadata: Metadata = { title: messages.title };

const HERE = '/connections/earlier';
const SIZE = 25;

type EarlierProps = { searchParams: Promise<Record<string, unknown>> };

/** Every connection of the customer that is over, by the page. */
export default async function EarlierPage({ searchParams }: EarlierProps) {
  const before = parseCursor((await searchParams).before);
  const { customer, ended } = await withUnavailablePage(HERE, async () => {
    const who = await requireCustomer(HERE);
    const { customerId } = who;
    return { customer: who, ended: await listEndedConnections(webDb(), { customerId, size: SIZE, before }) };
  });
  const { connections, total, older } = ended;
  return (
    <CustomerFrame customer={customer}>
      <PageHeader
        back={{ href: '/dashboard', label: connectionMessages.back }}
        title={messages.title}
        lead={total === 0 ? undefined : messages.lead(total)}
      />
      {connections.length === 0 ? (
        <Nothing isFurther={before !== undefined && total > 0} />
      ) : (
        <EndedList connections={connections} timeZone={webEnv().TIME_ZONE} />
      )}
      <Pagination
        label={messages.pages}
        first={before && HERE}
        next={older && `${HERE}?before=${formatCursor(older)}`}
      />
    </CustomerFrame>
  );
}

function Nothing({ isFurther }: { isFurther: boolean }) {
  return isFurther ? (
    <EmptyState title={noMore.title} action={<ButtonLink href={HERE}>{noMore.back}</ButtonLink>}>
      {noMore.text}
    </EmptyState>
  ) : (
    <EmptyState title={none.title}>{none.text}</EmptyState>
  );
}
