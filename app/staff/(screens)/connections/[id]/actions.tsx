import { PostForm } from '#components/staff/follow-up';
import { ReasonForm } from '#components/staff/reason-form';
import { ReconnectLink } from '#components/staff/reconnect-link';
import { Bidi } from '#components/ui/bidi';
import { Button, ButtonLink } from '#components/ui/button';
import { Card } from '#components/ui/card';
import { CheckNow } from '#components/ui/check-now';
import { Dialog, DialogClose } from '#components/ui/dialog';
import { Phrase } from '#components/ui/sentence';
import { REASON_MAX_LENGTH } from '#lib/contract/follow-up';
import { isAllowed } from '#lib/contract/people';
import type { StaffSession } from '#lib/sessions/session';
import type { FollowUp } from '#web/connections/follow-up';
import type { StaffConnection } from '#web/connections/staff-detail';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { staffConnectionMessages as messages } from '#web/messages/staff/connection';
import { staffFollowUpMessages } from '#web/messages/staff/follow-up';
import { staffWithdrawalMessages } from '#web/messages/staff/withdrawal';
import { connectionForm, type Typed } from '#web/staff/form-draft';
import { End } from './end';

type ActionsProps = {
  staff: StaffSession;
  connection: StaffConnection;
  lastLink: FollowUp['lastLink'];
  /** What this person typed into the form of an act that was refused or not answered. */
  typed: (form: string) => Typed;
};

/** What this member of staff can do with the connection. The routes and the vault ask for the role again. */
export function Actions({ staff, connection, lastLink, typed }: ActionsProps) {
  return (
    <Card aria-labelledby="actions" className="self-start">
      <h2 id="actions" className="mb-4 font-semibold text-lg">
        {messages.actions.title}
      </h2>
      {connection.status === 'disconnected' ? (
        <AfterDisconnect connection={connection} />
      ) : (
        <Possible staff={staff} connection={connection} lastLink={lastLink} typed={typed} />
      )}
    </Card>
  );
}

function AfterDisconnect({ connection }: Pick<ActionsProps, 'connection'>) {
  if (connection.endResult !== 'pending')
    return <p className="text-muted text-sm">{messages.actions.done}</p>;
  return (
    <ButtonLink href={`/staff/connections/${connection.id}`} className="w-full">
      {messages.actions.refresh}
    </ButtonLink>
  );
}

function Possible({ staff, connection, lastLink, typed }: ActionsProps) {
  const path = `/staff/connections/${connection.id}`;
  const csrf = csrfToken(staff.sessionId);
  const acting = { path, csrf };
  const { TIME_ZONE: timeZone, SMTP_URL } = webEnv();
  const hasMail = SMTP_URL !== undefined;
  if (!isAllowed(staff.role, 'check')) {
    return <p className="text-muted text-sm">{messages.actions.viewOnly}</p>;
  }
  return (
    <div className="grid gap-3">
      {connection.frozenAt === null ? (
        <>
          <PostForm acting={acting} action="/check" className="grid gap-2">
            <CheckNow
              checkAgainAt={connection.checkAgainAt}
              timeZone={timeZone}
              now={new Date()}
              className="w-full"
            />
          </PostForm>
          <ReconnectLink acting={acting} last={lastLink} hasMail={hasMail} timeZone={timeZone} />
        </>
      ) : null}
      {isAllowed(staff.role, 'freeze') ? (
        <Freeze connection={connection} acting={acting} typed={typed} />
      ) : null}
      {isAllowed(staff.role, 'disconnect') ? (
        <Ends connection={connection} acting={acting} typed={typed} />
      ) : (
        <p className="text-muted text-sm">{messages.actions.checkOnly}</p>
      )}
    </div>
  );
}

type Acting = { path: string; csrf: string };

/** The questions before the end of a connection: by staff, or because its customer withdrew. */
function Ends({
  connection,
  acting,
  typed,
}: Pick<ActionsProps, 'connection' | 'typed'> & { acting: Acting }) {
  return (['staff', 'customer'] as const).map((by) => {
    const { open, question } = by === 'staff' ? messages.disconnect : staffWithdrawalMessages;
    return (
      <Dialog key={by} href={`${acting.path}/disconnect?by=${by}`} label={open} title={question}>
        <Which connection={connection} />
        <End
          connection={connection}
          csrf={acting.csrf}
          isWithdrawal={by === 'customer'}
          typed={typed(connectionForm('disconnect', connection.id))}
          cancel={<DialogClose>{messages.disconnect.cancel}</DialogClose>}
        />
      </Dialog>
    );
  });
}

/** The question before a freeze, or before it is taken back. */
function Freeze({
  connection,
  acting,
  typed,
}: Pick<ActionsProps, 'connection' | 'typed'> & { acting: Acting }) {
  const act = connection.frozenAt === null ? 'freeze' : 'release';
  const texts = staffFollowUpMessages[act];
  return (
    <Dialog href={`${acting.path}/${act}`} label={texts.open} title={texts.question}>
      <Which connection={connection} />
      <ReasonForm
        action={`${acting.path}/${act}/confirm`}
        csrf={acting.csrf}
        points={texts.points}
        typed={typed(connectionForm(act, connection.id)).reason}
        maxLength={REASON_MAX_LENGTH}
        submit={<Button busy={texts.confirming}>{texts.confirm}</Button>}
        cancel={<DialogClose>{staffFollowUpMessages.cancel}</DialogClose>}
      />
    </Dialog>
  );
}

/** Whose connection it is: the page below is covered, and a list of tabs looks alike. */
function Which({ connection: { customer, profileName } }: { connection: StaffConnection }) {
  return (
    <div className="leading-6">
      <p className="line-clamp-3 font-medium">
        <Bidi text={profileName} />
      </p>
      <p className="line-clamp-3 text-muted text-sm">
        <Phrase parts={messages.connectedBy(<Bidi text={customer.name ?? customer.email} />)} />
      </p>
    </div>
  );
}
