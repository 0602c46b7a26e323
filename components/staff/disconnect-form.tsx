import type { ReactNode } from 'react';
import { staffConnectionMessages } from '#web/messages/staff/connection';
import { Button } from '../ui/button';
import { Textarea } from '../ui/field';
import { StepUpForm } from './step-up-form';

const messages = staffConnectionMessages.disconnect;

export const REASON_MAX_LENGTH = 500;
/** What of the act stands in the form. */
const TYPED = ['reason'];

type DisconnectFormProps = {
  connectionId: string;
  action: string;
  csrf: string;
  /** Words of what was wrong with the last try. */
  error?: string | undefined;
  /** What its writer had typed before they had to sign in again. */
  reason?: string | undefined;
  /** The way out: closes the dialog, or leads back from the page. */
  cancel: ReactNode;
};

/** What a disconnect does, and the form that does it: the reason is required and goes to the audit trail. */
export function DisconnectForm({ connectionId, action, csrf, error, reason, cancel }: DisconnectFormProps) {
  return (
    <>
      <ul className="list-disc space-y-2 pl-5 text-sm leading-6 marker:text-muted">
        {messages.points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <StepUpForm
        action={action}
        csrf={csrf}
        act={{ act: 'connection.disconnect', connectionId }}
        fields={TYPED}
        className="space-y-4"
      >
        <Textarea
          label={messages.reason}
          name="reason"
          hint={messages.reasonHint}
          error={error}
          defaultValue={reason}
          required
          maxLength={REASON_MAX_LENGTH}
        />
        <div className="flex flex-wrap gap-3">
          <Button tone="danger" busy={messages.disconnecting}>
            {messages.confirm}
          </Button>
          {cancel}
        </div>
      </StepUpForm>
    </>
  );
}
