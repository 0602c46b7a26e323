import { headers } from 'next/headers';
import { ReasonForm } from '#components/staff/reason-form';
import { Button, ButtonLink } from '#components/ui/button';
import { Notice } from '#components/ui/notice';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { REASON_MAX_LENGTH } from '#lib/contract/follow-up';
import type { StaffSession } from '#lib/sessions/session';
import type { StaffConnection } from '#web/connections/staff-detail';
import { csrfToken } from '#web/http/csrf';
import { staffFollowUpMessages as messages } from '#web/messages/staff/follow-up';
import { connectionForm, draftsOf } from '#web/staff/form-draft';
import { Which } from './which';

type ReasonPageProps = {
  name: 'freeze' | 'release';
  staff: StaffSession;
  connection: StaffConnection;
  problem: string | string[] | undefined;
};

/** A question that wants a reason: which connection, what happens, and the form. */
export async function ReasonPage({ name: act, staff, connection, problem }: ReasonPageProps) {
  const path = `/staff/connections/${connection.id}`;
  const texts = messages[act];
  const typed = draftsOf(await headers(), staff)(connectionForm(act, connection.id));
  const isFrozen = connection.frozenAt !== null;
  const isDone = connection.status === 'disconnected' || isFrozen === (act === 'freeze');
  return (
    <Page>
      <PageHeader back={{ href: path, label: messages.back }} title={texts.question} />
      <Which connection={connection} />
      <div className="mt-8 space-y-4">
        {isDone ? (
          <Notice tone="info" title={texts.already.title}>
            <p>{texts.already.text}</p>
            <ButtonLink href={path}>{messages.back}</ButtonLink>
          </Notice>
        ) : (
          <ReasonForm
            action={`${path}/${act}/confirm`}
            csrf={csrfToken(staff.sessionId)}
            points={texts.points}
            typed={typed.reason}
            error={problemText(problem)}
            maxLength={REASON_MAX_LENGTH}
            submit={<Button busy={texts.confirming}>{texts.confirm}</Button>}
            cancel={<ButtonLink href={path}>{messages.cancel}</ButtonLink>}
          />
        )}
      </div>
    </Page>
  );
}

/** What was wrong with the last try. */
export function problemText(problem: string | string[] | undefined): string | undefined {
  if (problem === 'reason') return messages.noReason;
  return problem === 'length' ? messages.tooLong(REASON_MAX_LENGTH) : undefined;
}
