import { AccessGiven } from '#components/customer/access-given';
import { ConnectForm } from '#components/customer/connect-form';
import { ConnectionFacts } from '#components/customer/connection-facts';
import { ConnectionUse } from '#components/customer/connection-use';
import { DisconnectForm } from '#components/customer/disconnect-form';
import { MoneyMovement } from '#components/customer/money-movement';
import { ProfileLine } from '#components/customer/profile-line';
import { VerifyForm } from '#components/customer/verify-form';
import { Badge } from '#components/ui/badge';
import { Bidi } from '#components/ui/bidi';
import { Card } from '#components/ui/card';
import { CheckNow } from '#components/ui/check-now';
import { Dialog, DialogClose } from '#components/ui/dialog';
import { Notice } from '#components/ui/notice';
import { PageHeader } from '#components/ui/page-header';
import { Sentence } from '#components/ui/sentence';
import { WithoutJavaScript } from '#components/ui/without-javascript';
import { referenceOf } from '#web/attempts/reference';
import type { CustomerConnection } from '#web/connections/customer-views';
import { customerFlash } from '#web/connections/flash';
import { healthMessage } from '#web/connections/health';
import type { ConnectionUse as Use } from '#web/connections/uses';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { connectionMessages as messages } from '#web/messages/customer/connection';

const { disconnect } = messages;

type OpenConnectionProps = {
  connection: CustomerConnection;
  use: Use;
  sessionId: string;
  /** What the form before this page came to; from the address, so only a word of a closed list counts. */
  flash: unknown;
};

/** A live connection: health in words, check, reconnect, disconnect. */
export function OpenConnection({ connection, use, sessionId, flash }: OpenConnectionProps) {
  const env = webEnv();
  const { PARTNER_NAME: partnerName, TIME_ZONE: timeZone } = env;
  const csrf = csrfToken(sessionId);
  const health = healthMessage(connection, partnerName);
  const answer = customerFlash(flash, connection);
  return (
    <>
      <PageHeader
        back={{ href: '/dashboard', label: messages.back }}
        title={<Bidi text={connection.profileName} />}
        aside={<Badge tone={health.tone}>{health.label}</Badge>}
        lead={<ProfileLine connection={connection} />}
      />
      {answer === undefined ? null : (
        <div className="mb-4">
          <Notice tone={answer.tone} title={answer.title} role="status">
            {answer.text}
          </Notice>
        </div>
      )}
      <Card aria-labelledby="health">
        <h2 id="health" className="font-semibold">
          {messages.status}
        </h2>
        <p className="mt-2 max-w-prose leading-6">
          <Sentence parts={health.text} timeZone={timeZone} />
        </p>
        <HealthAction connection={connection} csrf={csrf} />
      </Card>
      {connection.money.state === 'no_restriction_known' ? null : (
        <div className="mt-4">
          <MoneyMovement money={connection.money} timeZone={timeZone}>
            {connection.canVerify ? <VerifyForm connectionId={connection.id} csrf={csrf} /> : null}
          </MoneyMovement>
        </div>
      )}
      <ConnectionUse use={use} partnerName={partnerName} timeZone={timeZone} />
      <AccessGiven
        partnerName={partnerName}
        purpose={env.PARTNER_PURPOSE}
        access={env.PARTNER_ACCESS ?? []}
        privacyUrl={env.PARTNER_PRIVACY_URL}
      />
      <ConnectionFacts connection={connection} reference={referenceOf(connection.id)} timeZone={timeZone} />
      <Card aria-labelledby="disconnect" className="mt-4">
        <h2 id="disconnect" className="font-semibold">
          {disconnect.title}
        </h2>
        <p className="mt-2 mb-4 max-w-prose text-muted text-sm leading-6">{disconnect.text}</p>
        <Dialog
          href={`/connections/${connection.id}?confirm=disconnect`}
          label={disconnect.open}
          title={disconnect.question}
        >
          <p className="font-medium">
            <Bidi text={connection.profileName} />
          </p>
          <DisconnectForm
            connectionId={connection.id}
            csrf={csrf}
            partnerName={partnerName}
            cancel={<DialogClose>{disconnect.cancel}</DialogClose>}
          />
        </Dialog>
      </Card>
    </>
  );
}

function HealthAction({ connection, csrf }: { connection: CustomerConnection; csrf: string }) {
  if (connection.isFrozen) return null;
  if (connection.status === 'needs_reconnect') {
    return (
      <div className="mt-4 space-y-3">
        <ConnectForm environment={connection.environment} csrf={csrf} label={messages.reconnect} />
        <p className="max-w-prose text-muted text-sm leading-6">{messages.reconnectHint}</p>
      </div>
    );
  }
  return (
    <form
      method="post"
      action={`/connections/${connection.id}/check`}
      className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2"
    >
      <input type="hidden" name="csrf" value={csrf} />
      <WithoutJavaScript />
      <CheckNow checkAgainAt={connection.checkAgainAt} timeZone={webEnv().TIME_ZONE} now={new Date()} />
    </form>
  );
}
