import { DisconnectForm } from '#components/staff/disconnect-form';
import { Bidi } from '#components/ui/bidi';
import { ButtonLink } from '#components/ui/button';
import { Card } from '#components/ui/card';
import { CheckNow } from '#components/ui/check-now';
import { Dialog, DialogClose } from '#components/ui/dialog';
import { WithoutJavaScript } from '#components/ui/without-javascript';
import { isAllowed } from '#lib/contract/people';
import type { StaffSession } from '#lib/sessions/session';

import type { StaffConnection } from '#web/connections/staff-detail';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';

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
        Actions
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
    return <p className="text-muted text-sm">Nothing is left to do: a disconnect is final.</p>;
  return (
    <ButtonLink href={`/staff/connections/${connection.id}`} className="w-full">
      Look again
    </ButtonLink>
  );
}

function Possible({ staff, connection, reason }: ActionsProps) {
  const path = `/staff/connections/${connection.id}`;
  const csrf = csrfToken(staff.sessionId);
  if (!isAllowed(staff.role, 'check')) {
    return (
      <p className="text-muted text-sm">
        Your role, {staff.role}, sees connections. Checking one is for support, operators and admins.
      </p>
    );
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
        <Dialog href={`${path}/disconnect`} label="Disconnect…" title="Disconnect this connection?">
          <Which connection={connection} />
          <DisconnectForm
            action={`${path}/disconnect/confirm`}
            csrf={csrf}
            reason={reason}
            cancel={<DialogClose>Keep it connected</DialogClose>}
          />
        </Dialog>
      ) : (
        <p className="text-muted text-sm">Disconnecting is for operators and admins.</p>
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
        Connected by <Bidi text={customer.name ?? customer.email} />
      </p>
    </div>
  );
}
