import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { DisconnectForm, REASON_MAX_LENGTH } from '#components/staff/disconnect-form';
import { titleText } from '#components/staff/title-text.ts';
import { ButtonLink } from '#components/ui/button';
import { errorTitle } from '#components/ui/error-title.ts';
import { Notice } from '#components/ui/notice';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { idInAddress } from '#lib/text/uuid';
import { readDraft } from '#web/connections/disconnect-draft';
import type { SearchParams } from '#web/connections/staff-filter';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { staffConnectionMessages } from '#web/messages/staff/connection';
import { loadConnection } from '../load-connection';
import { Which } from '../which';

const { disconnect: messages } = staffConnectionMessages;

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const id = idInAddress((await params).id);
  const { connection } = await loadConnection(id, 'disconnect', `/staff/connections/${id}/disconnect`);
  const title = messages.pageTitle(titleText(connection.profileName));
  return { title: errorTitle(title, problemText((await searchParams).problem)) };
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
      <PageHeader back={{ href: path, label: messages.back }} title={messages.question} />
      <Which connection={connection} />
      <div className="mt-8 space-y-4">
        {connection.status === 'disconnected' ? (
          <Notice tone="info" title={messages.already.title}>
            <p>{messages.already.text}</p>
            <ButtonLink href={path}>{messages.already.see}</ButtonLink>
          </Notice>
        ) : (
          <DisconnectForm
            connectionId={connection.id}
            action={`${path}/disconnect/confirm`}
            csrf={csrfToken(staff.sessionId)}
            error={problemText(problem)}
            reason={reason}
            cancel={<ButtonLink href={path}>{messages.cancel}</ButtonLink>}
          />
        )}
      </div>
    </Page>
  );
}

function problemText(problem: string | string[] | undefined): string | undefined {
  if (problem === 'reason') return messages.noReason;
  return problem === 'length' ? messages.tooLong(REASON_MAX_LENGTH) : undefined;
}
