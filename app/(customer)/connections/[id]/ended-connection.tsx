import { ConnectionFacts } from '#components/customer/connection-facts';
import { PrintButton } from '#components/customer/print-button';
import { Receipt } from '#components/customer/receipt';
import { RemoveAtWise } from '#components/customer/remove-at-wise';
import { Badge } from '#components/ui/badge';
import { Bidi } from '#components/ui/bidi';
import { PageHeader } from '#components/ui/page-header';
import { Sentence } from '#components/ui/sentence';
import { referenceOf } from '#web/attempts/reference';
import type { CustomerConnection } from '#web/connections/customer-views';
import { receiptWords } from '#web/connections/receipt-words';
import { healthWords } from '#web/connections/words';
import { webEnv, wiseEnvironments } from '#web/env/web-env';

/** A connection that is over: the receipt, how to end it at Wise too, and what it was. */
export function EndedConnection({ connection }: { connection: CustomerConnection }) {
  const env = webEnv();
  const words = healthWords(connection, env.PARTNER_NAME);
  const wise = wiseEnvironments(env).find(({ environment }) => environment === connection.environment);
  return (
    <>
      <PageHeader
        back={{ href: '/dashboard', label: 'Your connections' }}
        title={<Bidi text={connection.profileName} />}
        aside={<Badge tone={words.tone}>{words.label}</Badge>}
        lead={<Sentence parts={words.text} timeZone={env.TIME_ZONE} />}
      />
      <Receipt receipt={receiptWords(connection, env.PARTNER_NAME, new Date())} timeZone={env.TIME_ZONE} />
      <div className="mt-4">
        <PrintButton label="Print this receipt" />
      </div>
      {wise === undefined ? null : <RemoveAtWise partnerName={env.PARTNER_NAME} wiseUrl={wise.webUrl} />}
      <div className="mt-8">
        <ConnectionFacts
          connection={connection}
          reference={referenceOf(connection.id)}
          timeZone={env.TIME_ZONE}
        />
      </div>
    </>
  );
}
