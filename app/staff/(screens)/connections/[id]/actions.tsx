import { DisconnectForm } from '#components/staff/disconnect-form';
import { Bidi } from '#components/ui/bidi';
import { ButtonLink } from '#components/ui/button';
import { Card } from '#components/ui/card';
import { CheckNow } from '#components/ui/check-now';
import { Dialog, DialogClose } from '#components/ui/dialog';
import { Phrase } from '#components/ui/sentence';
import { WithoutJavaScript } from '#components/ui/without-javascript';
import { isAllowed } from '#lib/contract/people';
import type { StaffSession } from '#lib/sessions/session';

import type { StaffConnection } from '#web/connections/staff-detail';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { staffConnectionMessages as messages } from '#web/messages/staff/connection';

type ActionsProps = {
  staff: StaffSession;
  connection: StaffConnection;
  /** What this person typed as the reason of a disconnect that was refused or not answered. */
  reason: string | undefined;
};

/** What this member of staff can do with the connection. The routes and the vault ask for the role again. */
export function Actions({ staff, connection, reason }: ActionsProps) {
  return (
    <Card aria-labelledby="actions" className="self-start lg:sticky lg:top-6 lg:row-span-2">
      <h2 id="actions" className="mb-4 font-semibold text-lg">
        {messages.actions.title}
      </h2>
      {connection.status === 'disconnected' ? (
        <AfterDisconnect connection={connection} />
      ) : (
        <Possible staff={staff} connection={connection} reason={reason} />
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

function Possible({ staff, connection, reason }: ActionsProps) {
  const path = `/staff/connections/${connection.id}`;
  const csrf = csrfToken(staff.sessionId);
  if (!isAllowed(staff.role, 'check')) {
    return <p className="text-muted text-sm">{messages.actions.viewOnly}</p>;
  }
  return (
    <div className="grid gap-3">
      <form method="post" action={`${path}/check`} className="grid gap-2">
        <input type="hidden" name="csrf" value={csrf} />
        <WithoutJavaScript />
        <CheckNow
          checkAgainAt={connection.checkAgainAt}
          timeZone={webEnv().TIME_ZONE}
          now={new Date()}
          className="w-full"
        />
      </form>
      {isAllowed(staff.role, 'disconnect') ? (
        <Dialog
          href={`${path}/disconnect`}
          label={messages.disconnect.open}
          title={messages.disconnect.question}
        >
          <Which connection={connection} />
          <DisconnectForm
            connectionId={connection.id}
            action={`${path}/disconnect/confirm`}
            csrf={csrf}
            reason={reason}
            cancel={<DialogClose>{messages.disconnect.cancel}</DialogClose>}
          />
        </Dialog>
      ) : (
        <p className="text-muted text-sm">{messages.actions.checkOnly}</p>
      )}
    </div>
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
