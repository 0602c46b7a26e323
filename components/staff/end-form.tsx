import type { ReactNode } from 'react';
import { staffConnectionMessages } from '#web/messages/staff/connection';
import { Button } from '../ui/button';
import { StepUpForm } from './step-up-form';

const messages = staffConnectionMessages.disconnect;

export type EndFormProps = {
  connectionId: string;
  action: string;
  csrf: string;
  /** The way out: closes the dialog, or leads back from the page. */
  cancel: ReactNode;
};

/** What the end of a connection means, and a form that ends it for good with a passkey. */
export function EndForm({
  act,
  connectionId,
  action,
  csrf,
  points,
  fields,
  cancel,
  children,
}: EndFormProps & {
  act: 'connection.disconnect' | 'connection.withdraw';
  points: readonly string[];
  /** What of the act stands in the form. */
  fields: readonly string[];
  children: ReactNode;
}) {
  return (
    <>
      <ul className="list-disc space-y-2 pl-5 text-sm leading-6 marker:text-muted">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <StepUpForm
        action={action}
        csrf={csrf}
        act={{ act, connectionId }}
        fields={fields}
        className="space-y-4"
      >
        {children}
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
