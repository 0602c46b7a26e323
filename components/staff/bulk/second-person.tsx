import type { BulkActView } from '#web/bulk/bulk-acts';
import { staffBulkMessages } from '#web/messages/staff/bulk';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { StepUpForm } from '../step-up-form';

const { second: messages } = staffBulkMessages;

type SecondPersonProps = {
  act: BulkActView;
  /** Whether the person who looks started it. */
  isOwn: boolean;
  /** Undefined: this person approves none. */
  csrf: string | undefined;
};

/** A list that waits: the second admin signs the very act that the first one signed. */
export function SecondPerson({ act, isOwn, csrf }: SecondPersonProps) {
  const { id, kind, total, reason } = act;
  const text = isOwn ? messages.own : csrf === undefined ? messages.noRights : messages.text;
  return (
    <Notice tone="warn" title={messages.title}>
      <p>{text}</p>
      {isOwn || csrf === undefined ? null : (
        <StepUpForm
          action={`/staff/connections/bulk/${id}/approve`}
          csrf={csrf}
          act={{ act: 'bulk.start', bulkActId: id, kind, count: total, reason }}
        >
          <Button tone="danger" busy={messages.busy}>
            {messages.submit}
          </Button>
        </StepUpForm>
      )}
    </Notice>
  );
}
