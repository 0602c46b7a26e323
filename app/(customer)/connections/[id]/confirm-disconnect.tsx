import { DisconnectForm } from '#components/customer/disconnect-form';
import { Bidi } from '#components/ui/bidi';
import { ButtonLink } from '#components/ui/button';
import { Card } from '#components/ui/card';
import { PageHeader } from '#components/ui/page-header';
import type { CustomerConnection } from '#web/connections/customer-views';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';

/** The question before a disconnect as a page: what the dialog shows where there is JavaScript. */
export function ConfirmDisconnect({
  connection,
  sessionId,
}: {
  connection: CustomerConnection;
  sessionId: string;
}) {
  return (
    <>
      <PageHeader
        back={{ href: `/connections/${connection.id}`, label: 'Back' }}
        title={
          <>
            Disconnect <Bidi text={connection.profileName} />?
          </>
        }
      />
      <Card aria-label="What disconnecting means">
        <DisconnectForm
          connectionId={connection.id}
          csrf={csrfToken(sessionId)}
          partnerName={webEnv().PARTNER_NAME}
          cancel={<ButtonLink href={`/connections/${connection.id}`}>Keep it connected</ButtonLink>}
        />
      </Card>
    </>
  );
}
