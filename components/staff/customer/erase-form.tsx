import type { ReactNode } from 'react';
import { staffCustomerMessages } from '#web/messages/staff/customer';
import { Button } from '../../ui/button';
import { Input } from '../../ui/field';
import { StepUpForm } from '../step-up-form';

const messages = staffCustomerMessages.erase;

type EraseFormProps = {
  customerId: string;
  action: string;
  csrf: string;
  error: string | undefined;
  cancel: ReactNode;
};

/** What an erasure does, and the form that begins it. */
export function EraseForm({ customerId, action, csrf, error, cancel }: EraseFormProps) {
  return (
    <div className="space-y-6">
      <ul className="list-disc space-y-2 pl-5 leading-6 marker:text-muted">
        {messages.points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <StepUpForm
        action={action}
        csrf={csrf}
        act={{ act: 'customer.erase', customerId }}
        className="space-y-4"
      >
        <Input
          label={messages.typeWord}
          name="word"
          error={error}
          required
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
        />
        <div className="flex flex-wrap gap-3">
          <Button tone="danger" busy={messages.erasing}>
            {messages.confirm}
          </Button>
          {cancel}
        </div>
      </StepUpForm>
    </div>
  );
}
