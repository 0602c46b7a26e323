import { Badge, type Tone } from '#components/ui/badge';
import { Card } from '#components/ui/card';
import { Time } from '#components/ui/time';
import type { ScaState } from '#lib/contract/sca';
import type { StaffApproval } from '#web/approvals/read-approvals';
import { staffConnectionMessages } from '#web/messages/staff/connection';

const { approvals: messages } = staffConnectionMessages;

const TONES: Record<ScaState, Tone> = {
  pending: 'info',
  locked: 'warn',
  approved: 'good',
  used: 'neutral',
  expired: 'neutral',
};

/** What Wise wanted this customer to approve, newest first. */
export function Approvals({
  approvals,
  timeZone,
}: {
  approvals: readonly StaffApproval[];
  timeZone: string;
}) {
  if (approvals.length === 0) return null;
  return (
    <Card aria-labelledby="approvals">
      <h2 id="approvals" className="mb-4 font-semibold text-lg">
        {messages.title}
      </h2>
      <ul className="space-y-4">
        {approvals.map(({ id, operation, state, createdAt, expiresAt, method, pathTemplate }) => (
          <li key={id} className="text-sm leading-6">
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="font-medium">{messages.operations[operation]}</span>
              <Badge tone={TONES[state]}>{messages.states[state]}</Badge>
            </p>
            <p className="wrap-anywhere text-muted">
              <bdi>
                {method} {pathTemplate}
              </bdi>
            </p>
            <p className="text-muted">
              {messages.asked}
              <Time at={createdAt} timeZone={timeZone} />
              {messages.until}
              <Time at={expiresAt} timeZone={timeZone} />
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
