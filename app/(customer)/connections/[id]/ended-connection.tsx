import { ConnectionFacts } from '#components/customer/connection-facts';
import { ConnectionUse } from '#components/customer/connection-use';
import { PrintButton } from '#components/customer/print-button';
import { Receipt } from '#components/customer/receipt';
import { RemoveAtWise } from '#components/customer/remove-at-wise';
import { Badge } from '#components/ui/badge';
import { Bidi } from '#components/ui/bidi';
import { PageHeader } from '#components/ui/page-header';
import { Sentence } from '#components/ui/sentence';
import { referenceOf } from '#web/attempts/reference';
import type { CustomerConnection } from '#web/connections/customer-views';
import { healthMessage } from '#web/connections/health';
import { receiptMessage } from '#web/connections/receipt';
import type { RecordedWithdrawal } from '#web/connections/recorded-withdrawal';
import type { ConnectionUse as Use } from '#web/connections/uses';
import { webEnv, wiseEnvironments } from '#web/env/web-env';
import { connectionMessages } from '#web/messages/customer/connection';

type EndedConnectionProps = {
  connection: CustomerConnection;
  use: Use;
  /** How its customer withdrew, where it was by other means than this site. */
  withdrawal: RecordedWithdrawal | null;
};

/** A connection that is over: the receipt, how to end it at Wise too, and what it was. */
export function EndedConnection({ connection, use, withdrawal }: EndedConnectionProps) {
  const env = webEnv();
  const health = healthMessage(connection, env.PARTNER_NAME, withdrawal);
  const wise = wiseEnvironments(env).find(({ environment }) => environment === connection.environment);
  return (
    <>
      <PageHeader
        back={{ href: '/dashboard', label: connectionMessages.back }}
        title={<Bidi text={connection.profileName} />}
        aside={<Badge tone={health.tone}>{health.label}</Badge>}
        lead={<Sentence parts={health.text} timeZone={env.TIME_ZONE} />}
      />
      <Receipt receipt={receiptMessage(connection, env.PARTNER_NAME, new Date())} timeZone={env.TIME_ZONE} />
      <div className="mt-4">
        <PrintButton label={connectionMessages.print} />
      </div>
      {wise === undefined ? null : <RemoveAtWise partnerName={env.PARTNER_NAME} wiseUrl={wise.webUrl} />}
      <div className="mt-8">
        <ConnectionUse use={use} partnerName={env.PARTNER_NAME} timeZone={env.TIME_ZONE} isOver />
        <ConnectionFacts
          connection={connection}
          reference={referenceOf(connection.id)}
          timeZone={env.TIME_ZONE}
        />
      </div>
    </>
  );
}
