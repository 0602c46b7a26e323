import type { ReactNode } from 'react';
import { staffCustomerMessages } from '#web/messages/staff/customer';
import { Button } from '../../ui/button';
import { StepUpForm } from '../step-up-form';

const messages = staffCustomerMessages.export;

type ExportFormProps = { customerId: string; action: string; csrf: string; cancel: ReactNode };

/** What an export has, and the form that downloads it. */
export function ExportForm({ customerId, action, csrf, cancel }: ExportFormProps) {
  return (
    <div className="space-y-6">
      <ul className="list-disc space-y-2 pl-5 leading-6 marker:text-muted">
        {messages.points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <StepUpForm action={action} csrf={csrf} act={{ act: 'customer.export', customerId }}>
        <div className="flex flex-wrap gap-3">
          <Button busy={messages.preparing}>{messages.download}</Button>
          {cancel}
        </div>
      </StepUpForm>
    </div>
  );
}
