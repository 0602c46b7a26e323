import { Bidi } from '#components/ui/bidi';
import { Notice } from '#components/ui/notice';
import { Phrase } from '#components/ui/sentence';
import { Time } from '#components/ui/time';
import type { Approval } from '#web/approvals/read-approvals';
import { approvalMessages as messages } from '#web/messages/customer/approval';

/** What waits for the customer at Wise, each with its deadline and the way there. */
export function ApprovalsNeeded({
  approvals,
  partnerName,
  timeZone,
}: {
  approvals: readonly Approval[];
  partnerName: string;
  timeZone: string;
}) {
  if (approvals.length === 0) return null;
  return (
    <div className="mb-8 space-y-3">
      {approvals.map(({ id, operation, profileName, expiresAt }) => (
        <Notice key={id} tone="warn" title={messages.needed.title}>
          <p>
            <Phrase parts={messages.asks(partnerName, operation, <Bidi text={profileName} />)} />{' '}
            <Phrase parts={messages.deadline(<Time at={expiresAt} timeZone={timeZone} />)} />
          </p>
          <p>
            <a href={`/approve/${id}`} className="link">
              {messages.needed.link}
            </a>
          </p>
        </Notice>
      ))}
    </div>
  );
}
