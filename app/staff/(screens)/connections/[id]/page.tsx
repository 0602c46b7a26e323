import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { Approvals } from '#components/staff/approvals';
import { AuditTrail } from '#components/staff/audit-trail';
import { ConnectionFacts, CustomerFacts, WiseFacts } from '#components/staff/connection-facts';
import { Health } from '#components/staff/health';
import { MoneyFacts } from '#components/staff/money-movement';
import { StatusBadges } from '#components/staff/status-badges';
import { titleText } from '#components/staff/title-text.ts';
import { UseTable } from '#components/staff/use-table';
import { Bidi } from '#components/ui/bidi';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { Pagination } from '#components/ui/pagination';
import { Phrase } from '#components/ui/sentence';
import { idInAddress } from '#lib/text/uuid';
import { listStaffApprovals } from '#web/approvals/read-approvals';
import { referenceOf } from '#web/attempts/reference';
import { parseAuditPosition } from '#web/audit/views';
import { readDraft } from '#web/connections/disconnect-draft';
import type { SearchParams } from '#web/connections/staff-filter';
import { listStaffTrail } from '#web/connections/staff-trail';
import { listStaffUses } from '#web/connections/uses';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffConnectionMessages as messages } from '#web/messages/staff/connection';
import { Actions } from './actions';
import { Flash } from './flash';
import { loadConnection } from './load-connection';

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const id = idInAddress((await params).id);
  const { connection } = await loadConnection(id, 'view', `/staff/connections/${id}`);
  return { title: titleText(connection.profileName) };
}

/** One connection with all its facts and its audit trail, for every staff role. */
export default async function StaffConnectionPage({ params, searchParams }: Props) {
  const id = idInAddress((await params).id);
  const path = `/staff/connections/${id}`;
  const { staff, connection } = await loadConnection(id, 'view', path);
  const query = await searchParams;
  const position = parseAuditPosition(query);
  const [trail, approvals, uses] = await withUnavailablePage(path, () =>
    Promise.all([
      listStaffTrail(webDb(), staff, connection.id, position),
      listStaffApprovals(webDb(), staff, connection.id),
      listStaffUses(webDb(), staff, connection.id),
    ]),
  );
  const env = webEnv();
  const { customer } = connection;
  const { TIME_ZONE: timeZone } = env;
  const reason = readDraft(await headers(), env, { staffId: staff.staffId, connectionId: connection.id });
  return (
    <Page width="wide">
      <PageHeader
        back={{ href: '/staff/connections', label: messages.back }}
        title={<Bidi text={connection.profileName} />}
        lead={<Phrase parts={messages.connectedBy(<Bidi text={customer.name ?? customer.email} />)} />}
        aside={<StatusBadges {...connection} frozen={connection.frozenAt !== null} />}
      />
      <Flash word={query.flash} connection={connection} />
      <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <Health connection={connection} timeZone={timeZone} />
        <Actions staff={staff} connection={connection} reason={reason} />
        <div className="min-w-0 space-y-6 lg:col-start-1">
          <ConnectionFacts
            connection={connection}
            reference={referenceOf(connection.id)}
            timeZone={timeZone}
          />
          <MoneyFacts money={connection.money} timeZone={timeZone} />
          <CustomerFacts connection={connection} />
          <WiseFacts connection={connection} timeZone={timeZone} />
          <Approvals approvals={approvals} timeZone={timeZone} />
          <UseTable {...uses} timeZone={timeZone} />
          <section aria-labelledby="trail" className="pt-6">
            <h2 id="trail" className="mb-4 font-semibold text-lg">
              {messages.trail.title}
            </h2>
            <AuditTrail entries={trail.entries} timeZone={timeZone} />
            <Pagination
              label={messages.trail.pages}
              previous={trail.newer && `${path}?after=${trail.newer}#trail`}
              next={trail.older && `${path}?before=${trail.older}#trail`}
            />
          </section>
        </div>
      </div>
    </Page>
  );
}
