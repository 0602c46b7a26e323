import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { ChainNotice } from '#components/staff/activity/chain-notice';
import { ActivityEntries } from '#components/staff/activity/entries';
import { ExportTrailForm } from '#components/staff/activity/export-form';
import { ActivityFilterForm } from '#components/staff/activity/filter';
import { FlashNotice } from '#components/staff/flash-notice';
import { ButtonLink } from '#components/ui/button';
import { EmptyState } from '#components/ui/empty-state';
import { Notice } from '#components/ui/notice';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { Pagination } from '#components/ui/pagination';
import { isAllowed } from '#lib/contract/people';
import { type ActivityPage, listActivity } from '#web/audit/activity';
import {
  type ActivityFilter,
  activityHref,
  isNarrowed,
  parseActivityFilter,
  unfitting,
} from '#web/audit/activity-filter';
import { readChainState } from '#web/audit/chain-state';
import { recordActivityLook } from '#web/audit/record-activity-look';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffActivityMessages as messages } from '#web/messages/staff/activity';
import { requireStaff } from '#web/staff/current';
import { draftsOf, EXPORT_TRAIL_FORM } from '#web/staff/form-draft';

const PATH = '/staff/activity';
const NOTHING: ActivityPage = { entries: [], older: undefined, isPartial: false };
const TONES = { days: 'warn', unanswered: 'bad' } as const;

export const metadata: Metadata = { title: messages.title };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The whole audit trail, for every staff role. Narrowed to one person, that it was seen is in the trail first. */
export default async function StaffActivityPage({ searchParams }: Props) {
  const params = await searchParams;
  const filter = parseActivityFilter(params);
  const mistyped = unfitting(params, filter);
  const isFit = Object.keys(mistyped).length === 0;
  const asked = { ...filter, ...mistyped };
  const { staff, page, chain } = await withUnavailablePage(PATH, async () => {
    const staff = await requireStaff(undefined, PATH);
    if (isFit) await recordActivityLook(webDb(), staff, filter);
    const [found, state] = await Promise.all([
      isFit ? listActivity(webDb(), staff, filter) : NOTHING,
      readChainState(webDb(), staff),
    ]);
    return { staff, page: found, chain: state };
  });
  const { TIME_ZONE: timeZone } = webEnv();
  const clearHref = activityHref({ environment: filter.environment });
  return (
    <Page width="wide">
      <PageHeader title={messages.title} lead={messages.lead} />
      <FlashNotice word={await currentFlash()} texts={messages.flash} tones={TONES} />
      <div className="mb-6">
        <ChainNotice state={chain} timeZone={timeZone} />
      </div>
      <ActivityFilterForm filter={asked} clearHref={clearHref} isNarrowed={isNarrowed(asked)} />
      {page.entries.length === 0 ? (
        page.isPartial ? null : (
          <Nothing filter={asked} clearHref={clearHref} />
        )
      ) : (
        <ActivityEntries entries={page.entries} timeZone={timeZone} />
      )}
      {page.isPartial ? (
        <div className="mt-6">
          <Notice tone="info" title={messages.partial.title}>
            <p>{messages.partial.text}</p>
          </Notice>
        </div>
      ) : null}
      <Pagination
        label={messages.pages}
        first={filter.before === undefined ? undefined : activityHref({ ...filter, before: undefined })}
        next={page.older === undefined ? undefined : activityHref({ ...filter, before: page.older })}
      />
      {isAllowed(staff.role, 'export_audit') ? (
        <ExportTrailForm
          csrf={csrfToken(staff.sessionId)}
          typed={draftsOf(await headers(), staff)(EXPORT_TRAIL_FORM)}
        />
      ) : null}
    </Page>
  );
}

function Nothing({ filter, clearHref }: { filter: ActivityFilter; clearHref: string }) {
  if (filter.before !== undefined)
    return <EmptyState title={messages.noMore.title}>{messages.noMore.text}</EmptyState>;
  if (!isNarrowed(filter)) return <EmptyState title={messages.none.title}>{messages.none.text}</EmptyState>;
  return (
    <EmptyState
      title={messages.noMatch.title}
      action={<ButtonLink href={clearHref}>{messages.noMatch.clear}</ButtonLink>}
    >
      {messages.noMatch.text}
    </EmptyState>
  );
}
