import type { StaffConnection } from '#web/connections/staff-detail';
import { Notice } from '../ui/notice';
import { Time } from '../ui/time';
import { healthWords, receiptWords, STATUS_LABELS } from './words.ts';

type HealthProps = { connection: StaffConnection; timeZone: string };

/** How the connection is, in words: its health, or the receipt when it was disconnected; and the frozen flag. */
export function Health({ connection, timeZone }: HealthProps) {
  const { status, frozenAt } = connection;
  return (
    <div className="space-y-4">
      {frozenAt === null ? null : (
        <Notice tone="warn" title="Frozen">
          <p className="max-w-prose">
            Since <Time at={frozenAt} timeZone={timeZone} /> no token is handed out and none is renewed by
            schedule. Disconnecting still works.
          </p>
        </Notice>
      )}
      <Notice tone={NOTICE_TONES[status]} title={STATUS_LABELS[status]}>
        <p className="max-w-prose">{healthWords(connection)}</p>
      </Notice>
      {status === 'disconnected' ? <Receipt connection={connection} timeZone={timeZone} /> : null}
    </div>
  );
}

const NOTICE_TONES = { active: 'good', needs_reconnect: 'warn', disconnected: 'info' } as const;

function Receipt({ connection, timeZone }: HealthProps) {
  const { endResult, tokenMayWork, tokenMayWorkUntil, endedAt } = connection;
  const words = receiptWords(endResult, tokenMayWork);
  return (
    <Notice tone={words.tone} title={words.title}>
      <p className="max-w-prose">{words.text}</p>
      {tokenMayWork && tokenMayWorkUntil !== null && words.tone === 'warn' ? (
        <p className="max-w-prose">
          A token already handed out may work until <Time at={tokenMayWorkUntil} timeZone={timeZone} />.
        </p>
      ) : null}
      <p className="max-w-prose">
        The app stays listed in the customer’s Wise account until they remove it there; that ends the grant
        itself.
      </p>
      {endedAt === null ? null : (
        <p className="text-muted">
          Erased <Time at={endedAt} timeZone={timeZone} />
        </p>
      )}
    </Notice>
  );
}
