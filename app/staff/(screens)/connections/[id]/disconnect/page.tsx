import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { titleText } from '#components/staff/title-text.ts';
import { ButtonLink } from '#components/ui/button';
import { errorTitle } from '#components/ui/error-title.ts';
import { Notice } from '#components/ui/notice';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { REASON_MAX_LENGTH } from '#lib/contract/follow-up';
import { WITHDRAWAL_REFERENCE_MAX_LENGTH } from '#lib/contract/withdrawals';
import { idInAddress } from '#lib/text/uuid';
import type { SearchParams } from '#web/connections/staff-filter';
import { WITHDRAWAL_PROBLEMS } from '#web/connections/withdrawal-form';
import { csrfToken } from '#web/http/csrf';
import { staffConnectionMessages } from '#web/messages/staff/connection';
import { staffWithdrawalMessages } from '#web/messages/staff/withdrawal';
import { connectionForm, draftsOf } from '#web/staff/form-draft';
import { End } from '../end';
import { loadConnection } from '../load-connection';
import { Which } from '../which';

const { disconnect: messages } = staffConnectionMessages;

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

/** Which of the two questions it is, its writer's draft, and what was wrong with the last try. */
async function load({ params, searchParams }: Props) {
  const id = idInAddress((await params).id);
  const { staff, connection } = await loadConnection(id, 'disconnect', `/staff/connections/${id}/disconnect`);
  const { by, problem } = await searchParams;
  const typed = draftsOf(await headers(), staff)(connectionForm('disconnect', id));
  // whoever had to sign in again comes back to the address alone
  const isWithdrawal = by === undefined ? 'channel' in typed : by === 'customer';
  return { staff, connection, typed, isWithdrawal, problem: problemOf(problem, isWithdrawal) };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { connection, isWithdrawal, problem } = await load(props);
  const { pageTitle } = isWithdrawal ? staffWithdrawalMessages : messages;
  return { title: errorTitle(pageTitle(titleText(connection.profileName)), problem?.text) };
}

/** The question before a disconnect, as a page of its own: it works without JavaScript. */
export default async function StaffDisconnectPage(props: Props) {
  const { staff, connection, typed, isWithdrawal, problem } = await load(props);
  const path = `/staff/connections/${connection.id}`;
  const { question } = isWithdrawal ? staffWithdrawalMessages : messages;
  return (
    <Page>
      <PageHeader back={{ href: path, label: messages.back }} title={question} />
      <Which connection={connection} />
      <div className="mt-8 space-y-4">
        {connection.status === 'disconnected' ? (
          <Notice tone="info" title={messages.already.title}>
            <p>{messages.already.text}</p>
            <ButtonLink href={path}>{messages.already.see}</ButtonLink>
          </Notice>
        ) : (
          <End
            connection={connection}
            csrf={csrfToken(staff.sessionId)}
            isWithdrawal={isWithdrawal}
            typed={typed}
            problem={problem}
            cancel={<ButtonLink href={path}>{messages.cancel}</ButtonLink>}
          />
        )}
      </div>
    </Page>
  );
}

function problemOf(problem: string | string[] | undefined, isWithdrawal: boolean) {
  if (isWithdrawal) {
    const known = WITHDRAWAL_PROBLEMS.find((each) => each === problem);
    return known && staffWithdrawalMessages.problems(WITHDRAWAL_REFERENCE_MAX_LENGTH)[known];
  }
  if (problem === 'reason') return { field: 'reason', text: messages.noReason } as const;
  if (problem !== 'length') return undefined;
  return { field: 'reason', text: messages.tooLong(REASON_MAX_LENGTH) } as const;
}
