import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { DisconnectForm, REASON_MAX_LENGTH } from '#components/staff/disconnect-form';
import { StatusBadges } from '#components/staff/status-badges';
import { titleText } from '#components/staff/title-text.ts';
import { PROFILE_TYPE_LABELS } from '#components/staff/words.ts';
import { ButtonLink } from '#components/ui/button';
import { Card } from '#components/ui/card';
import { DescriptionList } from '#components/ui/description-list';
import { errorTitle } from '#components/ui/error-title.ts';
import { Notice } from '#components/ui/notice';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { idInAddress } from '#lib/text/uuid';
import { readDraft } from '#web/connections/disconnect-draft';
import type { StaffConnection } from '#web/connections/staff-detail';
import type { SearchParams } from '#web/connections/staff-filter';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { loadConnection } from '../load-connection';

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const id = idInAddress((await params).id);
  const { connection } = await loadConnection(id, 'disconnect', `/staff/connections/${id}/disconnect`);
  const title = `Disconnect ${titleText(connection.profileName)}`;
  return { title: errorTitle(title, problemWords((await searchParams).problem)) };
}

/** The question before a disconnect, as a page of its own: it works without JavaScript. */
export default async function StaffDisconnectPage({ params, searchParams }: Props) {
  const id = idInAddress((await params).id);
  const path = `/staff/connections/${id}`;
  const { staff, connection } = await loadConnection(id, 'disconnect', `${path}/disconnect`);
  const { problem } = await searchParams;
  const wanted = { staffId: staff.staffId, connectionId: connection.id };
  const reason = readDraft(await headers(), webEnv(), wanted);
  return (
    <Page>
      <PageHeader
        back={{ href: path, label: 'Back to the connection' }}
        title="Disconnect this connection?"
      />
      <Which connection={connection} />
      <div className="mt-8 space-y-4">
        {connection.status === 'disconnected' ? (
          <Notice tone="info" title="Already disconnected">
            <p>There is nothing left to do. Its page shows the receipt.</p>
            <ButtonLink href={path}>See the receipt</ButtonLink>
          </Notice>
        ) : (
          <DisconnectForm
            action={`${path}/disconnect/confirm`}
            csrf={csrfToken(staff.sessionId)}
            error={problemWords(problem)}
            reason={reason}
            cancel={<ButtonLink href={path}>Keep it connected</ButtonLink>}
          />
        )}
      </div>
    </Page>
  );
}

function problemWords(problem: string | string[] | undefined): string | undefined {
  if (problem === 'reason') return 'Please give a reason.';
  return problem === 'length' ? `Please use at most ${REASON_MAX_LENGTH} characters.` : undefined;
}

function Which({ connection }: { connection: StaffConnection }) {
  const { customer, profileName, profileType, profileId } = connection;
  return (
    <Card>
      <DescriptionList
        items={[
          {
            term: 'Customer',
            value: (
              <>
                {customer.name === null ? null : <bdi className="block">{customer.name}</bdi>}
                <bdi className="text-muted">{customer.email}</bdi>
              </>
            ),
          },
          {
            term: 'Wise profile',
            value: (
              <>
                <bdi className="block">{profileName}</bdi>
                <span className="text-muted">
                  {PROFILE_TYPE_LABELS[profileType]} · {profileId}
                </span>
              </>
            ),
          },
          {
            term: 'Status',
            value: <StatusBadges {...connection} frozen={connection.frozenAt !== null} />,
          },
        ]}
      />
    </Card>
  );
}
