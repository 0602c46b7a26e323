import type { Metadata } from 'next';
import { DeliveryFilterForm } from '#components/staff/delivery-filter';
import { DeliveryTable } from '#components/staff/delivery-table';
import { WebhookTabs } from '#components/staff/endpoints/webhook-tabs';
import { ButtonLink } from '#components/ui/button';
import { EmptyState } from '#components/ui/empty-state';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { Pagination } from '#components/ui/pagination';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffWebhookMessages as messages } from '#web/messages/staff/webhooks';
import { requireStaff } from '#web/staff/current';
import { staffHref } from '#web/staff/navigation';
import { deliveriesHref, listDeliveries, parseDeliveryFilter } from '#web/webhooks/deliveries';

export const metadata: Metadata = { title: messages.title };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What Wise has delivered and what each did, for every staff role; the bodies stay in the vault. */
export default async function StaffWebhooksPage({ searchParams }: Props) {
  const filter = parseDeliveryFilter(await searchParams);
  const { rows, older } = await withUnavailablePage('/staff/webhooks', async () =>
    listDeliveries(webDb(), await requireStaff(undefined, '/staff/webhooks'), filter),
  );
  const narrowing = { ...filter, before: undefined };
  const isNarrowed = deliveriesHref(narrowing) !== '/staff/webhooks';
  return (
    <Page width="wide">
      <PageHeader title={messages.title} lead={messages.lead} />
      <WebhookTabs
        mode="in"
        hrefs={{
          in: deliveriesHref({ environment: filter.environment }),
          out: staffHref('/staff/webhooks/endpoints', { environment: filter.environment }),
        }}
      />
      <DeliveryFilterForm filter={filter} isNarrowed={isNarrowed} />
      {rows.length > 0 ? (
        <DeliveryTable rows={rows} timeZone={webEnv().TIME_ZONE} />
      ) : isNarrowed || filter.before !== undefined ? (
        <EmptyState
          title={messages.noMatch.title}
          action={<ButtonLink href="/staff/webhooks">{messages.noMatch.clear}</ButtonLink>}
        >
          {messages.noMatch.text}
        </EmptyState>
      ) : (
        <EmptyState title={messages.none.title}>{messages.none.text}</EmptyState>
      )}
      <Pagination
        label={messages.pages}
        first={filter.before === undefined ? undefined : deliveriesHref(narrowing)}
        next={older === undefined ? undefined : deliveriesHref({ ...filter, before: older })}
      />
    </Page>
  );
}
