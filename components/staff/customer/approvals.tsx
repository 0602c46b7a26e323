import type { StaffApproval } from '#web/approvals/read-approvals';
import { staffConnectionMessages } from '#web/messages/staff/connection';
import { staffCustomerMessages } from '#web/messages/staff/customer';
import { Badge } from '../../ui/badge';
import { Time } from '../../ui/time';
import { Entries, Entry, Section } from './section';

const messages = staffCustomerMessages.approvals;
const { approvals: words } = staffConnectionMessages;

type ApprovalsOfProps = {
  approvals: readonly (StaffApproval & { connectionId: string; profileName: string })[];
  timeZone: string;
};

/** What waits for this customer's approval at Wise; nothing where nothing does. */
export function ApprovalsOf({ approvals, timeZone }: ApprovalsOfProps) {
  if (approvals.length === 0) return null;
  return (
    <Section id="approvals" title={messages.title}>
      <Entries>
        {approvals.map(({ id, operation, state, expiresAt, createdAt, connectionId, profileName }) => (
          <Entry key={id}>
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="font-medium">{words.operations[operation]}</span>
              <Badge tone={state === 'locked' ? 'warn' : 'info'}>{words.states[state]}</Badge>
            </p>
            <p className="text-muted">
              {messages.on}
              <a href={`/staff/connections/${connectionId}`} className="link">
                <bdi className="wrap-anywhere">{profileName}</bdi>
              </a>
            </p>
            <p className="text-muted">
              {words.asked}
              <Time at={createdAt} timeZone={timeZone} />
              {words.until}
              <Time at={expiresAt} timeZone={timeZone} />
            </p>
          </Entry>
        ))}
      </Entries>
    </Section>
  );
}
