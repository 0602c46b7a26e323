import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { BulkFlash } from '#components/staff/bulk/bulk-flash';
import { ItemTable } from '#components/staff/bulk/item-table';
import { Breakdown, ListFacts } from '#components/staff/bulk/list-facts';
import { Controls, Progress } from '#components/staff/bulk/progress';
import { ResultFile } from '#components/staff/bulk/result-file';
import { SecondPerson } from '#components/staff/bulk/second-person';
import { StartForm } from '#components/staff/bulk/start-form';
import { StateBadge } from '#components/staff/bulk/state-badge';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { BULK_REASON_MAX_LENGTH } from '#lib/contract/bulk-acts';
import { isAllowed } from '#lib/contract/people';
import { readUuid } from '#lib/text/uuid';
import { type BulkActView, findBulkAct, sampleItems } from '#web/bulk/bulk-acts';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffBulkMessages as messages } from '#web/messages/staff/bulk';
import { requireStaff } from '#web/staff/current';
import { bulkForm, draftsOf } from '#web/staff/form-draft';

// no route of its own: app/staff/[...rest] answers it with 404
const NOWHERE = '/staff/not-found';

export const metadata: Metadata = { title: messages.title };

type Props = {
  params: Promise<{ id: string }>;
};

/** One list: what would be done before it is started, how far it is afterwards. */
export default async function StaffBulkActPage({ params }: Props) {
  const { id: text } = await params;
  const id = readUuid(text) ?? redirect(NOWHERE);
  const path = `/staff/connections/bulk/${id}`;
  const { staff, act, items } = await withUnavailablePage(path, () => read(id, path));
  const { TIME_ZONE: timeZone } = webEnv();
  const csrf = csrfToken(staff.sessionId);
  const typed = draftsOf(await headers(), staff)(bulkForm(id));
  const isPreview = act.state === 'preview';
  const mayAct = isAllowed(staff.role, 'bulk_act');
  return (
    <Page width="wide">
      <PageHeader
        title={messages.titles[act.kind](act.total)}
        lead={isPreview ? messages.preview.lead : undefined}
        back={{ href: '/staff/connections/bulk', label: messages.title }}
        aside={<StateBadge state={act.state} />}
      />
      <BulkFlash word={await currentFlash()} />
      <div className="space-y-10">
        {act.state === 'waiting' ? (
          <SecondPerson
            act={act}
            isOwn={act.createdBy === staff.staffId}
            csrf={isAllowed(staff.role, 'approve_bulk_act') ? csrf : undefined}
          />
        ) : null}
        {isPreview ? null : (
          <Part id="progress" title={messages.detail.progress}>
            <Progress act={act} />
            <div className="mt-6">
              {mayAct ? (
                <Controls act={act} csrf={csrf} />
              ) : (
                <p className="text-muted text-sm">{messages.detail.viewOnly}</p>
              )}
            </div>
          </Part>
        )}
        {!isPreview && items.length > 0 ? (
          <Part id="refused" title={messages.detail.refused}>
            <p className="mb-3 text-muted text-sm empty:hidden">
              {messages.detail.refusedText(items.length, act.refused)}
            </p>
            <ItemTable caption={messages.detail.refusedCaption} items={items} hasReason />
          </Part>
        ) : null}
        <Part id="breakdown" title={messages.preview.breakdown}>
          <Breakdown act={act} />
          <div className="mt-6">
            <ListFacts act={act} timeZone={timeZone} />
          </div>
        </Part>
        {isPreview ? (
          <>
            <Part id="sample" title={messages.preview.sample(items.length)}>
              <ItemTable caption={messages.preview.sampleCaption} items={items} hasReason={false} />
            </Part>
            <Part id="confirm" title={messages.preview.confirm}>
              <StartForm act={act} csrf={csrf} reasonMaxLength={BULK_REASON_MAX_LENGTH} typed={typed} />
            </Part>
          </>
        ) : null}
        {!isPreview && isAllowed(staff.role, 'export_connections') ? (
          <ResultFile id={act.id} csrf={csrf} />
        ) : null}
      </div>
    </Page>
  );
}

function Part({ id, title, children }: { id: string; title: string; children: React.ReactNode }) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-4 font-semibold text-xl">
        {title}
      </h2>
      {children}
    </section>
  );
}

async function read(id: string, path: string) {
  const staff = await requireStaff(undefined, path);
  const act: BulkActView = (await findBulkAct(webDb(), staff, id)) ?? redirect(NOWHERE);
  const items = await sampleItems(webDb(), staff, { id, isRefused: act.state !== 'preview' });
  return { staff, act, items };
}
