import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { Approvals } from '#components/staff/approvals';
import { ConnectionFacts, CustomerFacts, WiseFacts } from '#components/staff/connection-facts';
import { FailedCalls } from '#components/staff/failed-calls';
import { FollowUp } from '#components/staff/follow-up';
import { Health } from '#components/staff/health';
import { MoneyFacts } from '#components/staff/money-movement';
import { Notes } from '#components/staff/notes';
import { StatusBadges } from '#components/staff/status-badges';
import { Timeline } from '#components/staff/timeline';
import { titleText } from '#components/staff/title-text.ts';
import { TokenFacts } from '#components/staff/token-facts';
import { UseTable } from '#components/staff/use-table';
import { Bidi } from '#components/ui/bidi';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { Pagination } from '#components/ui/pagination';
import { Phrase } from '#components/ui/sentence';
import { NOTE_MAX_LENGTH, REASON_MAX_LENGTH } from '#lib/contract/follow-up';
import { isAllowed } from '#lib/contract/people';
import type { StaffSession } from '#lib/sessions/session';
import { idInAddress } from '#lib/text/uuid';
import { listStaffApprovals } from '#web/approvals/read-approvals';
import { referenceOf } from '#web/attempts/reference';
import { recordLook } from '#web/audit/record-look';
import { listFailedCalls } from '#web/connections/failed-calls';
import { listAssignable, readFollowUp } from '#web/connections/follow-up';
import { snoozeRange } from '#web/connections/snooze-days';
import type { StaffConnection } from '#web/connections/staff-detail';
import type { SearchParams } from '#web/connections/staff-filter';
import { readTimeline } from '#web/connections/timeline';
import { readPosition } from '#web/connections/timeline-position';
import { readTokenFacts } from '#web/connections/token-facts';
import { listStaffUses } from '#web/connections/uses';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffConnectionMessages as messages } from '#web/messages/staff/connection';
import { staffTimelineMessages } from '#web/messages/staff/timeline';
import { connectionForm, draftsOf } from '#web/staff/form-draft';
import { Actions } from './actions';
import { Flash } from './flash';
import { loadConnection } from './load-connection';

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const id = idInAddress((await params).id);
  const { connection } = await loadConnection(id, 'view', `/staff/connections/${id}`);
  return { title: titleText(connection.profileName) };
}

type Asked = {
  staff: StaffSession;
  connection: StaffConnection;
  before: SearchParams[string];
  mayFollowUp: boolean;
};

/** What the page shows beside the connection itself, read side by side once the look is recorded. */
async function readParts({ staff, connection, before, mayFollowUp }: Asked) {
  const db = webDb();
  await recordLook(db, { staff, customerId: connection.customer.id, connectionId: connection.id });
  const [timeline, approvals, uses, followUp, tokens, failedCalls, colleagues] = await Promise.all([
    readTimeline(db, staff, connection.id, readPosition(before)),
    listStaffApprovals(db, staff, connection.id),
    listStaffUses(db, staff, connection.id),
    readFollowUp(db, staff, connection.id),
    readTokenFacts(db, staff, connection.id),
    listFailedCalls(db, staff, connection),
    mayFollowUp ? listAssignable(db, staff) : [],
  ]);
  return { timeline, approvals, uses, followUp, tokens, failedCalls, colleagues };
}

/**
 * One connection: how it is, what can be done, and all that happened to it, for every staff role. That its customer's data was
 * seen is in the audit trail before it is shown.
 */
export default async function StaffConnectionPage({ params, searchParams }: Props) {
  const id = idInAddress((await params).id);
  const path = `/staff/connections/${id}`;
  const { staff, connection } = await loadConnection(id, 'view', path);
  const query = await searchParams;
  const mayFollowUp = isAllowed(staff.role, 'assign');
  const parts = await withUnavailablePage(path, () =>
    readParts({ staff, connection, before: query.before, mayFollowUp }),
  );
  const { timeline, followUp, colleagues } = parts;
  const { customer } = connection;
  const { TIME_ZONE: timeZone } = webEnv();
  const csrf = csrfToken(staff.sessionId);
  const acting = mayFollowUp ? { path, csrf } : undefined;
  const newest = query.before === undefined ? undefined : `${path}#timeline`;
  const typed = draftsOf(await headers(), staff);
  return (
    <Page width="wide">
      <PageHeader
        back={{ href: '/staff/connections', label: messages.back }}
        title={<Bidi text={connection.profileName} />}
        lead={<Phrase parts={messages.connectedBy(<Bidi text={customer.name ?? customer.email} />)} />}
        aside={<StatusBadges {...connection} frozen={connection.frozenAt !== null} />}
      />
      <Flash word={await currentFlash()} connection={connection} />
      <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <Health connection={connection} withdrawal={followUp.withdrawal} timeZone={timeZone} />
        <div className="min-w-0 space-y-6 self-start lg:row-span-2">
          <Actions staff={staff} connection={connection} lastLink={followUp.lastLink} typed={typed} />
          <FollowUp
            facts={followUp}
            staffId={staff.staffId}
            timeZone={timeZone}
            acting={
              acting && {
                ...acting,
                colleagues,
                ...snoozeRange(timeZone, new Date()),
                maxLength: REASON_MAX_LENGTH,
                typed: typed(connectionForm('snooze', id)),
              }
            }
          />
        </div>
        <div className="min-w-0 space-y-6 lg:col-start-1">
          <Facts connection={connection} parts={parts} path={path} csrf={csrf} timeZone={timeZone} />
          <Notes
            notes={followUp.notes}
            staffId={staff.staffId}
            timeZone={timeZone}
            maxLength={NOTE_MAX_LENGTH}
            typed={typed(connectionForm('note', id)).note}
            acting={acting}
          />
          <section aria-labelledby="timeline" className="scroll-mt-6 pt-6">
            <h2 id="timeline" className="mb-4 font-semibold text-lg">
              {staffTimelineMessages.title}
            </h2>
            <Timeline events={timeline.events} timeZone={timeZone} />
            <Pagination
              label={staffTimelineMessages.pages}
              first={newest}
              next={timeline.older && `${path}?before=${encodeURIComponent(timeline.older)}#timeline`}
            />
          </section>
        </div>
      </div>
    </Page>
  );
}

type FactsProps = {
  connection: StaffConnection;
  parts: Awaited<ReturnType<typeof readParts>>;
  path: string;
  csrf: string;
  timeZone: string;
};

/** What is known of it, a section each. */
function Facts({ connection, parts, path, csrf, timeZone }: FactsProps) {
  const { followUp, tokens, approvals, uses, failedCalls } = parts;
  return (
    <>
      <ConnectionFacts
        connection={connection}
        withdrawal={followUp.withdrawal}
        reference={referenceOf(connection.id)}
        timeZone={timeZone}
      />
      <MoneyFacts connection={connection} timeZone={timeZone} />
      <CustomerFacts connection={connection} />
      <WiseFacts connection={connection} timeZone={timeZone} />
      <TokenFacts facts={tokens} isFrozen={connection.frozenAt !== null} timeZone={timeZone} />
      <Approvals approvals={approvals} timeZone={timeZone} />
      <UseTable {...uses} timeZone={timeZone} />
      <FailedCalls calls={failedCalls} path={path} csrf={csrf} timeZone={timeZone} />
    </>
  );
}
