import type { Metadata } from 'next';
import { BulkFlash } from '#components/staff/bulk/bulk-flash';
import { BulkTable } from '#components/staff/bulk/bulk-table';
import { ButtonLink } from '#components/ui/button';
import { EmptyState } from '#components/ui/empty-state';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { Pagination } from '#components/ui/pagination';
import { formatCursor, parseCursor } from '#lib/text/cursor';
import { listBulkActs } from '#web/bulk/bulk-acts';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffBulkMessages } from '#web/messages/staff/bulk';
import { requireStaff } from '#web/staff/current';

const { list: messages, title, lead, preview } = staffBulkMessages;
const PATH = '/staff/connections/bulk';

export const metadata: Metadata = { title };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What was done to many connections at once, for every staff role. */
export default async function StaffBulkPage({ searchParams }: Props) {
  const { after } = await searchParams;
  const position = parseCursor(after);
  const { acts, next } = await withUnavailablePage(PATH, async () => {
    const staff = await requireStaff(undefined, PATH);
    return await listBulkActs(webDb(), staff, position);
  });
  return (
    <Page width="wide">
      <PageHeader title={title} lead={lead} back={{ href: '/staff/connections', label: preview.back }} />
      <BulkFlash word={await currentFlash()} />
      {acts.length > 0 ? (
        <BulkTable acts={acts} timeZone={webEnv().TIME_ZONE} />
      ) : (
        <EmptyState
          title={position === undefined ? messages.none : messages.noMore}
          action={<ButtonLink href="/staff/connections">{messages.toList}</ButtonLink>}
        >
          {position === undefined ? messages.noneText : null}
        </EmptyState>
      )}
      <Pagination
        label={messages.pages}
        first={position === undefined ? undefined : PATH}
        next={next && `${PATH}?after=${encodeURIComponent(formatCursor(next))}`}
      />
    </Page>
  );
}
