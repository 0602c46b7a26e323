import { ApproveForm } from '#components/customer/approve-form';
import { OutcomeHeader } from '#components/customer/outcome-header';
import { AutoRefresh } from '#components/ui/auto-refresh';
import { Bidi } from '#components/ui/bidi';
import { ButtonLink } from '#components/ui/button';
import { Card } from '#components/ui/card';
import { Notice } from '#components/ui/notice';
import { PageHeader } from '#components/ui/page-header';
import { Phrase } from '#components/ui/sentence';
import { Time } from '#components/ui/time';
import type { Approval } from '#web/approvals/read-approvals';
import { approvalPageUrl, webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { approvalMessages as messages } from '#web/messages/customer/approval';
import { connectionMessages } from '#web/messages/customer/connection';

const REFRESH_SECONDS = 4;

type ApprovalViewProps = {
  approval: Approval;
  sessionId: string;
  /** What Wise's window said; from the address, so only a word of a closed list counts. */
  said: unknown;
};

/** What is to be approved and the way to Wise, or what became of it. */
export function ApprovalView({ approval, sessionId, said }: ApprovalViewProps) {
  const { state } = approval;
  if (state === 'pending') return <Pending approval={approval} sessionId={sessionId} said={said} />;
  if (state === 'locked') return <Locked approval={approval} />;
  const { title, text } = messages.states[state](webEnv().PARTNER_NAME);
  const tone = state === 'expired' ? 'warn' : 'good';
  return (
    <>
      <OutcomeHeader message={{ title, text, tone, next: 'connections' }} isWaiting={false} />
      <Back />
    </>
  );
}

function Pending({ approval, sessionId, said }: ApprovalViewProps) {
  const env = webEnv();
  const wise = approvalPageUrl(env, approval.environment);
  return (
    <>
      <PageHeader title={messages.title} />
      <Said said={said} isHandedOut={approval.isHandedOut} />
      <Card aria-label={messages.title}>
        <p className="max-w-prose leading-6">
          <Phrase
            parts={messages.asks(env.PARTNER_NAME, approval.operation, <Bidi text={approval.profileName} />)}
          />
        </p>
        <p className="mt-3 max-w-prose text-sm leading-6">{messages.details}</p>
        <p className="mt-3 max-w-prose text-sm leading-6">
          <Phrase parts={messages.deadline(<Time at={approval.expiresAt} timeZone={env.TIME_ZONE} />)} />
        </p>
        <p className="mt-3 mb-6 max-w-prose text-muted text-sm leading-6">{messages.opens(wise.host)}</p>
        <ApproveForm
          id={approval.id}
          csrf={csrfToken(sessionId)}
          environment={approval.environment}
          wiseOrigin={wise.origin}
        />
        <ButtonLink href={`/approve/${approval.id}`} className="mt-3">
          {messages.check}
        </ButtonLink>
      </Card>
    </>
  );
}

/** While Wise has not confirmed it: what its window said, and that this page looks again by itself. */
function Said({ said, isHandedOut }: { said: unknown; isHandedOut: boolean }) {
  const notice = said === 'failed' || said === 'closed' ? messages.said[said] : undefined;
  return (
    <div className="mb-4 empty:hidden" role="status">
      {notice === undefined ? null : (
        <Notice tone="warn" title={notice.title}>
          {notice.text}
        </Notice>
      )}
      {isHandedOut && notice === undefined ? (
        <p className="max-w-prose leading-6">{messages.waiting}</p>
      ) : null}
      {isHandedOut ? <AutoRefresh seconds={REFRESH_SECONDS} /> : null}
    </div>
  );
}

function Locked({ approval: { lockedUntil, expiresAt } }: { approval: Approval }) {
  const until = <Time at={lockedUntil ?? expiresAt} timeZone={webEnv().TIME_ZONE} />;
  return (
    <>
      <PageHeader title={messages.locked.title} />
      <p className="max-w-prose leading-6">
        <Phrase parts={messages.locked.text(until)} />
      </p>
      <Back />
    </>
  );
}

function Back() {
  return (
    <div className="mt-8 flex flex-wrap gap-3">
      <ButtonLink href="/dashboard">{connectionMessages.goToConnections}</ButtonLink>
    </div>
  );
}
