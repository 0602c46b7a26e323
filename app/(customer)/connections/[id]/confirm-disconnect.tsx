import { DisconnectForm } from '#components/customer/disconnect-form';
import { Bidi } from '#components/ui/bidi';
import { ButtonLink } from '#components/ui/button';
import { Card } from '#components/ui/card';
import { PageHeader } from '#components/ui/page-header';
import { Phrase } from '#components/ui/sentence';
import type { CustomerConnection } from '#web/connections/customer-views';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { connectionMessages } from '#web/messages/customer/connection';

const messages = connectionMessages.disconnect;

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
        back={{ href: `/connections/${connection.id}`, label: messages.back }}
        title={<Phrase parts={messages.questionOf(<Bidi text={connection.profileName} />)} />}
      />
      <Card aria-label={messages.means}>
        <DisconnectForm
          connectionId={connection.id}
          csrf={csrfToken(sessionId)}
          partnerName={webEnv().PARTNER_NAME}
          cancel={<ButtonLink href={`/connections/${connection.id}`}>{messages.cancel}</ButtonLink>}
        />
      </Card>
    </>
  );
}
