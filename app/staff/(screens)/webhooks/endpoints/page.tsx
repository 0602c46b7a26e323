import type { Metadata } from 'next';
import { EndpointTable } from '#components/staff/endpoints/endpoint-table';
import { HowToAdd } from '#components/staff/endpoints/how-to-add';
import { WebhookTabs } from '#components/staff/endpoints/webhook-tabs';
import { ButtonLink } from '#components/ui/button';
import { EmptyState } from '#components/ui/empty-state';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { readEnvironment } from '#lib/env/wise';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffEndpointMessages as messages } from '#web/messages/staff/endpoints';
import { requireStaff } from '#web/staff/current';
import { staffHref } from '#web/staff/navigation';
import { listEndpoints } from '#web/webhooks/endpoints';

export const metadata: Metadata = { title: messages.title };

const PAGE = '/staff/webhooks/endpoints';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Where the partner's systems are sent events, for every staff role. */
export default async function StaffEndpointsPage({ searchParams }: Props) {
  const environment = readEnvironment((await searchParams).environment);
  const rows = await withUnavailablePage(PAGE, async () =>
    listEndpoints(webDb(), await requireStaff(undefined, PAGE), environment),
  );
  return (
    <Page width="wide">
      <PageHeader title={messages.title} lead={messages.lead} />
      <WebhookTabs
        mode="out"
        hrefs={{ in: staffHref('/staff/webhooks', { environment }), out: staffHref(PAGE, { environment }) }}
      />
      {rows.length > 0 ? (
        <EndpointTable rows={rows} environment={environment} timeZone={webEnv().TIME_ZONE} />
      ) : environment === undefined ? (
        <EmptyState title={messages.none.title}>{messages.none.text}</EmptyState>
      ) : (
        <EmptyState
          title={messages.noneHere.title}
          action={<ButtonLink href={PAGE}>{messages.noneHere.all}</ButtonLink>}
        />
      )}
      <HowToAdd />
    </Page>
  );
}
