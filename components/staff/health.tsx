import type { RecordedWithdrawal } from '#web/connections/recorded-withdrawal';
import type { StaffConnection } from '#web/connections/staff-detail';
import { labels } from '#web/messages/labels';
import { staffConnectionMessages } from '#web/messages/staff/connection';
import { staffHealthMessages as messages } from '#web/messages/staff/health';
import { Notice } from '../ui/notice';
import { Phrase } from '../ui/sentence';
import { Time } from '../ui/time';
import { healthText, staffReceipt } from './health-text.ts';

const { matching } = staffConnectionMessages;

type ReceiptProps = { connection: StaffConnection; timeZone: string };
/** How the customer withdrew, where staff recorded it. */
type HealthProps = ReceiptProps & { withdrawal: RecordedWithdrawal | null };

/** How the connection is, in words: its health, or the receipt when it was disconnected; and the frozen flag. */
export function Health({ connection, withdrawal, timeZone }: HealthProps) {
  const { status, frozenAt } = connection;
  return (
    <div className="space-y-4">
      {frozenAt === null ? null : (
        <Notice tone="warn" title={messages.frozen}>
          <p className="max-w-prose">
            <Phrase parts={messages.frozenText(<Time at={frozenAt} timeZone={timeZone} />)} />
          </p>
        </Notice>
      )}
      <MatchNotice match={connection.match} />
      <Notice tone={NOTICE_TONES[status]} title={labels.status[status]}>
        <p className="max-w-prose">{healthText(connection, withdrawal)}</p>
      </Notice>
      {status === 'disconnected' ? <Receipt connection={connection} timeZone={timeZone} /> : null}
    </div>
  );
}

/** Of a profile that is not known to be the customer's own. */
function MatchNotice({ match }: Pick<StaffConnection, 'match'>) {
  if (match === null || match.verdict === 'match') return null;
  const { title, text } = matching.attention[match.verdict];
  return (
    <Notice tone="warn" title={title}>
      <p className="max-w-prose">{text(match)}</p>
    </Notice>
  );
}

const NOTICE_TONES = { active: 'good', needs_reconnect: 'warn', disconnected: 'info' } as const;

function Receipt({ connection, timeZone }: ReceiptProps) {
  const { endResult, tokenMayWork, tokenMayWorkUntil, endedAt } = connection;
  const receipt = staffReceipt(endResult, tokenMayWork);
  return (
    <Notice tone={receipt.tone} title={receipt.title}>
      <p className="max-w-prose">{receipt.text}</p>
      {tokenMayWork && tokenMayWorkUntil !== null && receipt.tone === 'warn' ? (
        <p className="max-w-prose">
          <Phrase parts={messages.mayWork(<Time at={tokenMayWorkUntil} timeZone={timeZone} />)} />
        </p>
      ) : null}
      <p className="max-w-prose">{messages.staysListed}</p>
      {endedAt === null ? null : (
        <p className="text-muted">
          <Phrase parts={messages.deleted(<Time at={endedAt} timeZone={timeZone} />)} />
        </p>
      )}
    </Notice>
  );
}
